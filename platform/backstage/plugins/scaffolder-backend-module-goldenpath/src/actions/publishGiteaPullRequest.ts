import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import {
  createTemplateAction,
  parseRepoUrl,
} from '@backstage/plugin-scaffolder-node';
import { Author, git, Login } from '@goldenpath/plugin-goldenpath-node';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { examples } from './publishGiteaPullRequest.examples';

const TIMEOUT_MS = 60_000;
const BRANCH = /^(?!-)(?!.*(?:\.\.|\/\/|@\{|\.lock$|\/$))[\w./-]+$/;

/** Proposes the workspace to a repository on Gitea, below one of its folders. */
export function createPublishGiteaPullRequestAction(options: {
  integrations: ScmIntegrations;
  author: Author;
}) {
  const { integrations, author } = options;
  return createTemplateAction({
    id: 'goldenpath:publish-gitea-pull-request',
    description:
      'Opens a pull request on Gitea that puts files of the workspace below a folder of a repository.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        repoUrl: z =>
          z
            .string()
            .describe('The repository, as `host?owner=owner&repo=name`'),
        branchName: z =>
          z
            .string()
            .regex(BRANCH, { message: 'is no name of a branch' })
            .describe('The branch to make'),
        title: z => z.string().describe('Title of the pull request'),
        description: z => z.string().describe('What the pull request is for'),
        sourcePath: z =>
          z
            .string()
            .optional()
            .describe('Folder of the workspace to propose; itself by default'),
        targetPath: z =>
          z.string().describe('Folder of the repository that it goes to'),
      },
      output: {
        remoteUrl: z => z.string().describe('Address of the pull request'),
        pullRequestNumber: z => z.number().describe('Its number'),
      },
    },
    async handler(ctx) {
      const { branchName, title, description } = ctx.input;
      const { sourcePath = '.', targetPath } = ctx.input;
      const source = resolveSafeChildPath(ctx.workspacePath, sourcePath);
      const folder = await ctx.createTemporaryDirectory();
      const target = resolveSafeChildPath(folder, targetPath);
      if (target === folder || targetPath.split(/[/\\]/).includes('.git')) {
        throw new InputError(
          `'${targetPath}' is no folder below the repository's own: name one`,
        );
      }
      const gitea = connect(ctx.input.repoUrl, integrations, ctx.signal);
      if (ctx.isDryRun) {
        ctx.logger.info(`would open a pull request on ${gitea.address}`);
        ctx.output('remoteUrl', `${gitea.address}/pulls/0`);
        ctx.output('pullRequestNumber', 0);
        return;
      }

      const repository = await gitea.call('GET', '');
      const base = String(repository.default_branch);
      const remote = `${gitea.address}.git`;
      const withLogin = { login: gitea.login, signal: ctx.signal };
      await git(
        folder,
        [
          'clone',
          '--quiet',
          '--depth=1',
          '--template=',
          `--branch=${base}`,
          '--',
          remote,
          '.',
        ],
        withLogin,
      );
      await git(folder, ['checkout', '--quiet', '-b', branchName]);
      await mkdir(target, { recursive: true });
      await cp(source, target, {
        recursive: true,
        verbatimSymlinks: true,
        filter: path => path !== join(source, '.git'),
      });
      await git(folder, ['add', '--all', '--force', '--', targetPath]);
      if (!(await git(folder, ['status', '--porcelain'])).trim()) {
        throw new InputError(
          `${gitea.address} holds the same files in ${targetPath} already: nothing to propose`,
        );
      }
      await git(folder, ['commit', '--quiet', `--message=${title}`], {
        author,
      });
      await push(folder, branchName, gitea.address, withLogin);

      const made = await gitea.call('POST', '/pulls', {
        base,
        head: branchName,
        title,
        body: description,
      });
      ctx.logger.info(`the pull request is ${made.html_url}`);
      ctx.output('remoteUrl', String(made.html_url));
      ctx.output('pullRequestNumber', Number(made.number));
    },
  });
}

async function push(
  folder: string,
  branch: string,
  address: string,
  options: { login: Login; signal?: AbortSignal },
): Promise<void> {
  const taken = await git(
    folder,
    ['ls-remote', '--heads', 'origin', `refs/heads/${branch}`],
    options,
  );
  if (taken.trim()) {
    throw new ConflictError(
      `${address} has a branch '${branch}' already: merge or close what was proposed there`,
    );
  }
  await git(
    folder,
    ['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`],
    options,
  );
}

/** A repository by Gitea's REST API, with the portal's login at that host. */
interface Connection {
  address: string;
  login: Login;
  call(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<Record<string, unknown>>;
}

function connect(
  repoUrl: string,
  integrations: ScmIntegrations,
  signal?: AbortSignal,
): Connection {
  const { host, owner, repo } = parseRepoUrl(repoUrl, integrations);
  const config = integrations.gitea.byHost(host)?.config;
  if (!config?.username || !config.password) {
    throw new InputError(
      `the portal has no login at ${host}: set username and password in integrations.gitea`,
    );
  }
  const login = {
    origin: new URL(config.baseUrl!).origin,
    username: config.username,
    password: config.password,
  };
  const name = `${encodeURIComponent(owner ?? '')}/${encodeURIComponent(repo)}`;
  const basic = Buffer.from(`${login.username}:${login.password}`);
  return {
    address: `${config.baseUrl}/${name}`,
    login,
    async call(method, path, body) {
      const response = await fetch(
        `${config.baseUrl}/api/v1/repos/${name}${path}`,
        {
          method,
          headers: {
            Authorization: `Basic ${basic.toString('base64')}`,
            'Content-Type': 'application/json',
          },
          body: body && JSON.stringify(body),
          signal: AbortSignal.any([
            AbortSignal.timeout(TIMEOUT_MS),
            ...(signal ? [signal] : []),
          ]),
        },
      );
      if (response.ok) return response.json();
      if (response.status === 404) {
        throw new InputError(
          `there is no repository ${owner}/${repo} at ${host}, or the portal may not see it`,
        );
      }
      const said = await response.text();
      throw new Error(
        `Gitea answered ${
          response.status
        } to ${method} ${name}${path}: ${said.slice(0, 500)}`,
      );
    },
  };
}
