import { HumanDuration } from '@backstage/types';

export interface Config {
  goldenpath?: {
    /**
     * The Python in which Copier and goldenpath are installed.
     * Default: `python3`.
     */
    python?: string;
    copier?: {
      /**
       * The program that copies, with its first arguments.
       * Default: Copier of the configured Python.
       */
      command?: string[];
      /**
       * How long a copy may take.
       * Default: five minutes.
       */
      timeout?: HumanDuration | string;
      /**
       * Templates that are taken from another place than their address, such as a checkout on
       * this machine. A template on this machine is taken from nowhere else.
       */
      mirrors?: Array<{
        /** The address as templates name it. */
        url: string;
        /** The folder or address that it is taken from. */
        location: string;
        /** The version where a template names none; `HEAD` is a checkout as it stands. */
        ref?: string;
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
    };
    folder?: {
      /**
       * The folder on the portal's machine in which `goldenpath:publish-folder` puts
       * repositories. Without it that action refuses, and nothing is read into the catalog.
       */
      path?: string;
      /**
       * How often the repositories are read into the catalog.
       * Default: every thirty seconds; a repository that was just published is read at once.
       */
      frequency?: HumanDuration | string;
    };
  };
}
