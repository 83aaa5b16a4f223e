import { Config } from '@backstage/config';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { run } from './program';

/** Who a commit is by. */
export interface Author {
  name: string;
  email: string;
}

/** A user name and a password or token, as HTTP's Basic scheme takes them, for one host. */
export interface Login {
  origin: string;
  username: string;
  password: string;
}

/** How git is run. */
export interface GitOptions {
  author?: Author;
  login?: Login;
  /** By what git may reach a repository, separated by colons. Default: files, HTTP and SSH. */
  protocols?: string;
  signal?: AbortSignal;
  /** Default: two minutes. */
  timeoutMs?: number;
}

const REMEDY = 'install git on the machine of the portal';
const PROTOCOLS = 'file:http:https:ssh';
const TIMEOUT_MS = 120_000;

/** Git as it is the same on every machine: no one's hooks, templates, keys or line endings. */
const EVERYWHERE: Record<string, string> = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
};

/** Runs git in a folder and returns what it printed; a failure is an error with git's own words. */
export async function git(
  cwd: string,
  args: string[],
  options: GitOptions = {},
): Promise<string> {
  const { author, login, signal } = options;
  const { code, stdout, lines } = await run(['git', ...args], {
    name: 'git',
    remedy: REMEDY,
    cwd,
    env: {
      ...EVERYWHERE,
      GIT_ALLOW_PROTOCOL: options.protocols ?? PROTOCOLS,
      ...(author && {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_COMMITTER_NAME: author.name,
        GIT_COMMITTER_EMAIL: author.email,
      }),
      ...(login && loginEnvironment(login)),
    },
    keepStdout: true,
    signal,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
  });
  if (code !== 0) {
    throw new Error(`git ${args[0]} failed: ${lines.join(' ')}`);
  }
  return stdout;
}

/** Hands git a login for one host by its environment, where no list of processes shows it. */
export function loginEnvironment({
  origin,
  username,
  password,
}: Login): Record<string, string> {
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}

/** Returns the portal's login at the host of `url`, if the portal has one. */
export async function findLogin(
  url: string,
  integrations: ScmIntegrations,
): Promise<Login | undefined> {
  const found = await findCredentials(url, integrations);
  return found?.username && found.password
    ? {
        origin: new URL(url).origin,
        username: found.username,
        password: found.password,
      }
    : undefined;
}

async function findCredentials(
  url: string,
  integrations: ScmIntegrations,
): Promise<{ username?: string; password?: string } | undefined> {
  switch (integrations.byUrl(url)?.type) {
    case 'github': {
      const { token } = await DefaultGithubCredentialsProvider.fromIntegrations(
        integrations,
      ).getCredentials({ url });
      return { username: 'x-access-token', password: token };
    }
    case 'gitlab':
      return {
        username: 'oauth2',
        password: integrations.gitlab.byUrl(url)?.config.token,
      };
    case 'gitea':
      return integrations.gitea.byUrl(url)?.config;
    default:
      return undefined;
  }
}

/** Returns who the portal's commits are by. */
export function readAuthor(config: Config): Author {
  return {
    name:
      config.getOptionalString('scaffolder.defaultAuthor.name') ??
      'Developer portal',
    email:
      config.getOptionalString('scaffolder.defaultAuthor.email') ??
      'portal@localhost',
  };
}
