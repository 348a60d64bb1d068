import { columnOrder, MAX_LISTED_COUNT, type Listed, type ListedQuery } from '#store/index.js';
import { listOf } from './column-forms.js';
import type { SqliteConnection } from './connections.js';
import { identifier, tableNamed, type Table } from './schema.js';

/*
 * Lists of what refers to a record, read with it as one value: JSON, which has no line break, of the values, and behind a line break of the
 * names. So a record is one row, however much refers to it, and what several records list alike is made of the text once.
 */

/** How the lists of a question are read. */
export interface ListedForm {
  /** SQL of the value, of a record that is called `r`; with the names, where few records are read */
  readonly values: string;
  readonly valuesAndNames: string;
  /** the statement by which names are found, by a list of values */
  readonly names: string;
}

export function listedFormOf(query: ListedQuery): ListedForm {
  const other = tableNamed(query.collection);
  const named = tableNamed(query.named.collection);
  const [foreign, value, unless] = [query.foreign, query.column, query.unless].map((name) =>
    textColumn(other, name),
  );
  const name = textColumn(named, query.named.column);
  if (textColumn(named, 'id') !== '"id"' || isNoKey(other, query)) {
    throw new TypeError(`Records of "${query.collection}" cannot be listed so.`);
  }
  const from = `FROM ${other.name} AS l`;
  // one more than are answered, by which it is seen that there are more
  const rows =
    `WHERE l.${String(foreign)} = r."id" AND (l.${String(unless)} <> '') IS NOT TRUE` +
    ` ORDER BY l.${String(value)} LIMIT ${String(MAX_LISTED_COUNT + 1)}`;
  const own = `l.${String(value)} AS value`;
  const join = `LEFT JOIN ${named.name} AS n ON n."id" = l.${String(value)}`;
  return {
    values: `(SELECT json_group_array(value) FROM (SELECT ${own} ${from} ${rows}))`,
    valuesAndNames:
      `(SELECT json_group_array(value) || char(10) || json_group_array(name)` +
      ` FROM (SELECT ${own}, n.${name} AS name ${from} ${join} ${rows}))`,
    names: `SELECT "id", ${name} FROM ${named.name} WHERE "id" IN ${listOf('text', []).sql}`,
  };
}

/** Its name in SQL. */
function textColumn({ columns, collection }: Table, name: string): string {
  if (columns.get(name) === 'text') return identifier(name);
  throw new TypeError(`"${name}" is no column of texts of the collection "${collection.name}".`);
}

/** Then the order of the list is not that of the values alone. */
function isNoKey({ collection }: Table, { foreign, column }: ListedQuery): boolean {
  return columnOrder(collection, { sort: [foreign, column] }).length > 2;
}

/** The lists of the rows of one answer, by their texts; undefined where there is more than a list may say. */
export type ReadListed = (text: unknown) => readonly Listed[] | undefined;

/** Of a text of values and names. */
export function listedIn(text: unknown): readonly Listed[] | undefined {
  const [values = '', names = ''] = String(text).split('\n');
  const all = parsed(names);
  return listed(parsed(values) as readonly string[], (_, at) => all[at] ?? null);
}

/** Of texts of values alone, whose names are asked for together. */
export function listsIn(
  texts: Iterable<unknown>,
  { names: sql }: ListedForm,
  connection: SqliteConnection,
): ReadListed {
  const lists = new Map<unknown, readonly string[]>();
  for (const text of texts) {
    if (!lists.has(text)) lists.set(text, parsed(String(text)) as readonly string[]);
  }
  const values = new Set([...lists.values()].flat());
  const names = new Map<unknown, string | null>();
  if (values.size > 0) {
    const rows = connection.lists(sql, [listOf('text', [...values]).parameter]);
    for (const [id, name] of rows) names.set(id, name as string | null);
  }
  const made = new Map<unknown, readonly Listed[] | undefined>();
  for (const [text, list] of lists)
    made.set(
      text,
      listed(list, (value) => names.get(value) ?? null),
    );
  return (text) => made.get(text);
}

function listed(
  values: readonly string[],
  nameOf: (value: string, at: number) => string | null,
): readonly Listed[] | undefined {
  if (values.length > MAX_LISTED_COUNT) return undefined;
  return values.map((value, at): Listed => [value, nameOf(value, at)]);
}

/** What is written without an escape, and has no null, is cut where its texts end: a third of the time of a parser, which looks up each. */
function parsed(text: string): readonly (string | null)[] {
  if (text === '[]') return [];
  const isPlain = !text.includes('\\') && !text.includes('null');
  return isPlain ? text.slice(2, -2).split('","') : (JSON.parse(text) as (string | null)[]);
}
