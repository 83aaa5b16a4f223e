import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { stat } from 'node:fs/promises';
import { run } from '../process';
import { Settings } from '../settings';
import { examples } from './validate.examples';

/** The part of `goldenpath validate --format json` that a task shows. */
interface Report {
  diagnostics: Array<{
    code: string;
    severity: 'error' | 'warning' | 'info';
    message: string;
    path: string;
    line: number;
    help_url?: string;
  }>;
  notices: string[];
  summary: {
    documents: number;
    errors: number;
    warnings: number;
    infos: number;
  };
}

const REMEDY =
  'install it, or name the Python that has it as goldenpath.python';

/** Judges the workspace by the rules of its consumers; errors fail the task. */
export function createValidateAction({ settings }: { settings: Settings }) {
  return createTemplateAction({
    id: 'goldenpath:validate',
    description:
      'Judges the workspace by the rules of its consumers and of the platform; errors fail the task.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z =>
          z
            .string()
            .optional()
            .describe(
              'File or folder of the workspace to judge; all of it by default',
            ),
      },
    },
    async handler(ctx) {
      const path = ctx.input?.path ?? '.';
      const target = resolveSafeChildPath(ctx.workspacePath, path);
      if (!(await stat(target).catch(() => undefined))) {
        throw new InputError(`the workspace has no '${path}' to validate`);
      }
      const { code, stdout, lines } = await run(
        [
          ...settings.validator.command,
          'validate',
          '--format=json',
          '--',
          path,
        ],
        {
          name: 'goldenpath',
          remedy: REMEDY,
          cwd: ctx.workspacePath,
          env: { PYTHONIOENCODING: 'utf-8' },
          keepStdout: true,
          signal: ctx.signal,
          timeoutMs: settings.validator.timeoutMs,
        },
      );
      const report = parse(stdout);
      if (code > 1 || !report) throw fault(lines, code);

      for (const item of report.diagnostics) {
        const line = `${item.path}:${item.line}: ${item.severity} ${item.code}: ${item.message}`;
        if (item.severity === 'error') ctx.logger.error(line);
        else if (item.severity === 'warning') ctx.logger.warn(line);
        else ctx.logger.info(line);
      }
      report.notices.forEach(notice => ctx.logger.warn(notice));
      const { documents, errors, warnings } = report.summary;
      ctx.logger.info(
        `${documents} documents: ${count(errors, 'error')}, ${count(
          warnings,
          'warning',
        )}`,
      );
      if (code === 1) {
        const first = report.diagnostics.find(
          ({ severity }) => severity === 'error',
        );
        throw new InputError(
          `what was born is not valid: ${count(
            errors,
            'error',
          )}, the first is ` +
            `${first?.path}:${first?.line}: ${first?.code}: ${first?.message}`,
        );
      }
    },
  });
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fault(lines: string[], code: number): Error {
  if (lines.some(line => /No module named '?goldenpath/.test(line))) {
    return new Error(`goldenpath is not installed: ${REMEDY}`);
  }
  const words = lines.slice(-3).join(' ') || 'it said nothing';
  return new Error(`goldenpath ended with ${code}: ${words}`);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
