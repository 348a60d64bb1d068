import type { mongo } from 'mongoose';
import { areDuplicateKeys } from './faults.js';

export type StoredRow = mongo.Document & { readonly _id: string; readonly version: number };

/** Rows that are read, and sent back, at once. */
const PAGE_SIZE = 500;

/** What a step of a migration rewrites, in the order of ids, and which fields it needs for that. */
export interface Rewriting {
  readonly where: mongo.Filter<StoredRow>;
  readonly fields: readonly string[];
}

/**
 * Rewrites rows page by page: `changeOf` says what becomes of one, undefined when nothing. A row that was changed meanwhile, and one
 * whose new key another one has, stays as it is. What is done stays done when the process dies; the step must find the same again in
 * rows that it has rewritten.
 */
export async function rewriteRows(
  rows: mongo.Collection<StoredRow>,
  { where, fields }: Rewriting,
  changeOf: (row: StoredRow) => mongo.UpdateFilter<StoredRow> | undefined,
): Promise<void> {
  const projection = Object.fromEntries(['version', ...fields].map((field) => [field, 1]));
  let page: StoredRow[];
  let after = '';
  do {
    page = await rows
      .find({ $and: [where, { _id: { $gt: after } }] }, { projection })
      .sort({ _id: 1 })
      .limit(PAGE_SIZE)
      .toArray();
    const updates = page.flatMap((row) => {
      const update = changeOf(row);
      const filter = { _id: row._id, version: row.version };
      return update === undefined ? [] : [{ updateOne: { filter, update } }];
    });
    if (updates.length > 0) await writeAll(rows, updates);
    after = page.at(-1)?._id ?? '';
  } while (page.length === PAGE_SIZE);
}

async function writeAll(
  rows: mongo.Collection<StoredRow>,
  updates: mongo.AnyBulkWriteOperation<StoredRow>[],
): Promise<void> {
  try {
    await rows.bulkWrite(updates, { ordered: false });
  } catch (error) {
    if (!areDuplicateKeys(error)) throw error;
  }
}
