import type { SqliteConnection } from './connections.js';
import { indexesOf, underscored, type Index, type Table } from './schema.js';

/**
 * The statistics that the planner uses instead of counting rows: how many records share a value, told by what the column names. Without
 * them SQLite takes every index to be equally good, and walks a tenant where an account or an address would have led straight to the
 * person; with counted figures plans would change from one day to the next.
 */
const ROWS = 1_000_000;
const PER_TENANT = 10_000;
const PER_CONTAINER = 1_000;
const PER_MOMENT = 100;
const PER_NAME = 5;

const TENANTS = new Set(['organizationId', 'connectionId']);

/** What holds many others. */
const CONTAINERS = new Set([
  'endpointId',
  'groupId',
  'hookId',
  'massChangeId',
  'productId',
  'roleId',
  'spaceId',
  'taskId',
]);

/** Columns of few different values, each of which a part of the records has. */
const KINDS = new Set([
  'concern',
  'conflict',
  'delivery',
  'gives',
  'heldBy',
  'job',
  'kind',
  'list',
  'locale',
  'operation',
  'outcome',
  'personKey',
  'purpose',
  'sourceKey',
  'standing',
  'state',
  'status',
  'template',
  'trouble',
  'type',
]);
/** One in so many has the kind that is asked for. */
const KINDS_OF_ONE = 4;
/** Of an index that leaves out those without the kind: they are few. */
const PER_RARE_KIND = 25;

/** How many of `count` records share a value of the column as well. */
function sharing(table: Table, index: Index, count: number, column: string): number {
  // what is looked for by a kind alone, whoever's it is, waits for something: most has it behind itself
  const isKind = KINDS.has(column) || table.columns.get(column) === 'boolean';
  if (TENANTS.has(column) || (isKind && count === ROWS)) return Math.min(count, PER_TENANT);
  if (CONTAINERS.has(column)) return Math.min(count, PER_CONTAINER);
  if (isKind) {
    const isRare = index.present === column || index.except?.column === column;
    return isRare ? Math.min(count, PER_RARE_KIND) : Math.max(2, Math.ceil(count / KINDS_OF_ONE));
  }
  return Math.min(count, /(At|On|Since)$/.test(column) ? PER_MOMENT : PER_NAME);
}

interface Estimate {
  readonly index: string;
  readonly table: string;
  /**
   * Rows, then rows per value of the first column, of the first two … `noskipscan`: a second column is never looked for under each
   * value of the first, of which there may be a hundred thousand (groups, for the groups of a person).
   */
  readonly stat: string;
}

function estimatesOf(table: Table): Estimate[] {
  const name = bare(table.name);
  const estimates: Estimate[] = indexesOf(table).map((index) => {
    const counts: number[] = [];
    for (const column of index.columns) {
      const isLast = counts.length === index.columns.length - 1;
      counts.push(isLast ? 1 : sharing(table, index, counts.at(-1) ?? ROWS, column));
    }
    return { index: index.name, table: name, stat: [ROWS, ...counts, 'noskipscan'].join(' ') };
  });
  const key = `sqlite_autoindex_${underscored(table.collection.name)}_1`;
  estimates.push({ index: key, table: name, stat: `${String(ROWS)} 1` });
  if (table.facets !== undefined) {
    // a table without rowid has its key as the only index, which goes by the name of the table
    const facets = bare(table.facets);
    estimates.push({ index: facets, table: facets, stat: `${String(ROWS * 4)} 4 1` });
  }
  return estimates;
}

function bare(identifier: string): string {
  return identifier.replaceAll('"', '');
}

/** The statements that write the planner's statistics of these tables, and of no others. */
export function writeEstimates(tables: readonly Table[]): string[] {
  const rows = tables.flatMap(estimatesOf).map(({ index, table, stat }) => {
    return `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('${table}', '${index}', '${stat}')`;
  });
  return ['DELETE FROM sqlite_stat1', ...rows, 'ANALYZE sqlite_schema'];
}

/** Whether the file has other statistics than these tables should: it was made by another release. */
export function hasOldEstimates(connection: SqliteConnection, tables: readonly Table[]): boolean {
  const rows = connection.all('SELECT idx, stat FROM sqlite_stat1', []);
  const kept = new Map(rows.map(({ idx, stat }) => [idx, stat]));
  return tables.flatMap(estimatesOf).some(({ index, stat }) => kept.get(index) !== stat);
}
