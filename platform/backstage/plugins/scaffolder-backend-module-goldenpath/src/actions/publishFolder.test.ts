import { mockServices } from '@backstage/backend-test-utils';
import { execFileSync } from 'node:child_process';
import {
  chmod,
  readdir,
  readFile,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import {
  AUTHOR,
  cleanUp,
  context,
  settings,
  temporaryFolder,
} from '../__testUtils__/context';
import { createPublishFolderAction } from './publishFolder';

const COMPONENT = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: orders
spec:
  type: service
  lifecycle: experimental
  owner: group:default/checkout
`;

async function prepare(input: object = { name: 'orders' }, more: object = {}) {
  const path = await temporaryFolder();
  const events = mockServices.events.mock();
  const action = createPublishFolderAction({
    settings: settings({ folder: { path, frequency: { seconds: 30 } } }),
    author: AUTHOR,
    events,
  });
  const task = await context(input, more);
  await writeFile(join(task.workspacePath, 'catalog-info.yaml'), COMPONENT);
  await writeFile(join(task.workspacePath, '.gitignore'), 'kept.txt\n');
  await writeFile(join(task.workspacePath, 'kept.txt'), 'kept\n');
  await writeFile(join(task.workspacePath, 'run.sh'), '#!/bin/sh\n');
  await chmod(join(task.workspacePath, 'run.sh'), 0o755);
  return { ...task, action, events, path };
}

describe('goldenpath:publish-folder', () => {
  jest.setTimeout(60_000);
  afterEach(cleanUp);

  it('makes a repository that can be cloned, with all files and their modes', async () => {
    const { action, ctx, events, outputs, path } = await prepare({
      name: 'orders',
      description: 'Takes orders',
    });
    await action.handler(ctx);
    expect(outputs).toEqual({
      remoteUrl: `file://${path}/orders`,
      repoContentsUrl: `file://${path}/orders`,
      folder: `${path}/orders`,
      entityRef: 'component:default/orders',
    });
    const clone = join(await temporaryFolder(), 'orders');
    execFileSync('git', ['clone', '--quiet', outputs.remoteUrl, clone]);
    expect((await readdir(clone)).sort()).toEqual([
      '.git',
      '.gitignore',
      'catalog-info.yaml',
      'kept.txt',
      'run.sh',
    ]);
    expect((await stat(join(clone, 'run.sh'))).mode & 0o100).toBe(0o100);
    const log = execFileSync('git', ['log', '--format=%an %ae %s %D'], {
      cwd: clone,
    }).toString();
    expect(log).toMatch(/^Portal portal@acme\.example initial commit .*main/);
    expect(events.publish).toHaveBeenCalledWith({
      topic: 'goldenpath.folder.published',
      eventPayload: { name: 'orders' },
    });
  });

  it('takes pushes, and shows what was pushed', async () => {
    const { action, ctx, outputs } = await prepare();
    await action.handler(ctx);
    const clone = join(await temporaryFolder(), 'orders');
    execFileSync('git', ['clone', '--quiet', outputs.remoteUrl, clone]);
    await writeFile(join(clone, 'news.txt'), 'news\n');
    const git = (...args: string[]) =>
      execFileSync(
        'git',
        ['-c', 'user.name=D', '-c', 'user.email=d@acme.example', ...args],
        { cwd: clone },
      );
    git('add', '--all');
    git('commit', '--quiet', '--message=news');
    git('push', '--quiet');
    expect(await readFile(join(outputs.folder, 'news.txt'), 'utf8')).toBe(
      'news\n',
    );
  });

  it('overwrites nothing', async () => {
    const { action, ctx, path } = await prepare();
    await writeFile(join(path, 'orders'), 'mine');
    await expect(action.handler(ctx)).rejects.toThrow(
      "there is a repository 'orders' in the folder of the portal",
    );
    expect(await readdir(path)).toEqual(['orders']);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const { action, ctx, path } = await prepare(
      { name: 'orders' },
      { signal: AbortSignal.abort() },
    );
    await expect(action.handler(ctx)).rejects.toThrow('git was cancelled');
    expect(await readdir(path)).toEqual([]);
  });

  it('publishes nothing in a dry run', async () => {
    const { action, ctx, outputs, path } = await prepare(
      { name: 'orders' },
      { isDryRun: true },
    );
    await action.handler(ctx);
    expect(outputs.entityRef).toBe('component:default/orders');
    expect(await readdir(path)).toEqual([]);
  });

  it('copies a link as a link, wherever it leads', async () => {
    const { action, ctx, outputs, workspacePath } = await prepare();
    await symlink('/etc/hostname', join(workspacePath, 'link'));
    await action.handler(ctx);
    const tree = execFileSync('git', ['ls-tree', 'main', 'link'], {
      cwd: outputs.folder,
    }).toString();
    expect(tree).toMatch(/^120000 /);
  });

  it('takes names that stay in the folder', async () => {
    const { action } = await prepare();
    const name = new RegExp(
      (action.schema!.input as any).properties.name.pattern,
      'i',
    );
    const refused = ['..', '../x', 'a/b', '.git', '-x', '', 'a\n', 'a\\b'];
    expect(refused.filter(item => name.test(item))).toEqual([]);
  });

  it('says what to configure where there is no folder', async () => {
    const { ctx } = await context({ name: 'orders' });
    const action = createPublishFolderAction({
      settings: settings(),
      author: AUTHOR,
      events: mockServices.events.mock(),
    });
    await expect(action.handler(ctx)).rejects.toThrow(
      'set goldenpath.folder.path',
    );
  });
});
