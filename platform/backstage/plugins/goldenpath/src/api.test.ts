import { GoldenpathClient } from './api';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders', namespace: 'shop' },
};

function client(answer: object, status = 200) {
  const fetch = jest.fn(
    async (_input: RequestInfo | URL, _init?: RequestInit) =>
      new Response(JSON.stringify(answer), {
        status,
        headers: { 'Content-Type': 'application/json' },
      }),
  );
  const api = new GoldenpathClient({
    discoveryApi: { getBaseUrl: async id => `http://portal.example/api/${id}` },
    fetchApi: { fetch },
  });
  return { api, fetch };
}

describe('GoldenpathClient', () => {
  it('reads what is known of an entity', async () => {
    const { api, fetch } = client({ surveying: false });

    expect(await api.read(entity)).toEqual({ surveying: false });
    expect(fetch).toHaveBeenCalledWith(
      'http://portal.example/api/goldenpath/v1/entities/component/shop/orders',
      { method: 'GET' },
    );
  });

  it('asks for a survey', async () => {
    const { api, fetch } = client({ surveying: true }, 202);

    expect(await api.survey(entity)).toEqual({ surveying: true });
    expect(fetch).toHaveBeenCalledWith(
      'http://portal.example/api/goldenpath/v1/entities/component/shop/orders/survey',
      { method: 'POST' },
    );
  });

  it('fails in the words of the backend', async () => {
    const { api } = client(
      {
        error: { name: 'NotFoundError', message: 'there is no entity' },
        response: { statusCode: 404 },
      },
      404,
    );

    await expect(api.read(entity)).rejects.toThrow('there is no entity');
  });
});
