import { execFile } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** What a program left behind. */
export interface Outcome {
  code: number;
  stdout: string;
  /** The end of what it wrote to standard error, in one line without colours. */
  words: string;
}

/** A program that could not be started, took too long or wrote too much. */
export class ProgramError extends Error {
  name = 'ProgramError';
}

const MOST_BYTES = 32 * 1024 * 1024;
const LAST_LINES = 3;

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

/** Runs a program to its end, without a shell. */
export function run(
  [program, ...args]: string[],
  options: {
    timeoutMs: number;
    cwd?: string;
    env?: Record<string, string>;
    signal?: AbortSignal;
  },
): Promise<Outcome> {
  const { cwd, env, signal, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      {
        cwd,
        env: { ...environment(), ...env },
        killSignal: 'SIGKILL',
        maxBuffer: MOST_BYTES,
        shell: false,
        signal,
        timeout: timeoutMs,
      },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') {
          reject(new ProgramError(explain(program, timeoutMs, error)));
          return;
        }
        const words = stripVTControlCharacters(stderr).trim().split('\n');
        resolve({
          code: Number(error?.code ?? 0),
          stdout,
          words: words.slice(-LAST_LINES).join(' ').trim(),
        });
      },
    );
  });
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    HANDED_ON.filter(key => process.env[key] !== undefined).map(key => [
      key,
      process.env[key]!,
    ]),
  );
}

function explain(
  program: string,
  timeoutMs: number,
  error: { code?: unknown; killed?: boolean; message: string },
): string {
  switch (error.code) {
    case 'ENOENT':
      return `there is no program '${program}'`;
    case 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER':
      return `'${program}' wrote more than it may`;
    default:
      return error.killed
        ? `'${program}' took longer than ${Math.round(timeoutMs / 1000)} s`
        : error.message;
  }
}
