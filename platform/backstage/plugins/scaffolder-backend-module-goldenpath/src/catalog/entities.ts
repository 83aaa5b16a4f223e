import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { JsonValue } from '@backstage/types';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const CATALOG_FILE = 'catalog-info.yaml';

/** What a repository may say of itself; whole teams and templates are not its to declare. */
const KINDS = ['API', 'Component', 'Resource', 'System'];

/**
 * Reads the entities of a repository on this machine; none where it keeps no catalog file.
 *
 * What an entity includes with `$text`, `$json` or `$yaml` is read here, since Backstage's own
 * reader takes addresses only; a path that leaves the repository is refused.
 */
export async function readEntities(repository: string): Promise<Entity[]> {
  const file = join(repository, CATALOG_FILE);
  const text = await readFile(file, 'utf8').catch(error => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];

  const entities: Entity[] = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors?.length) {
      throw new InputError(`${file}: ${document.errors[0].message}`);
    }
    const data = document.toJSON();
    if (data === null) continue;
    if (!KINDS.includes(data.kind) || typeof data.metadata?.name !== 'string') {
      throw new InputError(
        `${file}: '${
          data.kind
        }' is no entity of a repository: keep ${KINDS.join(', ')}`,
      );
    }
    const entity = (await include(data, dirname(file))) as unknown as Entity;
    entities.push({
      ...entity,
      metadata: {
        ...entity.metadata,
        annotations: {
          ...entity.metadata.annotations,
          [ANNOTATION_LOCATION]: `file:${file}`,
          [ANNOTATION_ORIGIN_LOCATION]: `file:${file}`,
        },
      },
    });
  }
  return entities;
}

async function include(data: JsonValue, folder: string): Promise<JsonValue> {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) {
    return Promise.all(data.map(item => include(item, folder)));
  }
  const entries = Object.entries(data) as Array<[string, JsonValue]>;
  const [[key, value] = ['', null]] = entries;
  if (
    entries.length === 1 &&
    typeof value === 'string' &&
    /^\$(?:text|json|yaml)$/.test(key) &&
    !/^[a-z]+:/i.test(value)
  ) {
    const text = await readFile(resolveSafeChildPath(folder, value), 'utf8');
    if (key === '$text') return text;
    return key === '$json' ? JSON.parse(text) : parse(text);
  }
  const read = entries.map(
    async ([name, item]) => [name, await include(item!, folder)] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
