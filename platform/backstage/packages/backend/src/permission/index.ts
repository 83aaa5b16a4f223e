import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { GoldenpathPolicy } from './policy';

/** Sets the portal's policy. */
export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'goldenpath-policy',
  register(env) {
    env.registerInit({
      deps: {
        policy: policyExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ policy, config }) {
        const members =
          config.getOptionalStringArray('goldenpath.members') ?? [];
        policy.setPolicy(new GoldenpathPolicy(members));
      },
    });
  },
});
