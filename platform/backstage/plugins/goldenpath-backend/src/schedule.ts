import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Repositories } from './repository';
import { Store } from './store';
import { Surveyor } from './surveyor';

const FILTER = { kind: ['Component', 'Resource'] };
const FIELDS = ['kind', 'metadata'];

/** Surveys what has changed of all repositories of the catalog, and forgets those that are gone. */
export async function surveyAll(options: {
  auth: AuthService;
  catalog: CatalogService;
  repositories: Repositories;
  signal: AbortSignal;
  store: Store;
  surveyor: Surveyor;
}): Promise<void> {
  const { auth, catalog, repositories, signal, store, surveyor } = options;
  const credentials = await auth.getOwnServiceCredentials();
  const sources = new Set<string>();
  const pages = catalog.streamEntities(
    { filter: FILTER, fields: FIELDS },
    { credentials },
  );
  for await (const entities of pages) {
    for (const entity of entities) {
      const source = repositories.find(entity);
      if (source) sources.add(source);
    }
  }
  for (const source of sources) {
    if (signal.aborted) return;
    await surveyor.survey(source, { onlyChanged: true });
  }
  await store.keepOnly(sources);
}
