import { HumanDuration } from '@backstage/types';

export interface Config {
  goldenpath?: {
    /**
     * The Python in which goldenpath is installed.
     * Default: `python3`.
     */
    python?: string;
    copier?: {
      /** Templates that are taken from another place than their address. */
      mirrors?: Array<{
        /** The address as templates name it. */
        url: string;
        /** The folder or address that it is taken from. */
        location: string;
      }>;
    };
    validator?: {
      /**
       * The program that validates and estimates, with its first arguments.
       * Default: goldenpath of the configured Python.
       */
      command?: string[];
      /**
       * How long a validation may take.
       * Default: five minutes.
       */
      timeout?: HumanDuration | string;
      /**
       * How often every repository is validated; one that has not changed is left alone.
       * Default: every six hours.
       */
      frequency?: HumanDuration | string;
    };
    folder?: {
      /** The folder on the portal's machine in which repositories may lie. */
      path?: string;
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
