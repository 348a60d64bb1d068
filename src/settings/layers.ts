import { isAbsolute, resolve } from 'node:path';

/** A tree of settings without prototype, so that no key of a file can be mistaken for a method. */
export type Tree = { [key: string]: unknown };

/** One source of settings. Later layers win, leaf by leaf; lists are replaced whole. */
export interface Layer {
  /** as a person would name it: `config/default.yaml`, `the environment` */
  readonly name: string;
  readonly values: Tree;
  /** relative file names in this layer start here */
  readonly folder: string;
  /** path → a more exact name of the source, where the layer knows one: `MUSTER_HTTP__PORT` */
  readonly names?: ReadonlyMap<string, string>;
}

export interface Origin {
  readonly name: string;
  readonly folder: string;
}

export interface Merged {
  readonly values: Tree;
  /** dotted path of every leaf → where it came from */
  readonly origins: ReadonlyMap<string, Origin>;
}

export function emptyTree(): Tree {
  return Object.create(null) as Tree;
}

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function mergeLayers(layers: readonly Layer[]): Merged {
  const values = emptyTree();
  const origins = new Map<string, Origin>();
  for (const layer of layers) mergeInto(values, layer.values, '', layer, origins);
  return { values, origins };
}

function mergeInto(
  target: Tree,
  source: Tree,
  prefix: string,
  layer: Layer,
  origins: Map<string, Origin>,
): void {
  for (const key of Object.keys(source)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const value = source[key];
    if (isTree(value)) {
      const below = target[key];
      const branch = isTree(below) ? below : emptyTree();
      target[key] = branch;
      mergeInto(branch, value, path, layer, origins);
      continue;
    }
    // an empty section in a file (`http:`) is null and says nothing
    if (value === null || value === undefined) continue;
    target[key] = value;
    origins.set(path, { name: layer.names?.get(path) ?? layer.name, folder: layer.folder });
  }
}

/** Where the value at `path`, or the nearest thing above or below it, came from. */
export function originOf(merged: Merged, path: string): Origin | undefined {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const origin = merged.origins.get(at);
    if (origin) return origin;
  }
  for (const [other, origin] of merged.origins) {
    if (other.startsWith(`${path}.`)) return origin;
  }
  return undefined;
}

/** A file name in a setting means: beside the file that names it. */
export function fileIn(merged: Merged, path: string, name: string): string {
  const origin = originOf(merged, path);
  return isAbsolute(name) || !origin ? resolve(name) : resolve(origin.folder, name);
}
