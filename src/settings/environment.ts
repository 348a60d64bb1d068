import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { emptyTree, isTree, type Layer, type Tree } from './layers.js';
import { settingsTree, type SchemaNode } from './schema.js';

const PREFIX = 'MUSTER_';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `MUSTER_HTTP__PUBLIC_URL` is http.publicUrl; `MUSTER_OPERATOR__KEY_FILE` names a file that holds operator.key (secrets only).
 * A name without `__` is no setting: Kubernetes adds MUSTER_PORT and the like for a service called muster.
 */
export function readEnvironment(env: Environment, problems: string[]): Layer {
  const values = emptyTree();
  const names = new Map<string, string>();
  for (const name of Object.keys(env).sort()) {
    const text = env[name];
    if (!name.startsWith(PREFIX) || !name.includes('__') || text === undefined) continue;
    const path = name.slice(PREFIX.length).split('__').map(camelCase);
    const direct = nodeAt(path);
    if (direct && !direct.properties) {
      set(values, names, path, name, convert(direct, text), problems);
      continue;
    }
    const named = nodeAt(path.map((part, index) => (index + 1 < path.length ? part : bare(part))));
    if (named?.secret === true && path.at(-1) !== bare(path.at(-1) ?? '')) {
      const secret = readSecret(name, text, problems);
      const real = [...path.slice(0, -1), bare(path.at(-1) ?? '')];
      // a list of secrets has one a line
      const value = named.type === 'array' ? secret?.split(/\r?\n/).filter(isFilled) : secret;
      if (value !== undefined) set(values, names, real, name, value, problems);
      continue;
    }
    problems.push(`${name}: there is no setting ${path.join('.')}; see docs/settings.md`);
  }
  return { name: 'the environment', values, folder: process.cwd(), names };
}

function camelCase(part: string): string {
  return part
    .toLowerCase()
    .split('_')
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

/** `keyFile` → `key` */
function bare(part: string): string {
  return part.endsWith('File') ? part.slice(0, -'File'.length) : part;
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}

function nodeAt(path: readonly string[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = settingsTree;
  for (const part of path) {
    const properties: SchemaNode['properties'] = node.properties;
    if (!properties || !Object.hasOwn(properties, part)) return undefined;
    node = properties[part];
    if (!node) return undefined;
  }
  return node;
}

/** Text as the schema wants it. What does not fit is left as it is: the schema will say so with the name of the variable. */
function convert(node: SchemaNode, text: string): unknown {
  if (node.anyOf) {
    // the first form that makes something else of the text
    const values = node.anyOf.map((form) => convert(form, text));
    return values.find((value) => value !== text) ?? text;
  }
  switch (node.type) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
      try {
        return parse(text) as unknown;
      } catch {
        return text;
      }
    default:
      return text;
  }
}

function readSecret(name: string, file: string, problems: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    problems.push(`${name}: the file ${file} cannot be read (${why})`);
    return undefined;
  }
}

function set(
  values: Tree,
  names: Map<string, string>,
  path: readonly string[],
  name: string,
  value: unknown,
  problems: string[],
): void {
  const dotted = path.join('.');
  const before = names.get(dotted);
  if (before !== undefined) {
    problems.push(`${name}: ${before} sets ${dotted} already; keep one of the two`);
    return;
  }
  let at = values;
  for (const part of path.slice(0, -1)) {
    const below = at[part];
    const branch = isTree(below) ? below : emptyTree();
    at[part] = branch;
    at = branch;
  }
  at[path.at(-1) ?? ''] = value;
  names.set(dotted, name);
}
