import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  findLogin,
  loginEnvironment,
  readAnswers,
  run,
  Settings,
} from '@goldenpath/plugin-goldenpath-node';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAnswers } from '../answers';
import { examples } from './copy.examples';

const ADDRESS = /^(?:https?|ssh):\/\/[^\s]+$|^git@[\w.-]+:[^\s]+$/;
const FRAMES = 'Traceback (most recent call last):';
const REMEDY =
  "install it (pip install 'copier>=9.19'), or name the Python that has it as goldenpath.python";

/** Copies a Copier template into the workspace: the bytes that `copier copy` writes. */
export function createCopierCopyAction(options: {
  settings: Settings;
  integrations: ScmIntegrations;
}) {
  const { settings, integrations } = options;
  return createTemplateAction({
    id: 'copier:copy',
    description:
      'Copies a Copier template into the workspace, as `copier copy` would.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        url: z =>
          z
            .string()
            .regex(ADDRESS, {
              message:
                'is no address of a repository: name it by https, http or ssh',
            })
            .describe('Address of the repository that holds the template'),
        answers: z =>
          z
            .record(z.any())
            .describe('Answers to the questions of the template, by name'),
        ref: z =>
          z
            .string()
            .regex(/^[^-\s][^\s]*$/, { message: 'is no version' })
            .optional()
            .describe('Version of the template; the newest one by default'),
        targetPath: z =>
          z
            .string()
            .optional()
            .describe(
              'Folder of the workspace to copy into; itself by default',
            ),
      },
      output: {
        answers: z =>
          z
            .record(z.any())
            .describe('All answers as Copier completed them, no secret ones'),
        commit: z =>
          z
            .string()
            .optional()
            .describe('Version of the template that was copied'),
      },
    },
    async handler(ctx) {
      const { url, answers, ref, targetPath = '.' } = ctx.input;
      const target = resolveSafeChildPath(ctx.workspacePath, targetPath);
      const mirror = settings.copier.mirrors.find(
        ({ url: mirrored }) => mirrored === url,
      );
      const version = ref ?? mirror?.ref;
      const source = mirror?.location ?? url;
      const login = mirror ? undefined : await findLogin(url, integrations);

      // Beside the workspace, since an answer may be a secret; the task removes it at its end.
      const folder = await ctx.createTemporaryDirectory();
      const dataFile = join(folder, 'answers.yml');
      await writeFile(dataFile, writeAnswers(answers), { mode: 0o600 });
      await mkdir(target, { recursive: true });

      let failed = false;
      const { code, lines } = await run(
        [
          ...settings.copier.command,
          'copy',
          '--defaults',
          '--overwrite',
          ...(version ? [`--vcs-ref=${version}`] : []),
          `--data-file=${dataFile}`,
          '--',
          source,
          target,
        ],
        {
          name: 'Copier',
          remedy: REMEDY,
          cwd: folder,
          env: {
            GIT_ALLOW_PROTOCOL: mirror
              ? 'file:http:https:ssh'
              : 'http:https:ssh',
            GIT_TERMINAL_PROMPT: '0',
            PYTHONIOENCODING: 'utf-8',
            // That a mirror holds uncommitted changes is no news to who fills in a form.
            PYTHONWARNINGS: 'ignore',
            ...(login && loginEnvironment(login)),
          },
          signal: ctx.signal,
          timeoutMs: settings.copier.timeoutMs,
          onLine: line => {
            // Frames of a Python stack tell a developer nothing; the error's own line follows.
            failed ||= line === FRAMES;
            if (!failed) ctx.logger.info(line.replaceAll(target, '.'));
          },
        },
      );
      if (code !== 0) throw fault(lines, url, version);

      const read = await readAnswers(target);
      ctx.output('answers', read?.answers ?? {});
      ctx.output('commit', read?.commit);
    },
  });
}

/** Says what was wrong in the words of a developer who fills in a form. */
function fault(lines: string[], url: string, version?: string): Error {
  const said = lines.join('\n');
  if (/No module named '?copier/.test(said)) {
    return new Error(`Copier is not installed: ${REMEDY}`);
  }
  if (/Unknown revision|pathspec .* did not match/.test(said)) {
    return new InputError(
      `the template ${url} has no version '${version}': name a tag or a branch that it has`,
    );
  }
  const choice = said.match(/^ValueError: Invalid choice for '(.+?)': (.+)$/m);
  if (choice) {
    return new InputError(
      `the answer to '${choice[1]}' is no choice: ${choice[2]}`,
    );
  }
  const answer = said.match(
    /^ValueError: Validation error for question '(.+?)': (.+)$/ms,
  );
  if (answer) {
    return new InputError(
      `the answer to '${answer[1]}' is not accepted: ${answer[2]}`,
    );
  }
  const git = said.match(/^\s*(?:Stderr:\s*\|?|\|)?\s*fatal: (.+)$/m);
  if (git) {
    return new InputError(
      `the template ${url} cannot be read: ${git[1].trim()}`,
    );
  }
  return new Error(`Copier failed: ${lastWords(lines)}`);
}

function lastWords(lines: string[]): string {
  const frames = lines.lastIndexOf(FRAMES);
  const rest = frames < 0 ? lines.slice(-3) : lines.slice(frames + 1);
  const words = rest.filter(line => !line.startsWith('  '));
  return words.join(' ').trim() || 'it said nothing';
}
