import { ScmIntegrations } from '@backstage/integration';
import { ConfigReader } from '@backstage/config';
import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import {
  cleanUp,
  context,
  settings,
  temporaryFolder,
} from '../__testUtils__/context';
import { createCopierCopyAction } from './copy';

const URL = 'https://git.acme.example/acme/template.git';
const QUESTIONS = `
_answers_file: .copier-answers.yml
name:
  type: str
  validator: "{% if ' ' in name %}use no spaces{% endif %}"
size:
  type: str
  choices: [small, large]
  default: small
token:
  type: str
  secret: true
  default: none
`;

async function template(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'copier.yml'), QUESTIONS);
  await writeFile(
    join(folder, '{{ _copier_conf.answers_file }}.jinja'),
    '{{ _copier_answers|to_nice_yaml }}',
  );
  await writeFile(
    join(folder, 'README.md.jinja'),
    '# {{ name }}: {{ size }}\n',
  );
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/run.sh'), '#!/bin/sh\n');
  await chmod(join(folder, 'bin/run.sh'), 0o755);
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=T', '-c', 'user.email=t@acme.example', ...args],
      { cwd: folder },
    );
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=template');
  git('tag', '1.0.0');
  return folder;
}

async function action(more: object = {}) {
  const mirrors = [{ url: URL, location: await template() }];
  const all = settings();
  return createCopierCopyAction({
    settings: { ...all, copier: { ...all.copier, mirrors, ...more } },
    integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
  });
}

describe('copier:copy', () => {
  jest.setTimeout(60_000);
  afterEach(cleanUp);

  it('copies with the answers, and hands them on as Copier completed them', async () => {
    const { ctx, logged, outputs, workspacePath } = await context({
      url: URL,
      answers: { name: 'orders', token: 's3cret' },
    });
    await (await action()).handler(ctx);
    expect(await readFile(join(workspacePath, 'README.md'), 'utf8')).toBe(
      '# orders: small\n',
    );
    expect((await stat(join(workspacePath, 'bin/run.sh'))).mode & 0o777).toBe(
      0o755,
    );
    expect(outputs).toEqual({
      answers: { name: 'orders', size: 'small' },
      commit: '1.0.0',
    });
    expect(logged.join('\n')).toContain('create  README.md');
    expect(logged.join('\n')).not.toContain('s3cret');
  });

  it('copies into a folder of the workspace', async () => {
    const { ctx, workspacePath } = await context({
      url: URL,
      ref: '1.0.0',
      targetPath: 'a/b',
      answers: { name: 'orders' },
    });
    await (await action()).handler(ctx);
    expect(await readdir(join(workspacePath, 'a/b'))).toContain('README.md');
  });

  it('says which answer is no choice', async () => {
    const { ctx, logged } = await context({
      url: URL,
      answers: { name: 'orders', size: 'huge' },
    });
    await expect((await action()).handler(ctx)).rejects.toThrow(
      "the answer to 'size' is no choice: 'huge' is not in ['small', 'large']",
    );
    expect(logged.join('\n')).not.toContain('File "');
  });

  it('says which answer is not accepted, and why', async () => {
    const { ctx } = await context({ url: URL, answers: { name: 'two words' } });
    await expect((await action()).handler(ctx)).rejects.toThrow(
      "the answer to 'name' is not accepted: use no spaces",
    );
  });

  it('says which version a template does not have', async () => {
    const { ctx } = await context({
      url: URL,
      ref: '9.9.9',
      answers: { name: 'orders' },
    });
    await expect((await action()).handler(ctx)).rejects.toThrow(
      `the template ${URL} has no version '9.9.9'`,
    );
  });

  it('says which template cannot be read', async () => {
    const url = 'https://127.0.0.1:1/acme/template.git';
    const { ctx } = await context({ url, answers: {} });
    await expect((await action()).handler(ctx)).rejects.toThrow(
      `the template ${url} cannot be read: unable to access`,
    );
  });

  it('says that Copier is not installed, and what helps', async () => {
    const { ctx } = await context({ url: URL, answers: {} });
    const without = await action({ command: ['/nowhere/copier'] });
    await expect(without.handler(ctx)).rejects.toThrow(
      /no program '\/nowhere\/copier': install it/,
    );
  });

  it('writes nowhere outside of the workspace', async () => {
    const { ctx } = await context({
      url: URL,
      targetPath: '../elsewhere',
      answers: {},
    });
    await expect((await action()).handler(ctx)).rejects.toThrow(
      /not allowed to refer to a directory outside/,
    );
  });

  it('stops when the task is cancelled', async () => {
    const { ctx } = await context(
      { url: URL, answers: {} },
      { signal: AbortSignal.abort() },
    );
    await expect((await action()).handler(ctx)).rejects.toThrow(
      'Copier was cancelled',
    );
  });

  it('takes addresses only, of protocols that run no program', async () => {
    const schema = (await action()).schema!.input as any;
    const address = new RegExp(schema.properties.url.pattern);
    const refused = [
      '/etc',
      './x',
      'file:///etc',
      'ext::sh -c id',
      '-u',
      'https://a b',
      '',
    ];
    expect(refused.filter(url => address.test(url))).toEqual([]);
    const taken = [
      URL,
      'ssh://git@git.acme.example/a/b.git',
      'git@git.acme.example:a/b.git',
    ];
    expect(taken.filter(url => address.test(url))).toEqual(taken);
  });

  it('takes no option for a version', async () => {
    const schema = (await action()).schema!.input as any;
    expect('--trust').not.toMatch(new RegExp(schema.properties.ref.pattern));
  });
});
