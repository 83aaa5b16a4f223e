import { mockServices } from '@backstage/backend-test-utils';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanUp, temporaryFolder } from '../__testUtils__/context';
import { FolderEntityProvider } from './provider';

async function repository(folder: string, name: string, text: string) {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'catalog-info.yaml'), text);
}

function api(name: string, definition: string): string {
  return `apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: ${name}}
spec: {type: openapi, lifecycle: experimental, owner: checkout, definition: ${definition}}
`;
}

async function read(folder: string) {
  const warned: string[] = [];
  const applyMutation = jest.fn();
  const provider = new FolderEntityProvider({
    folder,
    logger: mockServices.logger.mock({ warn: message => warned.push(message) }),
    events: mockServices.events.mock(),
    taskRunner: { run: async ({ fn }) => fn(new AbortController().signal) },
  });
  await provider.connect({ applyMutation, refresh: jest.fn() });
  expect(applyMutation).toHaveBeenCalledTimes(1);
  return { entities: applyMutation.mock.calls[0][0].entities as any[], warned };
}

describe('FolderEntityProvider', () => {
  afterEach(cleanUp);

  it('reads the entities of each repository, with what they include', async () => {
    const folder = await temporaryFolder();
    await repository(
      folder,
      'orders',
      api('orders', '{$text: ./api/openapi.yaml}'),
    );
    await mkdir(join(folder, 'orders/api'));
    await writeFile(
      join(folder, 'orders/api/openapi.yaml'),
      'openapi: 3.1.0\n',
    );
    await repository(folder, '.new-1', api('half', 'x'));
    await mkdir(join(folder, 'empty'));
    const { entities, warned } = await read(folder);
    expect(
      entities.map(({ entity, locationKey }) => [
        entity.metadata.name,
        locationKey,
      ]),
    ).toEqual([['orders', 'goldenpath-folder:orders']]);
    expect(entities[0].entity.spec.definition).toBe('openapi: 3.1.0\n');
    expect(
      entities[0].entity.metadata.annotations[
        'backstage.io/managed-by-location'
      ],
    ).toBe(`file:${folder}/orders/catalog-info.yaml`);
    expect(warned).toEqual([]);
  });

  it('reads no file outside of the repository, also not by a link', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'secret'), 'secret');
    await repository(folder, 'climbing', api('climbing', '{$text: ../secret}'));
    await repository(folder, 'linking', api('linking', '{$text: ./link}'));
    await symlink('../secret', join(folder, 'linking/link'));
    const { entities, warned } = await read(folder);
    expect(entities).toEqual([]);
    expect(warned.length).toBe(2);
  });

  it('leaves out what a repository may not declare, and reads the others', async () => {
    const folder = await temporaryFolder();
    await repository(
      folder,
      'bad',
      'apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: admins}\n',
    );
    await repository(folder, 'broken', 'a: [');
    await repository(folder, 'good', api('good', 'x'));
    const { entities, warned } = await read(folder);
    expect(entities.map(({ entity }) => entity.metadata.name)).toEqual([
      'good',
    ]);
    expect(warned.length).toBe(2);
    expect(warned[0]).toContain("'Group' is no entity of a repository");
  });

  it('knows nothing where there is no folder yet', async () => {
    const folder = join(await temporaryFolder(), 'later');
    expect((await read(folder)).entities).toEqual([]);
  });
});
