import {
  resolveSafeChildPath,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { Entity, getEntitySourceLocation } from '@backstage/catalog-model';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

/** A folder that holds the files of a repository, until it is closed. */
export interface Checkout {
  folder: string;
  /** What names the state of the files, where something does. */
  etag?: string;
  close(): Promise<void>;
}

/** Finds and opens the repositories of entities. */
export interface Repositories {
  /** Returns where the repository of an entity lies, if it can be read. */
  find(entity: Entity): string | undefined;
  /** Opens a repository; throws a NotModifiedError if it is still as `etag` says. */
  open(source: string, etag?: string): Promise<Checkout>;
}

const FILE = 'file:';

/** Repositories on the hosts of the organisation, and in one folder of this machine. */
export class ReadableRepositories implements Repositories {
  readonly #reader: UrlReaderService;
  readonly #folder?: string;

  constructor(options: { reader: UrlReaderService; folder?: string }) {
    this.#reader = options.reader;
    this.#folder = options.folder && resolve(options.folder);
  }

  find(entity: Entity): string | undefined {
    const location = locationOf(entity);
    if (location?.type === 'url') return location.target;
    if (location?.type !== 'file' || !this.#folder) return undefined;
    const folder = location.target.endsWith('/')
      ? resolve(location.target)
      : dirname(resolve(location.target));
    // Only below the folder: an entity can say of itself that it lies anywhere.
    const inside = relative(this.#folder, folder);
    return inside && !inside.startsWith('..') ? `${FILE}${inside}` : undefined;
  }

  async open(source: string, etag?: string): Promise<Checkout> {
    if (source.startsWith(FILE) && this.#folder) {
      return {
        // Refuses what leaves the folder by a symbolic link.
        folder: resolveSafeChildPath(this.#folder, source.slice(FILE.length)),
        close: async () => {},
      };
    }
    const tree = await this.#reader.readTree(source, { etag });
    const folder = await mkdtemp(join(tmpdir(), 'goldenpath-'));
    const close = () => rm(folder, { recursive: true, force: true });
    try {
      await tree.dir({ targetDir: folder });
    } catch (error) {
      await close();
      throw error;
    }
    return { folder, etag: tree.etag, close };
  }
}

function locationOf(entity: Entity) {
  try {
    return getEntitySourceLocation(entity);
  } catch {
    // An entity that a provider made of thin air lies nowhere.
    return undefined;
  }
}
