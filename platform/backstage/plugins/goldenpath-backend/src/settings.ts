import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, HumanDuration } from '@backstage/types';

/** What is configured under `goldenpath`, with defaults. */
export interface Settings {
  /** The program that validates and estimates, with its first arguments. */
  command: string[];
  timeoutMs: number;
  frequency: HumanDuration;
  /** The folder of this machine in which repositories may lie. */
  folder?: string;
  mirrors: Array<{ url: string; location: string }>;
  delivery?: { url: string; token?: string };
}

const TIMEOUT = { minutes: 5 };
const FREQUENCY = { hours: 6 };

/** Reads the configuration; a wrong one is an error when the portal starts. */
export function readSettings(root: Config): Settings {
  const config = root.getOptionalConfig('goldenpath');
  const python = config?.getOptionalString('python') ?? 'python3';
  const delivery = config?.getOptionalString('delivery.url');
  return {
    command: config?.getOptionalStringArray('validator.command') ?? [
      python,
      // A file of the repository that is named as a module is never imported.
      '-P',
      '-m',
      'goldenpath',
    ],
    timeoutMs: durationToMilliseconds(
      duration(config, 'validator.timeout', TIMEOUT),
    ),
    frequency: duration(config, 'validator.frequency', FREQUENCY),
    folder: config?.getOptionalString('folder.path'),
    mirrors: (config?.getOptionalConfigArray('copier.mirrors') ?? []).map(
      mirror => ({
        url: mirror.getString('url'),
        location: mirror.getString('location'),
      }),
    ),
    delivery: delivery
      ? {
          url: new URL(delivery).href,
          token: config?.getOptionalString('delivery.token'),
        }
      : undefined,
  };
}

function duration(
  config: Config | undefined,
  key: string,
  otherwise: HumanDuration,
): HumanDuration {
  return config?.has(key) ? readDurationFromConfig(config, { key }) : otherwise;
}
