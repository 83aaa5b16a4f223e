import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** What a program left behind. */
export interface Outcome {
  code: number;
  /** Standard output as it was, where it was asked for. */
  stdout: string;
  /** The last lines of standard error, and of standard output where that was not asked for. */
  lines: string[];
}

export interface RunOptions {
  /** What the program is called in messages. */
  name: string;
  /** What helps where the program is not there. */
  remedy: string;
  timeoutMs: number;
  cwd?: string;
  env?: Record<string, string>;
  signal?: AbortSignal;
  /** Called with each line that the program writes, without colours. */
  onLine?: (line: string) => void;
  /** Keep standard output whole instead of handing it on by lines. */
  keepStdout?: boolean;
}

const GRACE_MS = 5_000;
const KEPT_LINES = 200;
const KEPT_BYTES = 32 * 1024 * 1024;

/** The only variables of the portal's environment that programs see: no token is among them. */
const HANDED_ON = [
  'HOME',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'LANG',
  'LC_ALL',
  'NO_PROXY',
  'PATH',
  'SSH_AUTH_SOCK',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'TMPDIR',
  'USER',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

/**
 * Runs a program without a shell, in a process group of its own, and waits for its end.
 *
 * A signal or the timeout ends the whole group, so that nothing which it started is left over.
 */
export async function run(
  [program, ...args]: string[],
  options: RunOptions,
): Promise<Outcome> {
  const { name, remedy, signal, timeoutMs } = options;
  if (signal?.aborted) throw new Error(`${name} was cancelled`);
  const child = spawn(program, args, {
    cwd: options.cwd,
    detached: true,
    env: { ...environment(), ...options.env },
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  let ended: string | undefined;
  let force: NodeJS.Timeout | undefined;
  const end = (reason: string) => {
    ended ??= reason;
    kill(child.pid, 'SIGTERM');
    force ??= setTimeout(() => kill(child.pid, 'SIGKILL'), GRACE_MS);
  };
  const cancel = () => end(`${name} was cancelled`);
  const timer = setTimeout(
    () => end(`${name} took longer than ${Math.round(timeoutMs / 1000)} s`),
    timeoutMs,
  );
  signal?.addEventListener('abort', cancel, { once: true });

  try {
    const lines: string[] = [];
    const take = (raw: string) => {
      const line = stripVTControlCharacters(raw).trimEnd();
      if (!line) return;
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.onLine?.(line);
    };
    const [code, stdout] = await Promise.all([
      exit(child, name, program, remedy),
      options.keepStdout
        ? whole(child.stdout, () => end(`${name} wrote more than it may`))
        : byLine(child.stdout, take),
      byLine(child.stderr, take),
    ]);
    if (ended) throw new Error(ended);
    return { code, stdout: stdout ?? '', lines };
  } finally {
    clearTimeout(timer);
    clearTimeout(force);
    signal?.removeEventListener('abort', cancel);
  }
}

function environment(): Record<string, string> {
  const handed: Record<string, string> = {};
  for (const key of HANDED_ON) {
    const value = process.env[key];
    if (value !== undefined) handed[key] = value;
  }
  return handed;
}

function exit(
  child: ReturnType<typeof spawn>,
  name: string,
  program: string,
  remedy: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'ENOENT'
          ? `there is no program '${program}'`
          : error.message;
      reject(new Error(`${name} could not be started: ${why}: ${remedy}`));
    });
    child.once('close', code => resolve(code ?? 1));
  });
}

async function byLine(
  stream: Readable,
  take: (line: string) => void,
): Promise<undefined> {
  for await (const line of createInterface({ input: stream })) take(line);
  return undefined;
}

async function whole(stream: Readable, tooLong: () => void): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > KEPT_BYTES) tooLong();
    else chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
