import { searchableOfEntry, type JournalEntry } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import { facetKey, facetText } from './facet-keys.js';
import { numberFacets } from './facet-numbers.js';
import { rowsOf } from './rows-in-pages.js';

/** Entries that name no member by a field and hold no address need not be read. */
const MAY_NAME_A_PERSON = `(doc LIKE '%emberId%' OR doc LIKE '%mergedInto%' OR doc LIKE '%@%')`;

/**
 * The members and addresses that entries of earlier releases name get their facets, and rows of sheets the address by which an erasure
 * finds them.
 */
export function indexSubjectsOfEntries(connection: SqliteConnection): void {
  const known = connection.all(`SELECT name FROM pragma_table_info('task_rows')`, []);
  const hasColumn = known.some(({ name }) => name === 'address');
  connection.exec(`UPDATE task_rows SET doc = json_set(doc, '$.address', "key")
    ${hasColumn ? ', address = "key"' : ''} WHERE "key" IS NOT NULL`);
  // makes the table of facets of a journal that has none
  numberFacets(connection);
  for (const row of rowsOf(connection, 'journal', MAY_NAME_A_PERSON)) {
    const entry = JSON.parse(String(row['doc'])) as JournalEntry;
    const searchable = searchableOfEntry(entry);
    if (!searchable) continue;
    const texts = searchable.facets.map(([name, value]) => facetText(name, value));
    const keys = searchable.facets.map(([name, value]) =>
      facetKey(entry.organizationId, name, value),
    );
    const update = 'UPDATE journal SET search = ?, facets = ? WHERE id = ?';
    connection.run(update, [JSON.stringify(searchable.search), JSON.stringify(texts), entry.id]);
    const insert = `INSERT OR IGNORE INTO "journal_facets" (key, owner)
      SELECT value, ? FROM json_each(?)`;
    connection.run(insert, [Number(row['row_number']), JSON.stringify(keys)]);
  }
}
