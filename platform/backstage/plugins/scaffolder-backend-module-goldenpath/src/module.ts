import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createCopierCopyAction } from './actions/copy';
import { createPublishFolderAction } from './actions/publishFolder';
import { createPublishGiteaPullRequestAction } from './actions/publishGiteaPullRequest';
import { createValidateAction } from './actions/validate';
import { readAuthor } from './git';
import { readSettings } from './settings';

/** Adds the actions of golden paths to the scaffolder. */
export const scaffolderModuleGoldenpath = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'goldenpath',
  register(env) {
    env.registerInit({
      deps: {
        scaffolder: scaffolderActionsExtensionPoint,
        config: coreServices.rootConfig,
        events: eventsServiceRef,
      },
      async init({ scaffolder, config, events }) {
        const settings = readSettings(config);
        const integrations = ScmIntegrations.fromConfig(config);
        const author = readAuthor(config);
        scaffolder.addActions(
          createCopierCopyAction({ settings, integrations }),
          createValidateAction({ settings }),
          createPublishFolderAction({ settings, author, events }),
          createPublishGiteaPullRequestAction({ integrations, author }),
        );
      },
    });
  },
});
