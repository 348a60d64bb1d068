import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { settingsTree, type SchemaNode } from '#settings/schema.js';

const DEFAULTS = 'config/default.yaml';

/** docs/settings.md, made of the schema and config/default.yaml; the test run compares. */
export function settingsPage(): string {
  const defaults: unknown = parse(readFileSync(DEFAULTS, 'utf8'));
  const lines = [
    '# Settings',
    '',
    'Made from `src/settings/schema.ts` and `config/default.yaml`: change those, then run',
    '`MUSTER_WRITE_DOCS=1 npm run test:one -- test/project/documents`.',
    '',
    'A setting is looked for in `config/default.yaml`, then in the file named by `--config`, then in the environment; the last',
    'one wins. An unknown name stops the start, and all faults are listed together. A secret can be read from a file: add `_FILE` to',
    'the name of its variable. Lists in the environment are written as JSON.',
  ];
  for (const [section, node] of Object.entries(settingsTree.properties ?? {})) {
    lines.push('', `## ${section}`, '', '| setting | variable | value | default | meaning |');
    lines.push('|---|---|---|---|---|');
    lines.push(...rows([section], node, defaults));
  }
  return `${lines.join('\n')}\n`;
}

function rows(path: readonly string[], node: SchemaNode, defaults: unknown): string[] {
  if (node.properties) {
    return Object.entries(node.properties).flatMap(([key, below]) =>
      rows([...path, key], below, valueAt(defaults, path.at(-1) ?? '')),
    );
  }
  const key = path.at(-1) ?? '';
  const standard = valueAt(defaults, key);
  const cells = [
    `\`${path.join('.')}\``,
    `\`${variable(path)}\`${node.secret === true ? ' (secret)' : ''}`,
    kind(node),
    standard === undefined ? '–' : `\`${JSON.stringify(standard).replace(/^"|"$/g, '')}\``,
    descriptionOf(node).replaceAll('|', '\\|'),
  ];
  return [`| ${cells.join(' | ')} |`];
}

/** Commands as they are typed in the folder of Muster; the program says what is typed where it runs. */
function descriptionOf({ description = '' }: SchemaNode): string {
  return description.replaceAll('`muster ', '`node bin/muster.js ');
}

function valueAt(tree: unknown, key: string): unknown {
  if (typeof tree !== 'object' || tree === null || !Object.hasOwn(tree, key)) return undefined;
  return (tree as Record<string, unknown>)[key];
}

function variable(path: readonly string[]): string {
  const words = path.map((part) => part.replace(/[A-Z]/g, '_$&').toUpperCase());
  return `MUSTER_${words.join('__')}`;
}

function kind(node: SchemaNode): string {
  if (node.anyOf) return node.anyOf.map(kind).join('; ');
  if (node.enum) return node.enum.map((one) => `\`${one}\``).join(', ');
  if (node.type === 'integer') return `${node.minimum ?? ''} to ${node.maximum ?? ''}`;
  if (node.type === 'boolean') return '`true`, `false`';
  return node.type === 'array' ? 'list' : 'text';
}
