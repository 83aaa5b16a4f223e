import { CacheService } from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { findLogin, git, Settings } from '@goldenpath/plugin-goldenpath-node';
import { tmpdir } from 'node:os';

const KEPT_FOR = { minutes: 10 };
const TIMEOUT_MS = 30_000;

/** Knows the newest version of a template. */
export interface Versions {
  newest(url: string): Promise<string | undefined>;
}

/** Asks git for the tags of templates, and remembers for some minutes what it said. */
export class GitVersions implements Versions {
  readonly #options: {
    settings: Settings;
    integrations: ScmIntegrations;
    cache: CacheService;
  };

  constructor(options: {
    settings: Settings;
    integrations: ScmIntegrations;
    cache: CacheService;
  }) {
    this.#options = options;
  }

  /**
   * Returns the newest version tag of a template, if it has one.
   *
   * The address is what a repository says of itself: hosts that the portal has no
   * integration for are not asked.
   */
  async newest(url: string): Promise<string | undefined> {
    const { cache, integrations, settings } = this.#options;
    const known = await cache.get<{ newest?: string }>(`newest:${url}`);
    if (known) return known.newest;

    const mirror = settings.copier.mirrors.find(item => item.url === url);
    const address = mirror?.location ?? expand(url);
    if (!mirror && !(isWeb(address) && integrations.byUrl(address))) {
      return undefined;
    }
    const stdout = await git(
      // Of no repository, whose configuration would be read.
      tmpdir(),
      ['ls-remote', '--tags', '--refs', '--', address],
      {
        login: mirror ? undefined : await findLogin(address, integrations),
        protocols: mirror ? undefined : 'http:https',
        timeoutMs: TIMEOUT_MS,
      },
    );
    const newest = newestOf(tagsOf(stdout));
    // An object, since a cache cannot tell a missing value from none.
    await cache.set(`newest:${url}`, newest ? { newest } : {}, {
      ttl: KEPT_FOR,
    });
    return newest;
  }
}

/** Returns the tags in what `git ls-remote --tags` prints. */
export function tagsOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.split('refs/tags/')[1])
    .filter(Boolean);
}

/**
 * Returns the newest final version among tags, if any is one.
 *
 * A tag with a name before its number, such as `goldenpath-1.2.0`, is no version of a template.
 */
export function newestOf(tags: string[]): string | undefined {
  return tags
    .filter(tag => /^v?\d+(?:\.\d+)*$/.test(tag))
    .sort(compare)
    .at(-1);
}

/**
 * Tells whether a version came before another; undefined for what is no version.
 *
 * `1.2.0-3-gabcdef0`, three commits after 1.2.0, counts as 1.2.0. A mere commit says nothing.
 */
export function isBehind(version: string, newest: string): boolean | undefined {
  if (!/^v?\d+(?:\.\d+)+(?:-\d+-g[0-9a-f]+)?$/.test(version)) return undefined;
  return compare(version, newest) < 0;
}

function compare(left: string, right: string): number {
  const [a, b] = [numbers(left), numbers(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference) return difference;
  }
  return 0;
}

function numbers(version: string): number[] {
  const [found = ''] = version.match(/^v?\d+(?:\.\d+)*/) ?? [];
  return found.replace('v', '').split('.').map(Number);
}

/** Copier's short forms for two hosts. */
function expand(url: string): string {
  return url
    .replace(/^git\+(?=https?:)/, '')
    .replace(/^gh:/, 'https://github.com/')
    .replace(/^gl:/, 'https://gitlab.com/');
}

function isWeb(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}
