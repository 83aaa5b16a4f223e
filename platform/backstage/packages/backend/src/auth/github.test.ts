import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import github from './github';

const EVERYBODY = [{ resolver: 'usernameMatchingUserEntityName' }];

let hub: Server;
let backend: TestBackend | undefined;

/** GitHub, as far as it hands out tokens and says whose they are. */
beforeEach(async () => {
  hub = createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify(
        request.url?.endsWith('/access_token')
          ? { access_token: 'token-of-the-user', scope: 'read:user,repo' }
          : { id: 1, login: 'platform-engineer' },
      ),
    );
  });
  await new Promise<void>(done => {
    hub.listen(0, '127.0.0.1', done);
  });
});

afterEach(async () => {
  await backend?.stop();
  backend = undefined;
  hub.closeAllConnections();
  hub.close();
});

async function start(more: object = {}) {
  const { port } = hub.address() as AddressInfo;
  const entry = {
    clientId: 'x',
    clientSecret: 'x',
    enterpriseInstanceUrl: `http://127.0.0.1:${port}`,
    ...more,
  };
  backend = await startTestBackend({
    features: [
      authPlugin,
      github,
      catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'User',
            metadata: { name: 'platform-engineer', namespace: 'default' },
            spec: { memberOf: [] },
          },
        ],
      }),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost' },
          backend: { baseUrl: 'http://localhost' },
          auth: {
            environment: 'test',
            session: { secret: 'x' },
            providers: { github: { test: entry } },
          },
        },
      }),
    ],
  });
}

async function call(path: string, cookie = '') {
  const { port } = backend!.server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}/api/auth/github/${path}`, {
    redirect: 'manual',
    headers: { Cookie: cookie, 'X-Requested-With': 'XMLHttpRequest' },
  });
}

/** Goes the way of a browser: to GitHub, back with a code, and returns what the page is told. */
async function authorize() {
  const started = await call('start?env=test&scope=repo');
  const state = new URL(started.headers.get('location')!).searchParams;
  const back = new URLSearchParams({
    code: 'x',
    state: state.get('state')!,
  });
  // The first of the name is an old one that ends.
  const [nonce] = started.headers.getSetCookie().at(-1)!.split(';');
  const page = await call(`handler/frame?${back}`, nonce);
  const told = (await page.text()).match(/decodeURIComponent\('([^']+)'\)/)!;
  return JSON.parse(decodeURIComponent(told[1]));
}

describe('GitHub', () => {
  it('gives a token to the user, and signs nobody in', async () => {
    await start();
    const { response, error } = await authorize();
    expect(error).toBeUndefined();
    expect(response.providerInfo.accessToken).toBe('token-of-the-user');
    expect(response.backstageIdentity).toBeUndefined();
  });

  it('lets no configuration name a way to sign in', async () => {
    await expect(start({ signIn: { resolvers: EVERYBODY } })).rejects.toThrow(
      /'usernameMatchingUserEntityName' is not available/,
    );
  });
});
