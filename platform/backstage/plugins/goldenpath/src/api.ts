import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import {
  ApiRef,
  createApiRef,
  DiscoveryApi,
  FetchApi,
} from '@backstage/frontend-plugin-api';
import { State } from '@goldenpath/plugin-goldenpath-common';

/** Knows the golden paths of entities. */
export interface GoldenpathApi {
  /** Returns what is known of an entity. */
  read(entity: Entity): Promise<State>;
  /** Has the repository of an entity looked at anew. */
  survey(entity: Entity): Promise<State>;
}

/** Gives access to what the backend knows of golden paths. */
export const goldenpathApiRef: ApiRef<GoldenpathApi> =
  createApiRef<GoldenpathApi>({ id: 'plugin.goldenpath' });

/** Asks the backend plugin. */
export class GoldenpathClient implements GoldenpathApi {
  readonly #discovery: DiscoveryApi;
  readonly #fetch: FetchApi['fetch'];

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi.fetch;
  }

  read(entity: Entity): Promise<State> {
    return this.#call('GET', entity);
  }

  survey(entity: Entity): Promise<State> {
    return this.#call('POST', entity, '/survey');
  }

  async #call(method: string, entity: Entity, suffix = ''): Promise<State> {
    const base = await this.#discovery.getBaseUrl('goldenpath');
    const { kind, namespace, name } = getCompoundEntityRef(entity);
    const path = [kind.toLowerCase(), namespace, name]
      .map(encodeURIComponent)
      .join('/');
    const response = await this.#fetch(`${base}/v1/entities/${path}${suffix}`, {
      method,
    });
    if (!response.ok) {
      // Its cause is what the backend says, for people.
      throw (await ResponseError.fromResponse(response)).cause;
    }
    return response.json();
  }
}
