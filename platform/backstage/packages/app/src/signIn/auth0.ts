import { OAuth2 } from '@backstage/core-app-api';
import {
  ApiRef,
  BackstageIdentityApi,
  createApiRef,
  OpenIdConnectApi,
  ProfileInfoApi,
  SessionApi,
} from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  configApiRef,
  discoveryApiRef,
  oauthRequestApiRef,
} from '@backstage/frontend-plugin-api';

type Auth0Api = BackstageIdentityApi &
  OpenIdConnectApi &
  ProfileInfoApi &
  SessionApi;

/** Signs in by Auth0. */
export const auth0ApiRef: ApiRef<Auth0Api> = createApiRef({
  id: 'internal.auth.auth0',
});

export const auth0Api = ApiBlueprint.make({
  name: 'auth0',
  params: defineParams =>
    defineParams({
      api: auth0ApiRef,
      deps: {
        configApi: configApiRef,
        discoveryApi: discoveryApiRef,
        oauthRequestApi: oauthRequestApiRef,
      },
      factory: ({ configApi, ...deps }) =>
        OAuth2.create({
          ...deps,
          configApi,
          environment: configApi.getOptionalString('auth.environment'),
          provider: { id: 'auth0', title: 'Auth0', icon: () => null },
          defaultScopes: ['openid', 'email', 'profile'],
        }),
    }),
});
