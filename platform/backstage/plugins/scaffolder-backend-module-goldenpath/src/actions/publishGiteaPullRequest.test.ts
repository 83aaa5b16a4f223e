import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { execFileSync, spawn } from 'node:child_process';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AUTHOR,
  cleanUp,
  context,
  temporaryFolder,
} from '../__testUtils__/context';
import { createPublishGiteaPullRequestAction } from './publishGiteaPullRequest';

const BASIC = `Basic ${Buffer.from('portal:token').toString('base64')}`;

/** Speaks git's protocol by git's own program, and the two calls of Gitea's API that are used. */
async function serve(root: string, asked: any[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    if (request.headers.authorization !== BASIC) {
      response.writeHead(401).end();
    } else if (request.url?.startsWith('/api/v1/repos/acme/environments')) {
      const body = Buffer.concat(await request.toArray()).toString();
      if (request.method === 'POST') asked.push(JSON.parse(body));
      response.setHeader('Content-Type', 'application/json').end(
        JSON.stringify({
          default_branch: 'trunk',
          number: 7,
          html_url: 'http://gitea/pulls/7',
        }),
      );
    } else if (request.url?.startsWith('/api/')) {
      response.writeHead(404).end();
    } else cgi(root, request, response);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function cgi(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [path, query = ''] = request.url!.split('?');
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROJECT_ROOT: root,
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      PATH_INFO: path,
      QUERY_STRING: query,
      REMOTE_USER: 'portal',
      REQUEST_METHOD: request.method!,
    },
  });
  request.pipe(backend.stdin);
  void backend.stdout.toArray().then(chunks => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    for (const line of output.subarray(0, end).toString().split('\r\n')) {
      const [name, value] = line.split(': ');
      if (name === 'Status') response.statusCode = Number(value.slice(0, 3));
      else response.setHeader(name, value);
    }
    response.end(output.subarray(end + 4));
  });
}

describe('goldenpath:publish-gitea-pull-request', () => {
  jest.setTimeout(60_000);
  let server: Server;
  let bare: string;
  let host: string;
  const asked: any[] = [];

  beforeEach(async () => {
    asked.length = 0;
    const root = await temporaryFolder();
    bare = join(root, 'acme/environments.git');
    const seed = await temporaryFolder();
    await writeFile(join(seed, 'README.md'), '# Environments\n');
    const git = (...args: string[]) =>
      execFileSync(
        'git',
        ['-c', 'user.name=T', '-c', 'user.email=t@acme.example', ...args],
        { cwd: seed },
      );
    git('init', '--quiet', '--initial-branch=trunk');
    git('add', '--all');
    git('commit', '--quiet', '--message=seed');
    git('clone', '--quiet', '--bare', seed, bare);
    execFileSync('git', ['config', 'http.receivepack', 'true'], { cwd: bare });
    server = await serve(root, asked);
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await cleanUp();
  });

  async function propose(
    input: object = {},
    login = { username: 'portal', password: 'token' },
  ) {
    const gitea = [{ host, baseUrl: `http://${host}`, ...login }];
    const action = createPublishGiteaPullRequestAction({
      integrations: ScmIntegrations.fromConfig(
        new ConfigReader({ integrations: { gitea } }),
      ),
      author: AUTHOR,
    });
    const task = await context({
      repoUrl: `${host}?owner=acme&repo=environments`,
      branchName: 'goldenpath/database-orders',
      title: 'databases: add orders',
      description: 'The database of orders',
      targetPath: 'databases/orders',
      ...input,
    });
    await mkdir(join(task.workspacePath, 'claim'));
    await writeFile(
      join(task.workspacePath, 'claim/database.yaml'),
      'kind: Database\n',
    );
    return { ...task, done: action.handler(task.ctx) };
  }

  it('pushes a branch with the files below the folder, and asks for a pull request', async () => {
    const { done, outputs } = await propose();
    await done;
    const files = execFileSync(
      'git',
      ['ls-tree', '-r', '--name-only', 'goldenpath/database-orders'],
      { cwd: bare },
    );
    expect(files.toString().trim().split('\n')).toEqual([
      'README.md',
      'databases/orders/claim/database.yaml',
    ]);
    expect(asked).toEqual([
      {
        base: 'trunk',
        head: 'goldenpath/database-orders',
        title: 'databases: add orders',
        body: 'The database of orders',
      },
    ]);
    expect(outputs).toEqual({
      remoteUrl: 'http://gitea/pulls/7',
      pullRequestNumber: 7,
    });
  });

  it('does not propose twice what waits for a review', async () => {
    await (
      await propose()
    ).done;
    await expect((await propose()).done).rejects.toThrow(
      /has a branch 'goldenpath\/database-orders' already/,
    );
  });

  it('says which repository there is not', async () => {
    const { done } = await propose({
      repoUrl: `${host}?owner=acme&repo=nothing`,
    });
    await expect(done).rejects.toThrow('there is no repository acme/nothing');
  });

  it('says which login the portal lacks', async () => {
    const { done } = await propose({}, {} as any);
    await expect(done).rejects.toThrow(`the portal has no login at ${host}`);
  });

  it.each(['..', '.', '../x', '.git/hooks'])(
    'refuses to write to %s',
    async targetPath => {
      await expect((await propose({ targetPath })).done).rejects.toThrow();
      expect(asked).toEqual([]);
    },
  );
});
