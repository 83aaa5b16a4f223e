import { LoggerService } from '@backstage/backend-plugin-api';
import { assertError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import { estimate, Settings } from '@goldenpath/plugin-goldenpath-node';
import { judge, readTemplate } from './judge';
import { Repositories } from './repository';
import { Store } from './store';
import { Survey, Validation } from '@goldenpath/plugin-goldenpath-common';

/** For so long a repository that has not changed is not validated anew: rules change, too. */
const FRESH_FOR_MS = 7 * 24 * 60 * 60 * 1000;

/** Looks at repositories, one at a time, and keeps what it finds. */
export class Surveyor {
  readonly #options: {
    integrations: ScmIntegrations;
    logger: LoggerService;
    repositories: Repositories;
    settings: Settings;
    store: Store;
  };

  readonly #running = new Map<string, Promise<void>>();

  #last: Promise<void> = Promise.resolve();

  constructor(options: {
    integrations: ScmIntegrations;
    logger: LoggerService;
    repositories: Repositories;
    settings: Settings;
    store: Store;
  }) {
    this.#options = options;
  }

  isSurveying(source: string): boolean {
    return this.#running.has(source);
  }

  /**
   * Surveys a repository and keeps the result; never fails, a failure is kept as one.
   *
   * Who asks for a repository that is being looked at gets the survey that is under way.
   * With `onlyChanged`, a repository that is still what it was is left alone for a week.
   */
  survey(source: string, options?: { onlyChanged?: boolean }): Promise<void> {
    const running = this.#running.get(source);
    if (running) return running;
    const survey = this.#last
      .then(() => this.#survey(source, options?.onlyChanged ?? false))
      .finally(() => this.#running.delete(source));
    // One after the other: a validation takes a core, and the portal has others to serve.
    this.#last = survey;
    this.#running.set(source, survey);
    return survey;
  }

  async #survey(source: string, onlyChanged: boolean): Promise<void> {
    const { logger, repositories, store } = this.#options;
    try {
      const known = onlyChanged ? await store.read(source) : undefined;
      const etag = known && isFresh(known.survey) ? known.etag : undefined;
      const checkout = await repositories.open(source, etag);
      try {
        const survey = await this.#examine(checkout.folder, source);
        await store.write(source, survey, checkout.etag);
      } finally {
        await checkout.close();
      }
    } catch (error) {
      assertError(error);
      if (error.name === 'NotModifiedError') return;
      logger.warn(`${source} could not be surveyed: ${error.message}`);
      await this.#keepFailure(source, error.message);
    }
  }

  async #examine(folder: string, source: string): Promise<Survey> {
    const { settings } = this.#options;
    return {
      at: new Date().toISOString(),
      template: await readTemplate(folder),
      validation: await this.#validate(folder, source),
      cost: await estimate({ program: settings.validator, folder }).catch(
        () => undefined,
      ),
    };
  }

  async #validate(folder: string, source: string): Promise<Validation> {
    const { integrations, settings } = this.#options;
    const locate = (path: string, line: number) =>
      source.startsWith('file:')
        ? undefined
        : integrations.resolveUrl({
            url: path,
            base: source,
            lineNumber: line,
          });
    try {
      return await judge(folder, settings, locate);
    } catch (error) {
      assertError(error);
      return { failure: error.message };
    }
  }

  async #keepFailure(source: string, failure: string): Promise<void> {
    const { logger, store } = this.#options;
    try {
      const at = new Date().toISOString();
      await store.write(source, { at, validation: { failure } });
    } catch (error) {
      logger.error(`the survey of ${source} could not be kept`, error as Error);
    }
  }
}

function isFresh({ at }: Survey): boolean {
  return Date.now() - Date.parse(at) < FRESH_FOR_MS;
}
