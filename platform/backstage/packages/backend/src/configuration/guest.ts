import { JsonObject } from '@backstage/types';
import { at, put } from './tree';

const LOOPBACK = ['127.0.0.1', '[::1]', '::1', 'localhost'];

/**
 * Lets guests in where nobody else can reach the portal, and nowhere else.
 *
 * @throws Error where guests would be let in from the network and nobody has said so.
 */
export function guardGuests(config: JsonObject): void {
  const guest = at(config, 'auth', 'providers', 'guest');
  if (guest === undefined || guest.dangerouslyAllowOutsideDevelopment) return;
  const baseUrl: string = at(config, 'backend', 'baseUrl') ?? '';
  const reachable = !isLoopback(hostOf(baseUrl)) || !isLoopback(listen(config));
  if (reachable) {
    throw new Error(
      `whoever reaches ${baseUrl} would be signed in as a guest: take auth.providers.guest out of the ` +
        'configuration, or let the portal listen on 127.0.0.1 alone, or, where that is what you want, ' +
        'set auth.providers.guest.dangerouslyAllowOutsideDevelopment',
    );
  }
  put(
    config,
    true,
    'auth',
    'providers',
    'guest',
    'dangerouslyAllowOutsideDevelopment',
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

/** Returns the host on which the portal listens; empty for all of them. */
function listen(config: JsonObject): string {
  const stated = at(config, 'backend', 'listen');
  if (typeof stated === 'string') return stated.replace(/:?\d*$/, '');
  return stated?.host ?? '';
}

function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host) || /^127(?:\.\d{1,3}){3}$/.test(host);
}
