import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { ReadableRepositories } from './repository';
import { createRouter } from './router';
import { surveyAll } from './schedule';
import { readSurveySettings } from './settings';
import { Store } from './store';
import { Surveyor } from './surveyor';
import { GitVersions } from './versions';

/** Surveys the repositories of the catalog, and answers what it knows of them. */
export const goldenpathPlugin = createBackendPlugin({
  pluginId: 'goldenpath',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        cache: coreServices.cache,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        reader: coreServices.urlReader,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { auth, catalog, config, httpAuth, logger } = deps;
        const settings = readSurveySettings(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const store = await Store.open(deps.database);
        const repositories = new ReadableRepositories({
          reader: deps.reader,
          folder: settings.folder?.path,
        });
        const surveyor = new Surveyor({
          integrations,
          logger,
          repositories,
          settings,
          store,
        });
        const versions = new GitVersions({
          settings,
          integrations,
          cache: deps.cache,
        });

        deps.httpRouter.use(
          createRouter({
            catalog,
            httpAuth,
            logger,
            repositories,
            settings,
            store,
            surveyor,
            versions,
          }),
        );
        await deps.scheduler.scheduleTask({
          id: 'survey',
          frequency: settings.frequency,
          // The catalog has to find its entities first.
          initialDelay: { minutes: 2 },
          timeout: { hours: 2 },
          fn: signal =>
            surveyAll({ auth, catalog, repositories, signal, store, surveyor }),
        });
      },
    });
  },
});
