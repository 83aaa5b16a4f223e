import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { createAuth0Authenticator } from '@backstage/plugin-auth-backend-module-auth0-provider';
import {
  authProvidersExtensionPoint,
  createOAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { createAuth0SignInResolver } from './resolver';

/** Signs people in by Auth0: the user by e-mail address, groups by claim. */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'goldenpath-auth0',
  register(env) {
    env.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        cache: coreServices.cache,
        config: coreServices.rootConfig,
      },
      async init({ providers, cache, config }) {
        providers.registerProvider({
          providerId: 'auth0',
          factory: createOAuthProviderFactory({
            authenticator: createAuth0Authenticator({ cache }),
            signInResolver: createAuth0SignInResolver({
              groupsClaim: config.getOptionalString(
                'goldenpath.auth0.groupsClaim',
              ),
            }),
          }),
        });
      },
    });
  },
});
