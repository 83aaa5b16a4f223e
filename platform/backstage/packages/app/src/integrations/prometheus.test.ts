import { mend, PrometheusAnswer } from './prometheus';

describe('prometheus', () => {
  it('keeps a query whole and makes numbers of values', async () => {
    const asked: unknown[] = [];
    const api = mend({
      async query(options: { query?: string }): Promise<PrometheusAnswer> {
        asked.push(options);
        const values: Array<[number, string]> = [
          [1, '9.5'],
          [2, '16'],
        ];
        return {
          data: { resultType: 'matrix', result: [{ metric: {}, values }] },
        };
      },
    });

    const answer = await api.query({ query: 'a + b{c="d&e"}' });

    expect(asked).toEqual([{ query: 'a%20%2B%20b%7Bc%3D%22d%26e%22%7D' }]);
    expect(answer.data.result[0].values).toEqual([
      [1, 9.5],
      [2, 16],
    ]);
  });
});
