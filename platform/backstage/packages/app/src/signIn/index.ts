import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { auth0Api } from './auth0';
import { signInPage } from './SignIn';

/** The ways into the portal. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [auth0Api, signInPage],
});
