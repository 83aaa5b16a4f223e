import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { assertError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { examples } from './awaitEntity.examples';

const PATIENCE_MS = 30_000;
const INTERVAL_MS = 500;

/** Waits until the catalog shows what was born, so that a link to it leads somewhere. */
export function createAwaitEntityAction({
  catalog,
}: {
  catalog: CatalogService;
}) {
  return createTemplateAction({
    id: 'goldenpath:await-entity',
    description:
      'Waits until the catalog shows an entity; where that takes long, the task goes on without it.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z =>
          z
            .string()
            .optional()
            .describe(
              'The entity, as steps before have called it; without one there is nothing to wait for',
            ),
      },
    },
    async handler(ctx) {
      if (!ctx.input.entityRef || ctx.isDryRun) return;
      const entityRef = stringifyEntityRef(parseEntityRef(ctx.input.entityRef));
      const credentials = await ctx.getInitiatorCredentials();
      const end = Date.now() + PATIENCE_MS;
      do {
        if (await isShown()) {
          ctx.logger.info(`the catalog shows ${entityRef}`);
          return;
        }
        await pause(ctx.signal);
      } while (Date.now() < end);
      ctx.logger.warn(
        `the catalog does not show ${entityRef} after ${
          PATIENCE_MS / 1000
        } s: ` +
          'the link to it leads nowhere until then, and what was published is as it should be',
      );

      async function isShown(): Promise<boolean> {
        try {
          return Boolean(
            await catalog.getEntityByRef(entityRef, { credentials }),
          );
        } catch (error) {
          assertError(error);
          // What was published is not undone by a catalog that is busy.
          ctx.logger.info(`the catalog does not answer yet: ${error.message}`);
          return false;
        }
      }
    },
  });
}

/** Passes some time; ends at once, with an error, when the task is cancelled. */
function pause(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    }, INTERVAL_MS);
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();

    function cancel() {
      clearTimeout(timer);
      reject(new Error('waiting for the catalog was cancelled'));
    }
  });
}
