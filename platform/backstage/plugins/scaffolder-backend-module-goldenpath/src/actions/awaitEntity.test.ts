import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { cleanUp, context } from '../__testUtils__/context';
import { createAwaitEntityAction } from './awaitEntity';

const ENTITY: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders' },
};

async function prepare(input: object = { entityRef: 'component:orders' }) {
  const catalog = catalogServiceMock.mock();
  const action = createAwaitEntityAction({ catalog });
  return { action, catalog, ...(await context(input)) };
}

describe('goldenpath:await-entity', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  });

  afterEach(async () => {
    jest.useRealTimers();
    await cleanUp();
  });

  it('ends when the catalog shows the entity, and asks as who has started the task', async () => {
    const { action, catalog, ctx, logged } = await prepare();
    catalog.getEntityByRef
      .mockResolvedValueOnce(undefined)
      .mockRejectedValueOnce(new Error('busy'))
      .mockResolvedValue(ENTITY);
    const done = action.handler(ctx);
    await jest.advanceTimersByTimeAsync(1_000);
    await done;
    expect(catalog.getEntityByRef.mock.calls).toEqual(
      Array(3).fill([
        'component:default/orders',
        { credentials: await ctx.getInitiatorCredentials() },
      ]),
    );
    expect(logged).toEqual([
      'the catalog does not answer yet: busy',
      'the catalog shows component:default/orders',
    ]);
  });

  it('gives up after half a minute, and says so instead of failing', async () => {
    const { action, ctx, logged } = await prepare();
    const done = action.handler(ctx);
    await jest.advanceTimersByTimeAsync(29_000);
    expect(logged).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    await done;
    expect(logged).toEqual([
      'the catalog does not show component:default/orders after 30 s: ' +
        'the link to it leads nowhere until then, and what was published is as it should be',
    ]);
  });

  it('waits no longer when the task is cancelled', async () => {
    const { action, ctx } = await prepare();
    const cancel = new AbortController();
    ctx.signal = cancel.signal;
    const outcome = action.handler(ctx).catch(error => error.message);
    await jest.advanceTimersByTimeAsync(600);
    cancel.abort();
    expect(await outcome).toBe('waiting for the catalog was cancelled');
    expect(jest.getTimerCount()).toBe(0);
    await expect(action.handler(ctx)).rejects.toThrow('was cancelled');
  });

  it.each([
    [{}, false],
    [{ entityRef: '' }, false],
    [{ entityRef: 'component:orders' }, true],
  ])(
    'has nothing to wait for: %j, in a dry run: %s',
    async (input, isDryRun) => {
      const { action, catalog, ctx } = await prepare(input);
      ctx.isDryRun = isDryRun;
      await action.handler(ctx);
      expect(catalog.getEntityByRef).not.toHaveBeenCalled();
    },
  );

  it('refuses what names no entity', async () => {
    const { action, ctx } = await prepare({ entityRef: 'orders' });
    await expect(action.handler(ctx)).rejects.toThrow(/"orders"/);
  });
});
