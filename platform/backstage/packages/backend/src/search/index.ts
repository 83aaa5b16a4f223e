import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { InMemorySearchEngine } from './engine';

/** Searches in memory, where there is no PostgreSQL to search with. */
export default createBackendModule({
  pluginId: 'search',
  moduleId: 'goldenpath-memory',
  register(env) {
    env.registerInit({
      deps: {
        engines: searchEngineRegistryExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ engines, logger }) {
        engines.setSearchEngine(new InMemorySearchEngine({ logger }));
      },
    });
  },
});
