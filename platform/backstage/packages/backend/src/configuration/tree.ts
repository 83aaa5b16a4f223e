import { JsonObject, JsonValue } from '@backstage/types';

/** Returns what lies at `path`, or nothing. */
export function at(tree: JsonValue | undefined, ...path: string[]): any {
  let value: any = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = value[key];
  }
  return value;
}

/** Takes away what lies at `path`, and what is left empty above it. */
export function remove(tree: JsonObject, ...path: string[]): void {
  const parent = at(tree, ...path.slice(0, -1));
  if (typeof parent !== 'object' || parent === null) return;
  delete parent[path.at(-1)!];
  if (path.length > 1 && !Object.keys(parent).length) {
    remove(tree, ...path.slice(0, -1));
  }
}

/** Puts `value` at `path`, making what is not there above it. */
export function put(
  tree: JsonObject,
  value: JsonValue,
  ...path: string[]
): void {
  let parent: any = tree;
  for (const key of path.slice(0, -1)) parent = parent[key] ??= {};
  parent[path.at(-1)!] = value;
}

/** Merges configuration as Backstage does: objects by key, all else whole, later wins. */
export function merge(trees: JsonObject[]): JsonObject {
  const merged: JsonObject = {};
  for (const tree of trees) mergeInto(merged, tree);
  return merged;
}

function mergeInto(merged: JsonObject, tree: JsonObject): void {
  for (const [key, value] of Object.entries(tree)) {
    if (value === null) delete merged[key];
    else if (isObject(value)) {
      const below = merged[key];
      const target: JsonObject = isObject(below) ? below : {};
      mergeInto(target, value);
      merged[key] = target;
    } else if (value !== undefined) merged[key] = structuredClone(value);
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
