import {
  LunrSearchEngine,
  MissingIndexError,
} from '@backstage/plugin-search-backend-node';

/**
 * A search engine in memory that finds nothing where nothing is indexed yet.
 *
 * Backstage's own answers such a question with an error: of documentation until the first page
 * is built, which is when somebody first looks at one.
 */
export class InMemorySearchEngine extends LunrSearchEngine {
  async query(...question: Parameters<LunrSearchEngine['query']>) {
    try {
      return await super.query(...question);
    } catch (error) {
      if (error instanceof MissingIndexError) {
        return { results: [], numberOfResults: 0 };
      }
      throw error;
    }
  }
}
