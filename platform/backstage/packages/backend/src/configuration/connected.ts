import { JsonObject } from '@backstage/types';
import { at } from './tree';

/** What the portal is connected to, once what lacks a token is switched off. */
export function connected(config: JsonObject): string[] {
  const proxies = at(config, 'proxy', 'endpoints') ?? {};
  const gitlab: any[] = at(config, 'integrations', 'gitlab') ?? [];
  const is: Record<string, boolean> = {
    argocd: at(config, 'argocd') !== undefined,
    'github-actions': at(config, 'auth', 'providers', 'github') !== undefined,
    gitlab: gitlab.some(({ token }) => token),
    grafana: '/grafana/api' in proxies,
    kubernetes: at(config, 'kubernetes') !== undefined,
    prometheus: '/prometheus/api' in proxies,
  };
  return Object.keys(is).filter(name => is[name]);
}
