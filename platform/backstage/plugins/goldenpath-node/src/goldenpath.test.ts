import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estimate, validate } from './goldenpath';

const REPORT = {
  diagnostics: [],
  notices: [],
  summary: { documents: 1, errors: 0, warnings: 0, infos: 0 },
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldenpath-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Asks a program that answers with `stdout` and `stderr`, and ends with `code`. */
const question = (code: number, stdout: unknown, stderr = '') => ({
  folder,
  program: {
    command: [
      process.execPath,
      '-e',
      `process.stdout.write(${JSON.stringify(
        typeof stdout === 'string' ? stdout : JSON.stringify(stdout),
      )}); process.stderr.write(${JSON.stringify(
        stderr,
      )}); process.exitCode = ${code}`,
      '--',
    ],
    timeoutMs: 30_000,
  },
});

describe('validate', () => {
  it('passes what the validator passes, and reports the rest', async () => {
    expect(await validate(question(0, REPORT))).toEqual({
      ...REPORT,
      passed: true,
    });
    expect((await validate(question(1, REPORT))).passed).toBe(false);
  });

  it('hands the path on as a path, whatever it looks like', async () => {
    const script =
      'console.log(JSON.stringify({ summary: {}, notices: process.argv.slice(1) }))';
    const command = [process.execPath, '-e', script, '--'];
    const program = { command, timeoutMs: 30_000 };
    const { notices } = await validate({ folder, program, path: '--help' });
    expect(notices).toEqual(['validate', '--format=json', '--', '--help']);
  });

  it.each([
    [3, REPORT, 'a\nb\nc\nd\n', 'goldenpath ended with 3: b c d'],
    [1, 'no JSON', '', 'goldenpath ended with 1: it said nothing'],
    [0, 'null', '', 'goldenpath ended with 0: it said nothing'],
    [
      1,
      '',
      "python: No module named 'goldenpath'\n",
      'goldenpath is not installed: install it, or name the Python that has it as goldenpath.python',
    ],
  ])('says why there is no report: %s %j', async (code, out, err, message) => {
    await expect(validate(question(code, out, err))).rejects.toThrow(message);
  });
});

describe('estimate', () => {
  it('knows what a folder costs, and leaves out what is no number', async () => {
    const stages = { dev: 3.5, prod: 'much' };
    const cost = { currency: 'EUR', monthly: 12.5, stages };
    expect(await estimate(question(0, cost))).toEqual({
      ...cost,
      stages: { dev: 3.5 },
    });
  });

  it.each([
    [1, { currency: 'EUR', monthly: 12.5 }],
    [0, { currency: 'EUR' }],
    [0, { monthly: 12.5 }],
    [0, 'no JSON'],
  ])('knows nothing of what has no cost: %s %j', async (code, cost) => {
    expect(await estimate(question(code, cost))).toBeUndefined();
  });
});
