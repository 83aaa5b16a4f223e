import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { NotModifiedError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import goldenpathPlugin from './index';
import { State } from '@goldenpath/plugin-goldenpath-common';

const TEMPLATE = 'https://git.example.com/platform/goldenpath.git';
const REPORT = {
  version: 1,
  diagnostics: [
    {
      code: 'GP602',
      severity: 'warning',
      message: 'the port differs',
      path: 'deploy/values.yaml',
      line: 7,
      help_url: '',
    },
    {
      code: 'GP101',
      severity: 'error',
      message: 'the Component names no owner',
      path: 'catalog-info.yaml',
      line: 3,
      help_url: 'https://docs.example.com/GP101',
    },
  ],
  summary: { errors: 1, warnings: 1 },
};
const COST = { currency: 'EUR', monthly: 12.5, stages: { dev: 3.5, prod: 9 } };

/** A program that answers as goldenpath does, by the files that lie where it is run. */
const PROGRAM = `
const { existsSync, readFileSync } = require('node:fs');
const [command] = process.argv.slice(2);
if (existsSync('crash')) { console.error('Traceback: it broke'); process.exit(3); }
if (!existsSync(command + '.json')) process.exit(2);
process.stdout.write(readFileSync(command + '.json', 'utf8'));
process.exit(command === 'validate' ? 1 : 0);
`;

let root: string;
let backend: TestBackend | undefined;
let server: Server | undefined;
let entities: Entity[];
const reader = mockServices.urlReader.mock();

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'goldenpath-test-')));
  mkdirSync(join(root, 'repositories'));
  mkdirSync(join(root, 'elsewhere'));
  writeFileSync(join(root, 'goldenpath.js'), PROGRAM);
  entities = [];
});

afterEach(async () => {
  await backend?.stop();
  server?.close();
  backend = undefined;
  server = undefined;
  jest.resetAllMocks();
  rmSync(root, { recursive: true, force: true });
});

/** Starts the plugin for what was added before. */
async function start(config: object = {}) {
  backend = await startTestBackend({
    features: [
      goldenpathPlugin,
      catalogServiceMock.factory({ entities }),
      reader.factory,
      mockServices.rootConfig.factory({
        data: {
          goldenpath: {
            validator: {
              command: [process.execPath, join(root, 'goldenpath.js')],
            },
            folder: { path: join(root, 'repositories') },
            copier: {
              mirrors: [{ url: TEMPLATE, location: join(root, 'template') }],
            },
            ...config,
          },
        },
      }),
    ],
  });
}

function addEntity(name: string, location: string) {
  entities.push({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { 'backstage.io/managed-by-location': location },
    },
  });
}

/** Adds an entity and its repository, in the folder that the portal is configured with. */
function addRepository(name: string, files: Record<string, unknown>) {
  const folder = join(root, 'repositories', name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    const text =
      typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(folder, file), text);
  }
  addEntity(name, `file:${folder}/catalog-info.yaml`);
}

/** Makes the template's repository, with tags. */
function addTemplate(...tags: string[]) {
  const folder = join(root, 'template');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  mkdirSync(folder);
  git('init', '--quiet');
  git(
    '-c',
    'user.name=template',
    '-c',
    'user.email=template@example.com',
    'commit',
    '--allow-empty',
    '--message=template',
  );
  tags.forEach(tag => git('tag', tag));
}

const answers = (version: string) =>
  `_commit: ${version}\n_src_path: ${TEMPLATE}\ntemplate: service\n`;

async function call(path: string, init: RequestInit = {}) {
  const { port } = backend!.server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}/api/goldenpath/v1/entities/${path}`, {
    headers: { Authorization: mockCredentials.user.header() },
    ...init,
  });
}

/** Asks until the repository has been looked at. */
async function settle(name: string): Promise<State> {
  for (;;) {
    const response = await call(`component/default/${name}`);
    const state: State = await response.json();
    if (!state.surveying) return state;
  }
}

describe('goldenpath backend', () => {
  it('shows a commit that looks like a number as it is', async () => {
    addRepository('orders', { '.copier-answers.yml': answers('4792e74') });
    await start();

    const { survey } = await settle('orders');
    expect(survey?.template?.version).toBe('4792e74');
  });

  it('looks at a repository when it is first asked for', async () => {
    addTemplate('1.0.0', '1.9.0', '1.10.0', 'goldenpath-2.0.0');
    addRepository('orders', {
      '.copier-answers.yml': answers('1.9.0'),
      'validate.json': REPORT,
      'cost.json': COST,
    });
    await start();

    const first = await (await call('component/default/orders')).json();
    expect(first.surveying).toBe(true);

    const { survey, reason, delivery } = await settle('orders');
    expect(survey).toEqual({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      template: {
        url: TEMPLATE,
        path: 'service',
        version: '1.9.0',
        newest: '1.10.0',
        behind: true,
      },
      validation: {
        errors: 1,
        warnings: 1,
        findings: [
          {
            severity: 'error',
            code: 'GP101',
            message: 'the Component names no owner',
            path: 'catalog-info.yaml',
            line: 3,
            help: 'https://docs.example.com/GP101',
          },
          {
            severity: 'warning',
            code: 'GP602',
            message: 'the port differs',
            path: 'deploy/values.yaml',
            line: 7,
          },
        ],
      },
      cost: COST,
    });
    expect(reason).toBeUndefined();
    expect(delivery).toBeUndefined();
  });

  it('shows what has changed after a survey on demand', async () => {
    addRepository('orders', { 'validate.json': REPORT });
    await start();
    expect((await settle('orders')).survey?.validation).toMatchObject({
      errors: 1,
    });

    writeFileSync(
      join(root, 'repositories/orders/validate.json'),
      JSON.stringify({ diagnostics: [], summary: { errors: 0, warnings: 0 } }),
    );
    const response = await call('component/default/orders/survey', {
      method: 'POST',
    });

    expect(response.status).toBe(202);
    expect((await settle('orders')).survey?.validation).toEqual({
      errors: 0,
      warnings: 0,
      findings: [],
    });
  });

  it('knows no template and no cost where there is none', async () => {
    addRepository('legacy', { 'validate.json': REPORT });
    await start();

    const { survey } = await settle('legacy');

    expect(survey?.template).toBeUndefined();
    expect(survey?.cost).toBeUndefined();
  });

  it('says in words why a validation failed', async () => {
    addRepository('orders', { crash: '' });
    addRepository('billing', { 'validate.json': 'no JSON' });
    await start();

    expect((await settle('orders')).survey?.validation).toEqual({
      failure: 'goldenpath ended with 3: Traceback: it broke',
    });
    expect((await settle('billing')).survey?.validation).toEqual({
      failure: 'goldenpath ended with 1: it said nothing',
    });
  });

  it('says that the validator is missing', async () => {
    addRepository('orders', {});
    await start({
      validator: { command: ['/nowhere/goldenpath'] },
      folder: { path: join(root, 'repositories') },
    });

    expect((await settle('orders')).survey?.validation).toEqual({
      failure:
        "goldenpath could not be started: there is no program '/nowhere/goldenpath': " +
        'install it, or name the Python that has it as goldenpath.python',
    });
  });

  it('reads no folder but the configured one', async () => {
    writeFileSync(
      join(root, 'elsewhere/validate.json'),
      JSON.stringify(REPORT),
    );
    addEntity('outside', `file:${root}/elsewhere/catalog-info.yaml`);
    addEntity(
      'climbing',
      `file:${root}/repositories/../elsewhere/catalog-info.yaml`,
    );
    symlinkSync(join(root, 'elsewhere'), join(root, 'repositories/link'));
    addEntity('linked', `file:${root}/repositories/link/catalog-info.yaml`);
    await start();

    for (const name of ['outside', 'climbing']) {
      expect(await settle(name)).toEqual({
        surveying: false,
        reason: 'it lies in no repository that the portal can read',
      });
      const response = await call(`component/default/${name}/survey`, {
        method: 'POST',
      });
      expect(response.status).toBe(400);
    }
    expect((await settle('linked')).survey?.validation).toEqual({
      failure: expect.stringContaining('Relative path is not allowed'),
    });
  });

  it('reads a repository on a host, links its lines and leaves nothing behind', async () => {
    const url = 'https://github.com/example/orders/tree/main/';
    addEntity('orders', `url:${url}`);
    const folders: string[] = [];
    reader.readTree.mockResolvedValue({
      etag: 'abc',
      files: jest.fn(),
      archive: jest.fn(),
      dir: async options => {
        folders.push(options!.targetDir!);
        writeFileSync(
          join(options!.targetDir!, 'validate.json'),
          JSON.stringify(REPORT),
        );
        return options!.targetDir!;
      },
    });
    await start();

    const { survey } = await settle('orders');

    expect(survey?.validation).toMatchObject({
      findings: [
        {
          source:
            'https://github.com/example/orders/tree/main/catalog-info.yaml#L3',
        },
        {
          source:
            'https://github.com/example/orders/tree/main/deploy/values.yaml#L7',
        },
      ],
    });
    expect(folders).toHaveLength(1);
    expect(() => readdirSync(folders[0])).toThrow('ENOENT');
  });

  it('says in words that a repository could not be read', async () => {
    addEntity('orders', 'url:https://github.com/example/orders/tree/main/');
    reader.readTree.mockRejectedValue(new Error('404 Not Found'));
    await start();

    expect((await settle('orders')).survey?.validation).toEqual({
      failure: '404 Not Found',
    });
  });

  it('keeps what it knows of a repository that has not changed', async () => {
    addEntity('orders', 'url:https://github.com/example/orders/tree/main/');
    reader.readTree.mockRejectedValue(new NotModifiedError());
    await start();

    expect((await settle('orders')).survey).toBeUndefined();
  });

  it('finds nothing where the caller may not read, or is nobody', async () => {
    await start();

    expect((await call('component/default/secret')).status).toBe(404);
    const anonymous = await call('component/default/secret', {
      headers: {
        Authorization: mockCredentials.none.header(),
      },
    });
    expect(anonymous.status).toBe(401);
  });

  it('shows delivery metrics of an endpoint, and lives without them', async () => {
    addRepository('orders', { 'validate.json': REPORT });
    addRepository('billing', { 'validate.json': REPORT });
    const asked: string[] = [];
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      if (request.url?.includes('billing')) response.writeHead(500).end();
      else {
        response.end(
          JSON.stringify({
            metrics: [
              { title: 'Deployments per week', value: 4.5 },
              { title: 'broken', value: 'many' },
            ],
          }),
        );
      }
    });
    await new Promise<void>(done => {
      server!.listen(0, '127.0.0.1', done);
    });
    const { port } = server.address() as AddressInfo;
    await start({
      validator: { command: [process.execPath, join(root, 'goldenpath.js')] },
      folder: { path: join(root, 'repositories') },
      delivery: { url: `http://127.0.0.1:${port}/metrics`, token: 'secret' },
    });

    expect((await settle('orders')).delivery).toEqual([
      { title: 'Deployments per week', value: 4.5, unit: '' },
    ]);
    expect(asked[0]).toBe(
      '/metrics?entity=component%3Adefault%2Forders Bearer secret',
    );
    expect((await settle('billing')).delivery).toBeUndefined();
  });
});
