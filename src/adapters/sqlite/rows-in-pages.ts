import type { SqliteConnection } from './connections.js';
import type { Row } from './driver.js';
import { identifier } from './schema.js';

const PAGE_SIZE = 1_000;

/** The rows of a table that meet a condition, in the order of ids, a page at a time; each may be changed before the next one comes. */
export function* rowsOf(
  connection: SqliteConnection,
  table: string,
  condition: string,
): Generator<Row> {
  const sql = `SELECT * FROM ${identifier(table)} WHERE id > ? AND ${condition} ORDER BY id LIMIT ${PAGE_SIZE}`;
  let rows = connection.all(sql, ['']);
  while (rows.length > 0) {
    yield* rows;
    rows = connection.all(sql, [String(rows.at(-1)?.['id'])]);
  }
}
