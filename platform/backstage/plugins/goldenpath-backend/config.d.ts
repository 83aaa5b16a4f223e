import { HumanDuration } from '@backstage/types';

/** Beside what `@goldenpath/plugin-goldenpath-node` reads. */
export interface Config {
  goldenpath?: {
    validator?: {
      /**
       * How often every repository is validated; one that has not changed is left alone.
       * Default: every six hours.
       */
      frequency?: HumanDuration | string;
    };
    delivery?: {
      /**
       * What answers `GET <url>?entity=<ref>` with
       * `{"metrics": [{"title": "Deployments per week", "value": 4.5, "unit": ""}]}`,
       * or with 404 for an entity that it knows nothing of.
       * Without it no delivery metrics are shown.
       */
      url?: string;
      /**
       * Sent as a bearer token with every question.
       * @visibility secret
       */
      token?: string;
    };
  };
}
