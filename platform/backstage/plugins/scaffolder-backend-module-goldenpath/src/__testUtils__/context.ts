import { mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { Settings } from '@goldenpath/plugin-goldenpath-node';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The Python of this repository, which has Copier and goldenpath. */
export const PYTHON =
  process.env.GOLDENPATH_PYTHON ??
  resolve(__dirname, '../../../../../../.venv/bin/python');

export const AUTHOR = { name: 'Portal', email: 'portal@acme.example' };

const made: string[] = [];

/** Makes a folder that `cleanUp` removes. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'goldenpath-')));
  made.push(folder);
  return folder;
}

/** Removes what `temporaryFolder` has made. */
export async function cleanUp(): Promise<void> {
  for (const folder of made.splice(0)) {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Settings that run the real programs. */
export function settings(more: Partial<Settings> = {}): Settings {
  return {
    copier: {
      command: [PYTHON, '-P', '-m', 'copier'],
      timeoutMs: 60_000,
      mirrors: [],
    },
    validator: {
      command: [PYTHON, '-P', '-m', 'goldenpath'],
      timeoutMs: 60_000,
    },
    ...more,
  };
}

/** A task's context that keeps what was logged and what came out. */
export async function context<Input extends object>(
  input: Input,
  more: object = {},
) {
  const workspacePath = await temporaryFolder();
  const logged: string[] = [];
  const outputs: Record<string, any> = {};
  const logger = mockServices.logger.mock({
    info: message => logged.push(message),
    warn: message => logged.push(message),
    error: message => logged.push(message),
  });
  const ctx = createMockActionContext({
    input: input as any,
    workspacePath,
    logger,
  });
  Object.assign(ctx, more);
  ctx.output = ((name: string, value: unknown) => {
    if (value !== undefined) outputs[name] = value;
  }) as any;
  ctx.createTemporaryDirectory = temporaryFolder;
  return { ctx: ctx as any, logged, outputs, workspacePath };
}
