import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { readAuthor, readSettings } from '@goldenpath/plugin-goldenpath-node';
import { createAwaitEntityAction } from './actions/awaitEntity';
import { createCopierCopyAction } from './actions/copy';
import { createPublishFolderAction } from './actions/publishFolder';
import { createPublishGiteaPullRequestAction } from './actions/publishGiteaPullRequest';
import { createValidateAction } from './actions/validate';

/** Adds the actions of golden paths to the scaffolder. */
export const scaffolderModuleGoldenpath = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'goldenpath',
  register(env) {
    env.registerInit({
      deps: {
        scaffolder: scaffolderActionsExtensionPoint,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        events: eventsServiceRef,
      },
      async init({ scaffolder, catalog, config, events }) {
        const settings = readSettings(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const author = readAuthor(config);
        scaffolder.addActions(
          createCopierCopyAction({ settings, integrations }),
          createValidateAction({ settings }),
          createPublishFolderAction({ settings, author, events }),
          createPublishGiteaPullRequestAction({ integrations, author }),
          createAwaitEntityAction({ catalog }),
        );
      },
    });
  },
});
