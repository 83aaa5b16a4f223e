import { JsonObject } from '@backstage/types';
import { at, put, remove } from './tree';

/**
 * Takes away what is configured but for a token or an address, and tells each in one line.
 *
 * A variable that is not set leaves its key out of the configuration; what needs the key would
 * fail when the portal starts, or at each use.
 */
export function switchOff(config: JsonObject): string[] {
  return [
    ...hosts(config),
    ...proxies(config),
    ...clusters(config),
    ...argo(config),
    ...signIn(config, 'auth0', {
      title: 'Auth0',
      needs: ['domain', 'clientId', 'clientSecret'],
    }),
    ...signIn(config, 'github', {
      title: 'GitHub Actions',
      needs: ['clientId', 'clientSecret'],
    }),
  ];
}

const HOSTS = {
  github: {
    title: 'GitHub',
    providers: ['github', 'githubOrg'],
    has: (host: any) => host.token || host.apps?.length,
  },
  gitlab: {
    title: 'GitLab',
    providers: ['gitlab'],
    has: (host: any) => host.token,
  },
  gitea: {
    title: 'Gitea',
    providers: ['gitea'],
    has: (host: any) => host.username && host.password,
  },
} as const;

/** An entry stays, since forms look its host up; discovery goes, and publishing to a folder comes. */
function hosts(config: JsonObject): string[] {
  const lines: string[] = [];
  const without: string[] = [];
  for (const [kind, { title, providers, has }] of Object.entries(HOSTS)) {
    const entries: any[] = at(config, 'integrations', kind) ?? [];
    const names = entries.filter(entry => !has(entry)).map(({ host }) => host);
    for (const host of names) {
      lines.push(
        `${title} (${host}) is off: no token, so repositories are neither found nor published there`,
      );
      for (const provider of providers) {
        forget(config, provider, host);
      }
      without.push(
        ...(at(config, 'goldenpath', 'sources') ?? [])
          .filter((source: any) => source.host === host)
          .map((source: any) => source.name),
      );
    }
  }
  if (without.length) {
    // Read by the templates: a step publishes to the folder for each source that is named here.
    put(
      config,
      `,${without.join(',')},`,
      'scaffolder',
      'defaultEnvironment',
      'parameters',
      'folders',
    );
  }
  return lines;
}

function forget(config: JsonObject, provider: string, host: string): void {
  const entries = at(config, 'catalog', 'providers', provider);
  if (Array.isArray(entries)) {
    const kept = entries.filter(entry => hostOf(entry, provider) !== host);
    if (kept.length) put(config, kept, 'catalog', 'providers', provider);
    else remove(config, 'catalog', 'providers', provider);
    return;
  }
  for (const [id, entry] of Object.entries(entries ?? {})) {
    if (hostOf(entry, provider) === host) {
      remove(config, 'catalog', 'providers', provider, id);
    }
  }
}

function hostOf(entry: any, provider: string): string {
  const url = entry.githubUrl ?? entry.url;
  if (url) return new URL(url).host;
  return (
    entry.host ?? (provider.startsWith('github') ? 'github.com' : 'gitlab.com')
  );
}

const PROXIES = {
  '/pagerduty': { title: 'PagerDuty', authorized: true },
  '/prometheus/api': { title: 'Prometheus', authorized: false },
  '/grafana/api': { title: 'Grafana', authorized: true },
};

function proxies(config: JsonObject): string[] {
  const lines: string[] = [];
  for (const [path, { title, authorized }] of Object.entries(PROXIES)) {
    const endpoint = at(config, 'proxy', 'endpoints', path);
    if (endpoint === undefined) continue;
    const missing = [
      ...(endpoint.target ? [] : ['address']),
      ...(authorized && !endpoint.headers?.Authorization ? ['token'] : []),
    ];
    if (missing.length) {
      remove(config, 'proxy', 'endpoints', path);
      lines.push(`${title} is off: no ${missing.join(' and no ')}`);
    }
  }
  return lines;
}

function clusters(config: JsonObject): string[] {
  const methods: any[] =
    at(config, 'kubernetes', 'clusterLocatorMethods') ?? [];
  const off: string[] = [];
  for (const method of methods.filter(({ type }) => type === 'config')) {
    const lacking = (cluster: any) =>
      cluster.authProvider === 'serviceAccount' && !cluster.serviceAccountToken;
    off.push(...method.clusters.filter(lacking).map(({ name }: any) => name));
    method.clusters = method.clusters.filter((item: any) => !lacking(item));
  }
  const kept = methods.filter(
    ({ type, clusters: left }) => type !== 'config' || left.length,
  );
  if (kept.length) put(config, kept, 'kubernetes', 'clusterLocatorMethods');
  else remove(config, 'kubernetes');
  return off.length
    ? [`Kubernetes is off for ${off.join(', ')}: no token of a service account`]
    : [];
}

function argo(config: JsonObject): string[] {
  const methods: any[] = at(config, 'argocd', 'appLocatorMethods') ?? [];
  const usable = methods
    .map(method => ({
      ...method,
      instances: (method.instances ?? []).filter(
        ({ url, token }: any) => url && token,
      ),
    }))
    .filter(({ instances }) => instances.length);
  if (usable.length) {
    put(config, usable, 'argocd', 'appLocatorMethods');
    return [];
  }
  const configured = at(config, 'argocd') !== undefined;
  remove(config, 'argocd');
  return configured ? ['Argo CD is off: no address or no token'] : [];
}

/** A provider of tokens is there whole or not at all; it may be there for several environments. */
function signIn(
  config: JsonObject,
  provider: string,
  { title, needs }: { title: string; needs: string[] },
): string[] {
  const environments = at(config, 'auth', 'providers', provider) ?? {};
  const off = Object.keys(environments).filter(name =>
    needs.some(key => !environments[name][key]),
  );
  off.forEach(name => remove(config, 'auth', 'providers', provider, name));
  const words = needs.map(key => key.replace(/[A-Z]/g, ' $&').toLowerCase());
  return off.length
    ? [
        `${title} is off: no ${words
          .slice(0, -1)
          .join(', no ')} or no ${words.at(-1)}`,
      ]
    : [];
}
