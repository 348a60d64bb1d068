import type { mongo } from 'mongoose';
import { COLUMNS_OF_SPELLINGS, respelled } from '#store/index.js';
import { rewriteRows, type StoredRow } from './rewriting.js';

/**
 * Keys of spellings in their new form. A record whose new key another one has keeps its old one. Done again without harm, so that a
 * step that was interrupted begins anew.
 */
export async function respellKeys(db: mongo.Db): Promise<void> {
  for (const [name, columns] of Object.entries(COLUMNS_OF_SPELLINGS)) {
    const rows = db.collection<StoredRow>(name.replaceAll('-', '_'));
    const fields = [...columns, 'search', 'facets'];
    await rewriteRows(rows, { where: {}, fields }, (row) => {
      const { search, facets } = row as { search?: unknown; facets?: string[] };
      const change = respelled({
        columns: Object.fromEntries(columns.map((column) => [column, row[column] as unknown])),
        ...(search !== undefined && { search }),
        ...(facets && { facets }),
      });
      if (!change) return undefined;
      return {
        $set: {
          ...change.columns,
          ...(change.search !== undefined && { search: change.search }),
        },
        ...(change.facets.length > 0 && {
          $addToSet: { facets: { $each: [...change.facets] } },
        }),
      };
    });
  }
}
