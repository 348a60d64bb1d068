import { COLUMNS_OF_SPELLINGS, respelled } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { Row } from './driver.js';
import { earlierKey, earlierKeyOf, keyOfText } from './facet-keys.js';
import { numberFacets } from './facet-numbers.js';
import { rowsOf } from './rows-in-pages.js';
import { identifier, tableNamed } from './schema.js';

/** Keys of spellings in their new form. A record whose new key another one has keeps its old one. */
export function respellKeys(connection: SqliteConnection): void {
  numberFacets(connection);
  for (const [collection, columns] of Object.entries(COLUMNS_OF_SPELLINGS)) {
    const name = collection.replaceAll('-', '_');
    const scope = tableNamed(collection).collection.searchScope ?? '';
    for (const row of rowsOf(connection, name, `doc GLOB '*[^ -~]*'`))
      respell(connection, { name, columns, scope }, row);
  }
}

interface Place {
  readonly name: string;
  readonly columns: readonly string[];
  /** the column under whose value facets are kept */
  readonly scope: string;
}

function respell(connection: SqliteConnection, { name, columns, scope }: Place, row: Row): void {
  const facets = JSON.parse(String(row['facets'] ?? '[]')) as string[];
  const change = respelled({
    columns: Object.fromEntries(columns.map((column) => [column, row[column]])),
    ...(typeof row['search'] === 'string' && { search: JSON.parse(row['search']) as unknown }),
    // whole keys are asked for; their scope is nothing that changes
    facets: facets.map((text) => earlierKeyOf('', text)),
  });
  if (!change) return;
  const added = change.facets.map((key) => earlierKey(key).text);
  const doc = { ...(JSON.parse(String(row['doc'])) as object), ...change.columns };
  const search = change.search === undefined ? row['search'] : JSON.stringify(change.search);
  const values: Readonly<Record<string, string | null>> = {
    ...change.columns,
    doc: JSON.stringify(doc),
    search: typeof search === 'string' ? search : null,
    ...(added.length > 0 && { facets: JSON.stringify([...facets, ...added]) }),
  };
  const set = Object.keys(values).map((column) => `${identifier(column)} = ?`);
  const id = String(row['id']);
  const sql = `UPDATE OR IGNORE ${identifier(name)} SET ${set.join(', ')} WHERE id = ?`;
  if (connection.run(sql, [...Object.values(values), id]) !== 1) return;
  for (const text of added) {
    const insert = `INSERT OR IGNORE INTO ${identifier(`${name}_facets`)} (key, owner) VALUES (?, ?)`;
    connection.run(insert, [keyOfText(String(row[scope]), text), Number(row['row_number'])]);
  }
}
