import { readFile } from 'node:fs/promises';
import { run } from './program';

const NODE = process.execPath;
const ASKED = { name: 'The program', remedy: 'install it', timeoutMs: 30_000 };
const FOREVER = 'process.stdout.write("up\\n"); setInterval(() => {}, 1000)';

/** Tells whether a process runs; one that has ended may wait for its parent to notice. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return !/\) Z/.test(state);
}

describe('run', () => {
  it('hands on lines without colours', async () => {
    const lines: string[] = [];
    const script =
      'console.log("\\u001b[32mgreen\\u001b[0m"); console.error("last")';
    const outcome = await run([NODE, '-e', script], {
      ...ASKED,
      onLine: line => lines.push(line),
    });
    expect(lines.sort()).toEqual(['green', 'last']);
    expect(outcome.code).toBe(0);
  });

  it('says which program is not there, and what helps', async () => {
    await expect(run(['/nowhere/copier'], ASKED)).rejects.toThrow(
      "The program could not be started: there is no program '/nowhere/copier': install it",
    );
  });

  it('starts no shell', async () => {
    const script = 'console.log(process.argv[1])';
    const { stdout } = await run([NODE, '-e', script, '$(id); `id` && id'], {
      ...ASKED,
      keepStdout: true,
    });
    expect(stdout).toBe('$(id); `id` && id\n');
  });

  it('keeps the secrets of the portal from the program', async () => {
    process.env.GITHUB_TOKEN = 'secret';
    const script = 'console.log(JSON.stringify(process.env))';
    const { stdout } = await run([NODE, '-e', script], {
      ...ASKED,
      keepStdout: true,
    });
    delete process.env.GITHUB_TOKEN;
    expect(stdout).not.toContain('secret');
    expect(JSON.parse(stdout).PATH).toBe(process.env.PATH);
  });

  it('ends a program that takes too long', async () => {
    await expect(
      run([NODE, '-e', FOREVER], { ...ASKED, timeoutMs: 1_000 }),
    ).rejects.toThrow('The program took longer than 1 s');
  });

  it('ends the program and its children when the task is cancelled', async () => {
    const cancel = new AbortController();
    let child = 0;
    const script =
      `const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });` +
      `console.log(c.pid); setInterval(() => {}, 1000)`;
    await expect(
      run([NODE, '-e', script], {
        ...ASKED,
        signal: cancel.signal,
        onLine: line => {
          child = Number(line);
          cancel.abort();
        },
      }),
    ).rejects.toThrow('The program was cancelled');
    expect(child).toBeGreaterThan(0);
    expect(await isAlive(child)).toBe(false);
  });

  it('starts nothing for a task that was cancelled before', async () => {
    await expect(
      run(['/nowhere'], { ...ASKED, signal: AbortSignal.abort() }),
    ).rejects.toThrow('The program was cancelled');
  });
});
