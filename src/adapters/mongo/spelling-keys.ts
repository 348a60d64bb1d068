import type { mongo } from 'mongoose';
import { COLUMNS_OF_SPELLINGS, respelled } from '#store/index.js';
import { isDuplicateKey } from './faults.js';

type Row = mongo.Document & { _id: string; facets?: string[] };

/**
 * Keys of spellings in their new form. A record whose new key another one has keeps its old one. Each record by itself, and done
 * again without harm, so that a step that was interrupted begins anew.
 */
export async function respellKeys(db: mongo.Db): Promise<void> {
  for (const [name, columns] of Object.entries(COLUMNS_OF_SPELLINGS)) {
    const rows = db.collection<Row>(name.replaceAll('-', '_'));
    for await (const row of rows.find({})) {
      const { search, facets } = row as { search?: unknown; facets?: string[] };
      const change = respelled({
        columns: Object.fromEntries(columns.map((column) => [column, row[column] as unknown])),
        ...(search !== undefined && { search }),
        ...(facets && { facets }),
      });
      if (!change) continue;
      try {
        await rows.updateOne(
          { _id: row._id, version: row['version'] as number },
          {
            $set: {
              ...change.columns,
              ...(change.search !== undefined && { search: change.search }),
            },
            ...(change.facets.length > 0 && {
              $addToSet: { facets: { $each: [...change.facets] } },
            }),
          },
        );
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }
}
