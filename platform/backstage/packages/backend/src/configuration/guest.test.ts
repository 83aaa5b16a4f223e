import { guardGuests } from './guest';

function portal(baseUrl: string, listen: unknown, guest: object = {}): any {
  return { backend: { baseUrl, listen }, auth: { providers: { guest } } };
}

describe('guests', () => {
  it.each([
    ['http://127.0.0.1:7007', { host: '127.0.0.1', port: 7007 }],
    ['http://localhost:7007', { host: 'localhost', port: 7007 }],
    ['http://localhost:7007', '127.0.0.1:7007'],
    ['http://[::1]:7007', { host: '::1' }],
  ])(
    'are let in where nobody else can reach the portal: %s',
    (baseUrl, listen) => {
      const config = portal(baseUrl, listen);
      guardGuests(config);
      expect(
        config.auth.providers.guest.dangerouslyAllowOutsideDevelopment,
      ).toBe(true);
    },
  );

  it.each([
    ['https://portal.acme.example', { host: '127.0.0.1' }],
    ['http://127.0.0.1:7007', ':7007'],
    ['http://127.0.0.1:7007', { port: 7007 }],
    ['http://127.0.0.1:7007', undefined],
    ['http://127.0.0.1.acme.example', { host: '127.0.0.1' }],
    ['nonsense', { host: '127.0.0.1' }],
  ])('are refused where others can: %s', (baseUrl, listen) => {
    expect(() => guardGuests(portal(baseUrl, listen))).toThrow(
      /would be signed in as a guest: take auth\.providers\.guest out/,
    );
  });

  it('are let in anywhere by who says so', () => {
    const said = { dangerouslyAllowOutsideDevelopment: true };
    expect(() =>
      guardGuests(portal('https://portal.acme.example', ':7007', said)),
    ).not.toThrow();
  });

  it('are nobody where there is no such provider', () => {
    const config = { backend: { baseUrl: 'https://portal.acme.example' } };
    expect(() => guardGuests(config)).not.toThrow();
  });
});
