import { PagerDutyClient } from './api';

const SERVICE = {
  id: 'P1',
  name: 'orders',
  url: 'https://example.pagerduty.com/P1',
  escalationPolicy: 'E1',
};

function client(answer: object | undefined, status = 200) {
  const fetch = jest.fn(
    async (_input: RequestInfo | URL, _init?: RequestInit) =>
      new Response(answer && JSON.stringify(answer), { status }),
  );
  const api = new PagerDutyClient({
    discoveryApi: { getBaseUrl: async id => `http://portal.example/api/${id}` },
    fetchApi: { fetch },
  });
  return { api, fetch };
}

describe('PagerDutyClient', () => {
  it('finds a service by its id', async () => {
    const { api, fetch } = client({
      service: {
        id: 'P1',
        name: 'orders',
        html_url: 'https://example.pagerduty.com/P1',
        escalation_policy: { id: 'E1' },
      },
    });

    expect(await api.findService({ id: 'P1' })).toEqual(SERVICE);
    expect(fetch).toHaveBeenCalledWith(
      'http://portal.example/api/proxy/pagerduty/services/P1',
      { headers: { Accept: 'application/vnd.pagerduty+json;version=2' } },
    );
  });

  it('escapes what an annotation says', async () => {
    const { api, fetch } = client({ service: { id: 'P1', name: 'orders' } });

    await api.findService({ id: '../users?x=1' });

    expect(fetch.mock.calls[0][0]).toBe(
      'http://portal.example/api/proxy/pagerduty/services/..%2Fusers%3Fx%3D1',
    );
  });

  it('finds the one service that has the integration key', async () => {
    const { api } = client({
      services: [
        { id: 'P0', name: 'other', integrations: [{ integration_key: 'no' }] },
        { id: 'P1', name: 'orders', integrations: [{ integration_key: 'k' }] },
      ],
    });

    expect(await api.findService({ integrationKey: 'k' })).toMatchObject({
      id: 'P1',
    });
    expect(await api.findService({ integrationKey: 'x' })).toBeUndefined();
  });

  it('tells a service that is unknown from a portal without a token', async () => {
    const unknown = client({ error: { code: 2100 } }, 404);
    expect(await unknown.api.findService({ id: 'P1' })).toBeUndefined();

    const off = client(undefined, 404);
    await expect(off.api.findService({ id: 'P1' })).rejects.toMatchObject({
      name: 'NotConnectedError',
    });
  });

  it('says that a token is not accepted', async () => {
    await expect(client({}, 401).api.findService({ id: 'P1' })).rejects.toThrow(
      "does not accept the portal's token",
    );
  });

  it('lists whoever is on call once, in the order in which they are called', async () => {
    const { api } = client({
      oncalls: [
        { escalation_level: 2, user: { id: 'U2', summary: 'Second' } },
        { escalation_level: 2, user: { id: 'U1', summary: 'First' } },
        {
          escalation_level: 1,
          user: {
            id: 'U1',
            summary: 'First',
            html_url: 'https://x.example/U1',
          },
        },
      ],
    });

    expect(await api.readOnCall(SERVICE)).toEqual([
      { id: 'U1', name: 'First', url: 'https://x.example/U1', level: 1 },
      { id: 'U2', name: 'Second', url: '', level: 2 },
    ]);
  });

  it('asks for the incidents that are open', async () => {
    const { api, fetch } = client({
      incidents: [
        {
          id: 'I1',
          title: 'It burns',
          html_url: 'https://x.example/I1',
          status: 'triggered',
          urgency: 'high',
          created_at: '2026-11-01T00:00:00Z',
        },
      ],
    });

    expect(await api.readIncidents(SERVICE)).toEqual([
      {
        id: 'I1',
        title: 'It burns',
        url: 'https://x.example/I1',
        status: 'triggered',
        urgency: 'high',
        at: '2026-11-01T00:00:00Z',
      },
    ]);
    const { searchParams } = new URL(String(fetch.mock.calls[0][0]));
    expect(searchParams.getAll('statuses[]')).toEqual([
      'triggered',
      'acknowledged',
    ]);
    expect(searchParams.get('service_ids[]')).toBe('P1');
  });

  it('opens an incident in the name of who calls', async () => {
    const { api, fetch } = client({}, 201);

    await api.trigger(SERVICE, {
      title: 'It burns',
      details: '',
      from: 'developer@example.com',
    });

    const [url, init] = fetch.mock.calls[0];
    expect(url).toBe('http://portal.example/api/proxy/pagerduty/incidents');
    expect(init).toMatchObject({
      method: 'POST',
      headers: { From: 'developer@example.com' },
    });
    expect(JSON.parse(String(init?.body))).toEqual({
      incident: {
        type: 'incident',
        title: 'It burns',
        service: { id: 'P1', type: 'service_reference' },
      },
    });
  });

  it('says in the words of PagerDuty why an incident was not opened', async () => {
    const answer = {
      error: { message: 'Invalid Input', errors: ['Requester User Not Found'] },
    };
    await expect(
      client(answer, 400).api.trigger(SERVICE, {
        title: 'x',
        details: '',
        from: 'x@example.com',
      }),
    ).rejects.toThrow('Invalid Input: Requester User Not Found');
  });
});
