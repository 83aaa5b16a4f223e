import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { readSettings } from '@goldenpath/plugin-goldenpath-node';
import { FolderEntityProvider } from './provider';

/** Reads into the catalog what `goldenpath:publish-folder` has published. */
export const catalogModuleFolder = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'goldenpath-folder',
  register(env) {
    env.registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ catalog, config, events, logger, scheduler }) {
        const { folder } = readSettings(config);
        if (!folder) return;
        const taskRunner = scheduler.createScheduledTaskRunner({
          frequency: folder.frequency,
          timeout: { minutes: 5 },
          scope: 'local',
        });
        catalog.addEntityProvider(
          new FolderEntityProvider({
            folder: folder.path,
            logger,
            events,
            taskRunner,
          }),
        );
      },
    });
  },
});
