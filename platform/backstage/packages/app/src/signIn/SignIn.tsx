import { SignInPage } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  SignInPageBlueprint,
  SignInPageProps,
} from '@backstage/plugin-app-react';
import { Alert, Container } from '@backstage/ui';
import { auth0ApiRef } from './auth0';

const AUTH0 = {
  id: 'auth0-auth-provider',
  title: 'Single sign-on',
  message: 'Sign in with the account that you have in the organisation.',
  apiRef: auth0ApiRef,
};

/** Offers the ways to sign in that the backend is configured with. */
export function SignIn(props: SignInPageProps) {
  const config = useApi(configApiRef);
  const ways = config.getOptionalStringArray('goldenpath.signIn') ?? [];
  if (ways.length === 0) {
    return (
      <Container>
        <Alert
          status="danger"
          icon
          title="Nobody can sign in"
          description="The portal is configured with no way to do so: its administrators set AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET."
        />
      </Container>
    );
  }
  return (
    <SignInPage
      {...props}
      title="Sign in"
      align="center"
      providers={ways.map(way => (way === 'auth0' ? AUTH0 : 'guest'))}
    />
  );
}

export const signInPage = SignInPageBlueprint.make({
  params: { loader: async () => SignIn },
});
