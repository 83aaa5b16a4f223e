import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError, InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { EventsService } from '@backstage/plugin-events-node';
import { Author, git, Settings } from '@goldenpath/plugin-goldenpath-node';
import {
  cp,
  mkdir,
  mkdtemp,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readEntities } from '../catalog/entities';
import { PUBLISHED } from '../catalog/provider';
import { examples } from './publishFolder.examples';

const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/i;

/** Publishes the workspace as a git repository on this machine, for who has no token yet. */
export function createPublishFolderAction(options: {
  settings: Settings;
  author: Author;
  events: EventsService;
}) {
  const { settings, author, events } = options;
  return createTemplateAction({
    id: 'goldenpath:publish-folder',
    description:
      'Publishes the workspace as a git repository in the folder that the portal is configured with.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z =>
          z
            .string()
            .regex(NAME, {
              message:
                'is no name of a repository: use letters, digits, dots, dashes and underscores',
            })
            .describe('Name of the repository'),
        description: z =>
          z.string().optional().describe('What the repository is for'),
      },
      output: {
        remoteUrl: z => z.string().describe('What `git clone` takes'),
        repoContentsUrl: z =>
          z.string().describe('Where the files of the repository lie'),
        folder: z => z.string().describe('The folder of the repository'),
        entityRef: z =>
          z
            .string()
            .optional()
            .describe('What the repository is called in the catalog'),
      },
    },
    async handler(ctx) {
      const { name, description } = ctx.input;
      if (!settings.folder) {
        throw new InputError(
          'this portal has no folder for repositories: set goldenpath.folder.path',
        );
      }
      const parent = resolve(settings.folder.path);
      await mkdir(parent, { recursive: true });
      const folder = resolveSafeChildPath(parent, name);
      await refuseTaken(folder, name);

      if (!ctx.isDryRun) {
        // Made aside and moved in whole: a half repository is never seen.
        const aside = await mkdtemp(join(parent, '.new-'));
        try {
          await makeRepository(ctx.workspacePath, aside, {
            author,
            description,
            signal: ctx.signal,
          });
          await refuseTaken(folder, name);
          await rename(aside, folder);
        } catch (error) {
          await rm(aside, { recursive: true, force: true });
          throw error;
        }
        ctx.logger.info(`the repository lies in ${folder}`);
        await events.publish({ topic: PUBLISHED, eventPayload: { name } });
      }

      const url = pathToFileURL(folder).href;
      const entities = await readEntities(
        ctx.isDryRun ? ctx.workspacePath : folder,
      );
      const entity =
        entities.find(({ kind }) => kind === 'Component') ?? entities[0];
      ctx.output('remoteUrl', url);
      ctx.output('repoContentsUrl', url);
      ctx.output('folder', folder);
      if (entity) ctx.output('entityRef', stringifyEntityRef(entity));
    },
  });
}

async function refuseTaken(folder: string, name: string): Promise<void> {
  if (await stat(folder).catch(() => undefined)) {
    throw new ConflictError(
      `there is a repository '${name}' in the folder of the portal: choose another name`,
    );
  }
}

async function makeRepository(
  source: string,
  folder: string,
  {
    author,
    description,
    signal,
  }: { author: Author; description?: string; signal?: AbortSignal },
): Promise<void> {
  await cp(source, folder, {
    recursive: true,
    verbatimSymlinks: true,
    filter: path => path !== join(source, '.git'),
  });
  await git(
    folder,
    ['init', '--quiet', '--initial-branch=main', '--template='],
    {
      signal,
    },
  );
  // A push moves the files along, so that the folder shows what was pushed.
  await git(folder, ['config', 'receive.denyCurrentBranch', 'updateInstead']);
  if (description) {
    await writeFile(join(folder, '.git', 'description'), `${description}\n`);
  }
  // What a .gitignore leaves out was copied on purpose.
  await git(folder, ['add', '--all', '--force'], { signal });
  await git(
    folder,
    ['commit', '--quiet', '--allow-empty', '--message=initial commit'],
    { author, signal },
  );
}
