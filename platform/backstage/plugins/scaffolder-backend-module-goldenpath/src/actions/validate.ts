import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { Settings, validate } from '@goldenpath/plugin-goldenpath-node';
import { stat } from 'node:fs/promises';
import { examples } from './validate.examples';

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
      const report = await validate({
        program: settings.validator,
        folder: ctx.workspacePath,
        path,
        signal: ctx.signal,
      });

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
      if (!report.passed) {
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

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
