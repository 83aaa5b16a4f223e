import { Config } from '@backstage/config';
import { HumanDuration } from '@backstage/types';
import {
  readDuration,
  readSettings,
  Settings,
} from '@goldenpath/plugin-goldenpath-node';

/** What is configured under `goldenpath`, with what the surveys alone need. */
export interface SurveySettings extends Settings {
  /** How often every repository is looked at. */
  frequency: HumanDuration;
  delivery?: { url: string; token?: string };
}

const FREQUENCY = { hours: 6 };

/** Reads the configuration; a wrong one is an error when the portal starts. */
export function readSurveySettings(root: Config): SurveySettings {
  const config = root.getOptionalConfig('goldenpath');
  const delivery = config?.getOptionalString('delivery.url');
  return {
    ...readSettings(root),
    frequency: readDuration(config, 'validator.frequency', FREQUENCY),
    delivery: delivery
      ? {
          url: new URL(delivery).href,
          token: config?.getOptionalString('delivery.token'),
        }
      : undefined,
  };
}
