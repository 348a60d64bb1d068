import { COLLECTIONS_WITH_ADDRESSES, rekeyed } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { Row } from './driver.js';
import { facetText, keyOfText } from './facet-keys.js';
import { numberFacets } from './facet-numbers.js';
import { rowsOf } from './rows-in-pages.js';
import { identifier } from './schema.js';

interface Place {
  readonly name: string;
  readonly columns: readonly string[];
  readonly isSearched: boolean;
}

/** Step 2: keys of addresses have their domain as A-labels. A record whose new key another one has keeps its old one. */
export function rekeyAddresses(connection: SqliteConnection): void {
  numberFacets(connection);
  for (const { name, columns, isSearched } of COLLECTIONS_WITH_ADDRESSES) {
    const place = { name: name.replaceAll('-', '_'), columns, isSearched };
    const isBeyondAscii = `${identifier(columns[0])} GLOB '*[^ -~]*'`;
    for (const row of rowsOf(connection, place.name, isBeyondAscii)) rekey(connection, place, row);
  }
}

function rekey(connection: SqliteConnection, { name, columns, isSearched }: Place, row: Row): void {
  const doc = JSON.parse(String(row['doc'])) as Record<string, unknown>;
  const change = rekeyed(doc, columns);
  if (!change) return;
  const { keys, words } = change;
  const id = String(row['id']);
  const set = Object.keys(keys).map((column) => `${identifier(column)} = ?`);
  const sql = `UPDATE OR IGNORE ${identifier(name)} SET ${set.join(', ')}, doc = ? WHERE id = ?`;
  const values = [...Object.values(keys), JSON.stringify({ ...doc, ...keys }), id];
  const changed = connection.run(sql, values) === 1;
  if (!changed || !isSearched || typeof row['facets'] !== 'string') return;
  const before = JSON.parse(row['facets']) as string[];
  const scope = String(doc['organizationId']);
  const added = words.map((word) => facetText('word', word));
  const facets = [...new Set([...before, ...added])];
  connection.run(`UPDATE ${identifier(name)} SET search = ?, facets = ? WHERE id = ?`, [
    searchWith(keys['emailKey'], row),
    JSON.stringify(facets),
    id,
  ]);
  for (const facet of added) {
    const insert = `INSERT OR IGNORE INTO ${identifier(`${name}_facets`)} (key, owner) VALUES (?, ?)`;
    connection.run(insert, [keyOfText(scope, facet), Number(row['row_number'])]);
  }
}

function searchWith(email: string | undefined, { search }: Row): string | null {
  if (typeof search !== 'string') return null;
  return JSON.stringify({ ...(JSON.parse(search) as object), email });
}
