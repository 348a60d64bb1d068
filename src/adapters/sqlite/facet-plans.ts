import type { Query, Term } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import { isOrdered } from './watches.js';
import { facetKey } from './facet-keys.js';
import type { Table } from './schema.js';
import { prefixEnd } from './term-texts.js';
import type { BroadFacets } from './terms.js';

type Facet = Extract<Term, { kind: 'facet' }>;

/**
 * So many records are listed and put in order within some milliseconds. More where the facet is the beginning of a word: such
 * records may all stand at the end of an order by name.
 */
const FEW_HOLDERS = { eq: 2_000, sw: 8_000 } as const;

/** So many can be listed for looking up, without putting them in order. */
const MANY_HOLDERS = 20_000;

/**
 * The facets of a sorted page that so many records have that listing them all, to sort them and keep fifty, takes longer than to
 * walk along the index of the order and ask each record. SQLite cannot know: its figures are the same for every facet. So a
 * limited count decides, which costs less than a millisecond. Only where an index has the order, and nothing else narrows.
 */
export function broadFacets(
  table: Table,
  { where, sort = [] }: Query,
  connection: SqliteConnection,
): BroadFacets {
  const walks = sort.length > 0 && sort.every(({ field }) => isOrdered(table, field));
  const groups = walks ? groupsIn(where) : [];
  const broad = new Map<Term, 'key' | 'list' | 'document'>();
  for (const facets of groups) {
    const isBroad = facets.some((one) => {
      const few = FEW_HOLDERS[one.operator];
      return holders(table, one, few, connection) > few;
    });
    if (!isBroad) continue;
    for (const one of facets) broad.set(one, planOf(table, one, connection));
  }
  return broad;
}

/** Where names that begin alike stand together, most of the order may have to be walked before the first: so without the records. */
function planOf(
  table: Table,
  facet: Facet,
  connection: SqliteConnection,
): 'key' | 'list' | 'document' {
  if (facet.operator === 'eq') return 'key';
  // what a record lists has no scope, which is looked for in its column
  if (!table.columns.has(table.collection.searchScope ?? '')) return 'list';
  return holders(table, facet, MANY_HOLDERS, connection) > MANY_HOLDERS ? 'document' : 'list';
}

/** Facets that are asked of records together or not at all: each by itself, and those of an alternative. */
function groupsIn(term: Term): Facet[][] {
  switch (term.kind) {
    case 'facet':
      return [[term]];
    case 'all':
      return term.terms.flatMap(groupsIn);
    case 'not':
      return groupsIn(term.term);
    case 'any': {
      const facets = term.terms.filter((one) => one.kind === 'facet');
      return facets.length < term.terms.length ? [] : [facets];
    }
    default:
      return [];
  }
}

/** How many records have it, counted up to one more than `limit`. */
function holders(
  { facets }: Table,
  facet: Facet,
  limit: number,
  connection: SqliteConnection,
): number {
  if (facets === undefined) return 0;
  const key = facetKey(facet.scope, facet.name, facet.value);
  const end = facet.operator === 'eq' ? undefined : prefixEnd(key);
  const range = facet.operator === 'eq' ? 'key = ?' : end === undefined ? 'key >= ?' : BETWEEN;
  const few = `SELECT 1 FROM ${facets} WHERE ${range} LIMIT ${String(limit + 1)}`;
  const parameters = end === undefined ? [key] : [key, end];
  const row = connection.get(`SELECT count(*) AS n FROM (${few})`, parameters);
  return Number(row?.['n'] ?? 0);
}

const BETWEEN = 'key >= ? AND key < ?';
