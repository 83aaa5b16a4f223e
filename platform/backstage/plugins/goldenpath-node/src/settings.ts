import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';

/** What is configured under `goldenpath`, with defaults. */
export interface Settings {
  copier: Program & { mirrors: Mirror[] };
  validator: Program;
  folder?: { path: string; frequency: HumanDuration };
}

/** A program with its first arguments, and how long it may take. */
export interface Program {
  command: string[];
  timeoutMs: number;
}

/** A template that is taken from another place than its address. */
export interface Mirror {
  url: string;
  location: string;
  ref?: string;
}

const TIMEOUT = { minutes: 5 };
const FREQUENCY = { seconds: 30 };

/** Reads the configuration; a wrong one is an error when the portal starts. */
export function readSettings(root: Config): Settings {
  const config = root.getOptionalConfig('goldenpath');
  const python = config?.getOptionalString('python') ?? 'python3';
  const path = config?.getOptionalString('folder.path');
  return {
    copier: {
      ...program(config, 'copier', python),
      mirrors: (config?.getOptionalConfigArray('copier.mirrors') ?? []).map(
        mirror => ({
          url: mirror.getString('url'),
          location: mirror.getString('location'),
          ref: mirror.getOptionalString('ref'),
        }),
      ),
    },
    validator: program(config, 'validator', python, 'goldenpath'),
    folder: path
      ? { path, frequency: readDuration(config, 'folder.frequency', FREQUENCY) }
      : undefined,
  };
}

function program(
  config: Config | undefined,
  section: string,
  python: string,
  module = section,
): Program {
  return {
    // -P: a file of the workspace that is named as a module is never imported.
    command: config?.getOptionalStringArray(`${section}.command`) ?? [
      python,
      '-P',
      '-m',
      module,
    ],
    timeoutMs: durationToMilliseconds(
      readDuration(config, `${section}.timeout`, TIMEOUT),
    ),
  };
}

/** Reads a duration below `goldenpath`, or takes another where none is configured. */
export function readDuration(
  config: Config | undefined,
  key: string,
  otherwise: HumanDuration,
): HumanDuration {
  return config?.has(key) ? readDurationFromConfig(config, { key }) : otherwise;
}
