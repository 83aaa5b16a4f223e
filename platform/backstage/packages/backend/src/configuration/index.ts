import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import {
  AsyncConfigSourceGenerator,
  ConfigSource,
  ConfigSources,
  ReadConfigDataOptions,
} from '@backstage/config-loader';
import { JsonObject } from '@backstage/types';
import { connected } from './connected';
import { guardGuests } from './guest';
import { switchOff } from './integrations';
import { at, merge, put } from './tree';

/** Configuration as it is usable: without what lacks a token, and with what follows from the rest. */
class UsableSource implements ConfigSource {
  constructor(
    private readonly source: ConfigSource,
    private readonly tell: (line: string) => void,
  ) {}

  async *readConfigData(
    options?: ReadConfigDataOptions,
  ): AsyncConfigSourceGenerator {
    for await (const { configs } of this.source.readConfigData(options)) {
      const data = merge(configs.map(config => config.data));
      switchOff(data).forEach(this.tell);
      guardGuests(data);
      put(data, signIn(data), 'goldenpath', 'signIn');
      put(data, connected(data), 'goldenpath', 'integrations');
      yield { configs: [{ context: 'app-config', data }] };
    }
  }
}

/** The ways to sign in that are left, in the order in which they are offered. */
function signIn(config: JsonObject): string[] {
  return ['auth0', 'guest'].filter(
    provider => at(config, 'auth', 'providers', provider) !== undefined,
  );
}

/** Reads the files that the command line names, once for the whole portal. */
export async function readConfiguration(
  tell: (line: string) => void,
): Promise<Config> {
  const source = ConfigSources.default({ argv: process.argv.slice(2) });
  return ConfigSources.toConfig(new UsableSource(source, tell));
}

/** Gives every plugin the configuration that was read. */
export const configuration = (config: Config) =>
  createServiceFactory({
    service: coreServices.rootConfig,
    deps: {},
    factory: () => config as any,
  });
