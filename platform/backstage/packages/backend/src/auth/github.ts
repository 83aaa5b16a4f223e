import { createBackendModule } from '@backstage/backend-plugin-api';
import { githubAuthenticator } from '@backstage/plugin-auth-backend-module-github-provider';
import {
  authProvidersExtensionPoint,
  createOAuthProviderFactory,
} from '@backstage/plugin-auth-node';

/**
 * Gives people who are signed in a token of their own at GitHub, with which pages ask GitHub.
 *
 * Nobody is signed in by it: there is no resolver, and none that a configuration could name.
 */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'goldenpath-github',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'github',
          factory: createOAuthProviderFactory({
            authenticator: githubAuthenticator,
          }),
        });
      },
    });
  },
});
