import { VERSION_1 } from '#store/index.js';
import { writeEstimates } from './estimates.js';
import { createTable, tableOf } from './schema.js';

/** The statements that make an empty database one of schema version 1. */
export function createSchema(): string[] {
  const tables = VERSION_1.map(tableOf);
  return [
    ...tables.flatMap(createTable),
    `CREATE TABLE tallies (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID`,
    // makes the table of the estimates
    'ANALYZE',
    ...writeEstimates(tables),
  ];
}
