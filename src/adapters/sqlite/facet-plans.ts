import type { Query, Term } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import { isOrdered } from './watches.js';
import { facetKey, prefixEnd } from './terms.js';
import type { Table } from './schema.js';

type Facet = Extract<Term, { kind: 'facet' }>;

/** So many records are listed and put in order within a few milliseconds. */
const FEW = 4_000;

/**
 * The facets of a sorted page that so many records have that listing them all, to sort them and keep fifty, takes longer than to
 * walk along the index of the order and ask each record. SQLite cannot know: its figures are the same for every facet. So a
 * limited count decides, which costs less than a millisecond. Only where an index has the order, and nothing else narrows.
 */
export function broadFacets(
  table: Table,
  { where, sort = [] }: Query,
  connection: SqliteConnection,
): ReadonlySet<Term> {
  const terms = flat(where);
  const facets = terms.filter((term): term is Facet => term.kind === 'facet');
  const walks = sort.length > 0 && sort.every(({ field }) => isOrdered(table, field));
  if (facets.length === 0 || !walks) return new Set();
  return new Set(facets.filter((facet) => isBroad(table, facet, connection)));
}

function flat(term: Term): readonly Term[] {
  return term.kind === 'all' ? term.terms.flatMap(flat) : [term];
}

function isBroad({ facets }: Table, facet: Facet, connection: SqliteConnection): boolean {
  if (facets === undefined) return false;
  const key = facetKey(facet.scope, facet.name, facet.value);
  const end = facet.operator === 'eq' ? undefined : prefixEnd(key);
  const range = facet.operator === 'eq' ? 'key = ?' : end === undefined ? 'key >= ?' : BETWEEN;
  const few = `SELECT 1 FROM ${facets} WHERE ${range} LIMIT ${String(FEW + 1)}`;
  const parameters = end === undefined ? [key] : [key, end];
  const row = connection.get(`SELECT count(*) AS n FROM (${few})`, parameters);
  return Number(row?.['n'] ?? 0) > FEW;
}

const BETWEEN = 'key >= ? AND key < ?';
