import { COLUMNS_OF_SPELLINGS, respelled } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { Row } from './driver.js';
import { identifier } from './schema.js';

const PAGE_SIZE = 1_000;

/** Keys of spellings in their new form. A record whose new key another one has keeps its old one. */
export function respellKeys(connection: SqliteConnection): void {
  for (const [collection, columns] of Object.entries(COLUMNS_OF_SPELLINGS)) {
    const name = collection.replaceAll('-', '_');
    const sql =
      `SELECT * FROM ${identifier(name)} WHERE id > ? AND doc GLOB '*[^ -~]*' ` +
      `ORDER BY id LIMIT ${PAGE_SIZE}`;
    let rows = connection.all(sql, ['']);
    while (rows.length > 0) {
      for (const row of rows) respell(connection, { name, columns }, row);
      rows = connection.all(sql, [String(rows.at(-1)?.['id'])]);
    }
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
