import { Config } from '@backstage/config';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { run } from './process';

/** Who a commit is by. */
export interface Author {
  name: string;
  email: string;
}

/** A user name and a password or token, as HTTP's Basic scheme takes them. */
export interface Login {
  username: string;
  password: string;
}

export const GIT_REMEDY = 'install git on the machine of the portal';
const TIMEOUT_MS = 120_000;

/** Git as it is the same on every machine: no one's hooks, templates, keys or line endings. */
const EVERYWHERE: Record<string, string> = {
  GIT_ALLOW_PROTOCOL: 'file:http:https:ssh',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
};

/** Runs git in a folder and returns what it printed; a failure is an error with git's own words. */
export async function git(
  cwd: string,
  args: string[],
  options: {
    author?: Author;
    login?: Login & { origin: string };
    signal?: AbortSignal;
  } = {},
): Promise<string> {
  const { author, login, signal } = options;
  const { code, stdout, lines } = await run(['git', ...args], {
    name: 'git',
    remedy: GIT_REMEDY,
    cwd,
    env: {
      ...EVERYWHERE,
      ...(author && {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_COMMITTER_NAME: author.name,
        GIT_COMMITTER_EMAIL: author.email,
      }),
      ...(login && loginEnvironment(login.origin, login)),
    },
    keepStdout: true,
    signal,
    timeoutMs: TIMEOUT_MS,
  });
  if (code !== 0) {
    throw new Error(`git ${args[0]} failed: ${lines.join(' ')}`);
  }
  return stdout;
}

/** Hands git a login for one host by its environment, where no list of processes shows it. */
export function loginEnvironment(
  origin: string,
  { username, password }: Login,
): Record<string, string> {
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
  const found = integrations.byUrl(url);
  if (found?.type === 'github') {
    const { token } = await DefaultGithubCredentialsProvider.fromIntegrations(
      integrations,
    ).getCredentials({ url });
    return token ? { username: 'x-access-token', password: token } : undefined;
  }
  if (found?.type === 'gitlab') {
    const token = integrations.gitlab.byUrl(url)?.config.token;
    return token ? { username: 'oauth2', password: token } : undefined;
  }
  if (found?.type === 'gitea') {
    const { username, password } = integrations.gitea.byUrl(url)!.config;
    return username && password ? { username, password } : undefined;
  }
  return undefined;
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
