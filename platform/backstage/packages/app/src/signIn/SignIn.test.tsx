import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { auth0ApiRef } from './auth0';
import { SignIn } from './SignIn';

const auth0 = {
  getBackstageIdentity: jest.fn(),
  getIdToken: jest.fn(),
  getProfile: jest.fn(),
  sessionState$: jest.fn(),
  signIn: jest.fn(),
  signOut: jest.fn(),
};

const show = (signIn?: string[]) =>
  renderInTestApp(<SignIn onSignInSuccess={jest.fn()} />, {
    apis: [[auth0ApiRef, auth0]],
    config: {
      app: { title: 'Example portal' },
      backend: { baseUrl: 'http://localhost:7007' },
      goldenpath: signIn ? { signIn } : {},
    },
  });

const guest = () => screen.queryByRole('button', { name: 'Enter' });

describe('SignIn', () => {
  it('offers the ways to sign in that are configured', async () => {
    show(['auth0', 'guest']);

    expect(await screen.findByText('Single sign-on')).toBeInTheDocument();
    expect(guest()).toBeInTheDocument();
  });

  it('lets no guest in where none is configured', async () => {
    show(['auth0']);

    expect(await screen.findByText('Single sign-on')).toBeInTheDocument();
    expect(guest()).not.toBeInTheDocument();
  });

  it('says what to set where nobody can sign in', async () => {
    show();

    expect(await screen.findByText('Nobody can sign in')).toBeInTheDocument();
    expect(screen.getByText(/AUTH0_DOMAIN/)).toBeInTheDocument();
  });
});
