import { VERSION_1, type Collection, type ColumnType, type Stored } from '#store/index.js';
import { COLUMN_FORMS } from './column-forms.js';
import { writeEstimates } from './estimates.js';
import { createTable, tableOf, type Table } from './schema.js';

/** The statements that make an empty database one of schema version 1. */
export function createSchema(): string[] {
  const tables = VERSION_1.map(firstTable);
  return [
    ...tables.flatMap(createTable),
    `CREATE TABLE tallies (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID`,
    // makes the table of the estimates
    'ANALYZE',
    ...writeEstimates(tables),
  ];
}

/** Its columns of text held texts, whatever is made of them today. */
function firstTable(declaration: Collection<Stored>): Table {
  const table = tableOf(declaration);
  const columns = [...table.columns].map(([name, type]): [string, ColumnType] => [
    name,
    COLUMN_FORMS[type].holds === 'text' ? 'text' : type,
  ]);
  return { ...table, columns: new Map(columns) };
}
