import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { tmpdir } from 'node:os';
import { findLogin, git, loginEnvironment, readAuthor } from './git';

const integrations = ScmIntegrations.fromConfig(
  new ConfigReader({
    integrations: {
      github: [{ host: 'github.com', token: 'x1' }],
      gitlab: [
        {
          host: 'gitlab.acme.example',
          apiBaseUrl: 'https://gitlab.acme.example/api/v4',
          token: 'x2',
        },
        {
          host: 'closed.acme.example',
          apiBaseUrl: 'https://closed.acme.example/api/v4',
        },
      ],
      gitea: [{ host: 'git.acme.example', username: 'portal', password: 'x3' }],
    },
  }),
);

describe('git', () => {
  it.each([
    ['https://github.com/acme/x.git', 'x-access-token', 'x1'],
    ['https://gitlab.acme.example/acme/x.git', 'oauth2', 'x2'],
    ['https://git.acme.example/acme/x.git', 'portal', 'x3'],
  ])('logs in at %s as %s', async (url, username, password) => {
    const { origin } = new URL(url);
    expect(await findLogin(url, integrations)).toEqual({
      origin,
      username,
      password,
    });
  });

  it.each([
    'https://closed.acme.example/acme/x.git',
    'https://elsewhere.example/acme/x.git',
    'git@github.com:acme/x.git',
    '/srv/x',
  ])('logs in nowhere else: %s', async url => {
    expect(await findLogin(url, integrations)).toBeUndefined();
  });

  it('hands a login on for one host alone', async () => {
    const origin = 'https://git.acme.example';
    const login = { origin, username: 'portal', password: 'x' };
    const basic = Buffer.from('portal:x').toString('base64');
    expect(
      await git(tmpdir(), ['config', '--get-regexp', 'extraheader'], { login }),
    ).toBe(`http.${origin}/.extraheader Authorization: Basic ${basic}\n`);
    expect(Object.keys(loginEnvironment(login))).toEqual([
      'GIT_CONFIG_COUNT',
      'GIT_CONFIG_KEY_0',
      'GIT_CONFIG_VALUE_0',
    ]);
  });

  it('reaches repositories by what it may alone', async () => {
    await expect(
      git(tmpdir(), ['ls-remote', '--', `file://${tmpdir()}`], {
        protocols: 'https',
      }),
    ).rejects.toThrow(/^git ls-remote failed: .*transport 'file' not allowed/);
  });

  it('commits as the configured author, or as the portal', () => {
    const defaultAuthor = { name: 'Robot', email: 'robot@acme.example' };
    const config = new ConfigReader({ scaffolder: { defaultAuthor } });
    expect(readAuthor(config)).toEqual(defaultAuthor);
    expect(readAuthor(new ConfigReader({}))).toEqual({
      name: 'Developer portal',
      email: 'portal@localhost',
    });
  });
});
