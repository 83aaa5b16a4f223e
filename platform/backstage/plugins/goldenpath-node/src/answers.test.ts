import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANSWERS_FILE, readAnswers } from './answers';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldenpath-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function read(text: string) {
  await writeFile(join(folder, ANSWERS_FILE), text);
  return readAnswers(folder);
}

describe('answers', () => {
  it('are read without what Copier keeps for itself, each with its type', async () => {
    expect(
      await read(
        '_commit: 1.2.0\n_src_path: https://git.acme.example/x.git\nname: orders\nsize: 3\nfast: true\n',
      ),
    ).toEqual({
      source: 'https://git.acme.example/x.git',
      commit: '1.2.0',
      answers: { name: 'orders', size: 3, fast: true },
    });
  });

  it.each([
    '1.0',
    '1.10',
    '123e4567',
    '0123456',
    '0x1234567',
    '12345678901234567890',
    'true',
    '4792e77',
  ])('name the version %s as it is written', async version => {
    expect((await read(`_commit: ${version}\n`))?.commit).toBe(version);
    expect((await read(`_commit: '${version}'\n`))?.commit).toBe(version);
  });

  it('name no version where none is known', async () => {
    const nothing = { answers: {} };
    expect(await read('_commit: null\n')).toEqual(nothing);
    expect(await read('_commit: [1.0]\n')).toEqual(nothing);
    expect(await read('- 1.0\n')).toEqual(nothing);
    expect(await read('')).toEqual(nothing);
  });

  it('are none where a template keeps none', async () => {
    expect(await readAnswers(folder)).toBeUndefined();
  });

  it('are refused where the file is broken, by its name', async () => {
    await expect(read('a: [')).rejects.toThrow(/^\.copier-answers\.yml: /);
    await expect(read('a: 1\na: 2\n')).rejects.toThrow(/keys must be unique/);
  });
});
