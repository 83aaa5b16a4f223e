import { AnyApiFactory, ApiBlueprint } from '@backstage/frontend-plugin-api';
import { backstagePluginPrometheusPlugin } from '@roadiehq/backstage-plugin-prometheus';

interface QueryOptions {
  query?: string;
}

/** The part of the plugin's way to Prometheus that is mended here. */
interface PrometheusApi {
  query(options: QueryOptions): Promise<PrometheusAnswer>;
}

export interface PrometheusAnswer {
  data: {
    resultType: string;
    result: Array<{ metric: object; values: Array<[number, string | number]> }>;
  };
}

const [factory] = [...backstagePluginPrometheusPlugin.getApis()];

/**
 * The plugin's way to Prometheus, which knows the old frontend only, mended.
 *
 * It puts the query into the address as it stands, where `+` and `&` mean something else, and it
 * draws the values as the strings that Prometheus sends, whose greatest is not the greatest number.
 */
export const prometheusApi = ApiBlueprint.make({
  name: 'prometheus',
  params: defineParams =>
    defineParams({
      ...(factory as AnyApiFactory),
      factory: deps => mend(factory.factory(deps) as PrometheusApi),
    }),
});

/** Wraps a way to Prometheus. */
export function mend<T extends PrometheusApi>(api: T): T {
  const query = api.query.bind(api);
  return Object.assign(api, {
    query: async (options: QueryOptions) => {
      const answer = await query({
        ...options,
        query: options.query && encodeURIComponent(options.query),
      });
      for (const { values = [] } of answer.data.result) {
        for (const value of values) value[1] = Number(value[1]);
      }
      return answer;
    },
  });
}
