import { mockServices } from '@backstage/backend-test-utils';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InMemorySearchEngine } from './engine';

const QUESTION = { term: 'orders', types: ['techdocs'] };

function prepare() {
  return new InMemorySearchEngine({ logger: mockServices.logger.mock() });
}

describe('InMemorySearchEngine', () => {
  it('finds nothing where nothing is indexed yet', async () => {
    expect(await prepare().query(QUESTION)).toEqual({
      results: [],
      numberOfResults: 0,
    });
  });

  it('finds what is indexed', async () => {
    const engine = prepare();
    await pipeline(
      Readable.from([
        { title: 'Orders', text: 'Takes orders', location: '/x' },
      ]),
      await engine.getIndexer('techdocs'),
    );
    const { results } = await engine.query(QUESTION);
    expect(results.map(({ document }) => document.location)).toEqual(['/x']);
  });

  it('hides no other error', async () => {
    const engine = prepare();
    engine.setTranslator(() => {
      throw new Error('no question');
    });
    await expect(engine.query(QUESTION)).rejects.toThrow('no question');
  });
});
