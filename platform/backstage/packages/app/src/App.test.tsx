import { render, screen } from '@testing-library/react';
import App from './App';

describe('App', () => {
  it('asks who comes, by the way to sign in that is configured', async () => {
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [
        {
          data: {
            app: { title: 'Example portal' },
            backend: { baseUrl: 'http://localhost:7007' },
            goldenpath: { signIn: ['auth0'] },
            techdocs: {
              storageUrl: 'http://localhost:7007/api/techdocs/static/docs',
            },
          },
          context: 'test',
        },
      ] as any,
    };
    render(App.createRoot());

    expect(await screen.findByText('Single sign-on')).toBeInTheDocument();
    expect(screen.getByText('Example portal')).toBeInTheDocument();
  });
});
