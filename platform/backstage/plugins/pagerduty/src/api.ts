import { ResponseError } from '@backstage/errors';
import {
  ApiRef,
  createApiRef,
  DiscoveryApi,
  FetchApi,
} from '@backstage/frontend-plugin-api';
import { ServiceReference } from './annotations';

export interface Service {
  id: string;
  name: string;
  url: string;
  escalationPolicy?: string;
}

export interface OnCall {
  id: string;
  name: string;
  url: string;
  /** 1 is called first. */
  level: number;
}

export interface Incident {
  id: string;
  title: string;
  url: string;
  status: 'triggered' | 'acknowledged';
  urgency: 'high' | 'low';
  /** When it was opened, in ISO 8601. */
  at: string;
}

export interface PagerDutyApi {
  /** Returns a service, or nothing where PagerDuty has none. */
  findService(reference: ServiceReference): Promise<Service | undefined>;
  /** Returns who is on call, those that are called first before the others. */
  readOnCall(service: Service): Promise<OnCall[]>;
  /** Returns the incidents that are not resolved. */
  readIncidents(service: Service): Promise<Incident[]>;
  /** Opens an incident in the name of the person with that e-mail address. */
  trigger(
    service: Service,
    incident: { title: string; details: string; from: string },
  ): Promise<void>;
}

/** The portal has no token for PagerDuty. */
export class NotConnectedError extends Error {
  name = 'NotConnectedError';
}

/** Gives access to PagerDuty. */
export const pagerDutyApiRef: ApiRef<PagerDutyApi> = createApiRef<PagerDutyApi>(
  { id: 'plugin.pagerduty' },
);

const ACCEPT = 'application/vnd.pagerduty+json;version=2';

/** How PagerDuty itself answers for what it does not know. */
const NOT_FOUND = 2100;

interface Reference {
  id: string;
  summary?: string;
  html_url?: string;
}

/** Asks PagerDuty's REST API, through the portal's proxy, which adds the token. */
export class PagerDutyClient implements PagerDutyApi {
  readonly #discovery: DiscoveryApi;
  readonly #fetch: FetchApi['fetch'];

  constructor(options: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi.fetch;
  }

  async findService(reference: ServiceReference): Promise<Service | undefined> {
    if ('id' in reference) {
      const path = `/services/${encodeURIComponent(reference.id)}`;
      const answer = await this.#get<{ service: ServiceAnswer }>(path);
      return answer && toService(answer.service);
    }
    const key = reference.integrationKey;
    const answer = await this.#get<{ services: ServiceAnswer[] }>('/services', {
      query: key,
      'include[]': 'integrations',
    });
    const found = answer?.services.find(({ integrations = [] }) =>
      integrations.some(({ integration_key: other }) => other === key),
    );
    return found && toService(found);
  }

  async readOnCall({ escalationPolicy }: Service): Promise<OnCall[]> {
    if (!escalationPolicy) return [];
    const answer = await this.#get<{
      oncalls: Array<{ escalation_level: number; user: Reference }>;
    }>('/oncalls', {
      'escalation_policy_ids[]': escalationPolicy,
      'include[]': 'users',
    });
    const people = new Map<string, OnCall>();
    const sorted = (answer?.oncalls ?? []).sort(
      (a, b) => a.escalation_level - b.escalation_level,
    );
    // Someone who is on two schedules of a policy is listed for each.
    for (const { escalation_level: level, user } of sorted) {
      if (people.has(user.id)) continue;
      const name = user.summary ?? user.id;
      people.set(user.id, {
        id: user.id,
        name,
        url: user.html_url ?? '',
        level,
      });
    }
    return [...people.values()];
  }

  async readIncidents(service: Service): Promise<Incident[]> {
    const answer = await this.#get<{
      incidents: Array<
        Reference & {
          title: string;
          status: Incident['status'];
          urgency: Incident['urgency'];
          created_at: string;
        }
      >;
    }>('/incidents', {
      'service_ids[]': service.id,
      'statuses[]': ['triggered', 'acknowledged'],
      sort_by: 'created_at:desc',
    });
    return (answer?.incidents ?? []).map(incident => ({
      id: incident.id,
      title: incident.title,
      url: incident.html_url ?? '',
      status: incident.status,
      urgency: incident.urgency,
      at: incident.created_at,
    }));
  }

  async trigger(
    service: Service,
    { details, from, title }: { title: string; details: string; from: string },
  ): Promise<void> {
    const response = await this.#call('/incidents', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', From: from },
      body: JSON.stringify({
        incident: {
          type: 'incident',
          title,
          service: { id: service.id, type: 'service_reference' },
          ...(details && { body: { type: 'incident_body', details } }),
        },
      }),
    });
    if (response.ok) return;
    const reasons = (await response.json().catch(() => undefined))?.error;
    throw new Error(
      [
        reasons?.message ?? response.statusText,
        ...(reasons?.errors ?? []),
      ].join(': '),
    );
  }

  /** Returns what PagerDuty answers, or nothing for what it does not know. */
  async #get<T>(
    path: string,
    query: Record<string, string | string[]> = {},
  ): Promise<T | undefined> {
    const parameters = new URLSearchParams(
      Object.entries(query).flatMap(([key, value]) =>
        [value].flat().map(item => [key, item]),
      ),
    );
    const suffix = parameters.size ? `?${parameters}` : '';
    const response = await this.#call(`${path}${suffix}`);
    if (response.ok) return response.json();
    if (response.status === 404) {
      const answer = await response.json().catch(() => undefined);
      if (answer?.error?.code === NOT_FOUND) return undefined;
      // It was the portal that knows no such proxy.
      throw new NotConnectedError('the portal has no token for PagerDuty');
    }
    if (response.status === 401 || response.status === 403) {
      throw new Error("PagerDuty does not accept the portal's token");
    }
    throw await ResponseError.fromResponse(response);
  }

  async #call(path: string, init: RequestInit = {}): Promise<Response> {
    const proxy = await this.#discovery.getBaseUrl('proxy');
    return this.#fetch(`${proxy}/pagerduty${path}`, {
      ...init,
      headers: { Accept: ACCEPT, ...init.headers },
    });
  }
}

interface ServiceAnswer extends Reference {
  name: string;
  escalation_policy?: Reference;
  integrations?: Array<{ integration_key?: string }>;
}

function toService(service: ServiceAnswer): Service {
  return {
    id: service.id,
    name: service.name,
    url: service.html_url ?? '',
    escalationPolicy: service.escalation_policy?.id,
  };
}
