import { COLUMNS_OF_SPELLINGS, respelled } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { Row } from './driver.js';
import { rowsOf } from './rows-in-pages.js';
import { identifier } from './schema.js';

/** Keys of spellings in their new form. A record whose new key another one has keeps its old one. */
export function respellKeys(connection: SqliteConnection): void {
  for (const [collection, columns] of Object.entries(COLUMNS_OF_SPELLINGS)) {
    const name = collection.replaceAll('-', '_');
    for (const row of rowsOf(connection, name, `doc GLOB '*[^ -~]*'`))
      respell(connection, { name, columns }, row);
  }
}

interface Place {
  readonly name: string;
  readonly columns: readonly string[];
}

function respell(connection: SqliteConnection, { name, columns }: Place, row: Row): void {
  const facets = JSON.parse(String(row['facets'] ?? '[]')) as string[];
  const change = respelled({
    columns: Object.fromEntries(columns.map((column) => [column, row[column]])),
    ...(typeof row['search'] === 'string' && { search: JSON.parse(row['search']) as unknown }),
    facets,
  });
  if (!change) return;
  const doc = { ...(JSON.parse(String(row['doc'])) as object), ...change.columns };
  const search = change.search === undefined ? row['search'] : JSON.stringify(change.search);
  const values: Readonly<Record<string, string | null>> = {
    ...change.columns,
    doc: JSON.stringify(doc),
    search: typeof search === 'string' ? search : null,
    ...(change.facets.length > 0 && { facets: JSON.stringify([...facets, ...change.facets]) }),
  };
  const set = Object.keys(values).map((column) => `${identifier(column)} = ?`);
  const id = String(row['id']);
  const sql = `UPDATE OR IGNORE ${identifier(name)} SET ${set.join(', ')} WHERE id = ?`;
  if (connection.run(sql, [...Object.values(values), id]) !== 1) return;
  for (const facet of change.facets) {
    const insert = `INSERT OR IGNORE INTO ${identifier(`${name}_facets`)} (key, owner) VALUES (?, ?)`;
    connection.run(insert, [facet, id]);
  }
}
