import type { Field, Query, Term } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { Table } from './schema.js';

/** Name in SQL of the function that looks at the time: SQLite has no other brake that its drivers let us touch. */
const WATCH = 'muster_watch';

/** It is called for one row in so many: a call costs more than the test of a row. A prime, which no habit of inserting avoids. */
const ROWS = 17;

/** First in a WHERE clause; the rowid is in every index and keeps SQLite from asking only once. */
export const WATCHED = `(r.rowid % ${ROWS} <> 0 OR ${WATCH}(r.rowid)) AND `;

/** Ends statements that begin with WATCHED when their time is up. */
export class Watch {
  #until = Infinity;
  #late = false;

  /** `stopped` is asked as often as the time is looked at. */
  constructor({ database }: SqliteConnection, stopped: () => boolean = () => false) {
    database.function(WATCH, {}, (_rowid) => {
      if (performance.now() > this.#until || stopped()) {
        this.#late = true;
        throw new Error('The time for this question is up.');
      }
      return 1;
    });
  }

  /** What `work` returns, or undefined when its time was up. */
  within<T>(milliseconds: number, work: () => T): T | undefined {
    this.#until = performance.now() + milliseconds;
    this.#late = false;
    try {
      return work();
    } catch (error) {
      // each driver makes another error of what the function throws
      if (this.#late) return undefined;
      throw error;
    } finally {
      this.#until = Infinity;
    }
  }
}

/** Rows that a query may pass over without being reported. */
const MAX_QUICK_VALUE_COUNT = 1_000;

const BOUNDS: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le']);

/**
 * Whether an index leads to the answer, however many rows a tenant has and whatever is in them: a look-up by a key, and a walk
 * along an index from its start. Only queries that clients can send are watched; the server's own queries are all quick.
 */
export function isQuick(table: Table, query: Pick<Query, 'where' | 'sort' | 'offset'>): boolean {
  const scope = table.collection.searchScope;
  if (scope === undefined) return true;
  const { where, sort = [], offset = 0 } = query;
  const terms = flat(where);
  if (terms.some((term) => isEqual(term, (name) => isKey(table, name)))) return true;
  const plain = terms.every(
    (term) =>
      isAbsent(term) ||
      isEqual(term, (name) => isIndexed(table, name)) ||
      isBound(term, sort[0]?.field),
  );
  return (
    plain && offset <= MAX_QUICK_VALUE_COUNT && sort.every(({ field }) => isOrdered(table, field))
  );
}

/** Whether at most one record can be found: it says what a unique key is. */
export function asksForOne({ collection }: Table, where: Term): boolean {
  const names = new Set(
    flat(where).flatMap((term) => {
      const isEqual = term.kind === 'compare' && term.operator === 'eq';
      return isEqual && 'column' in term.field ? [term.field.column] : [];
    }),
  );
  if (names.has('id')) return true;
  return collection.unique.some(({ on }) =>
    (on as readonly string[]).every((name) => names.has(name)),
  );
}

function flat(term: Term): readonly Term[] {
  return term.kind === 'all' ? term.terms.flatMap(flat) : [term];
}

/** Nearly every record lacks what is asked for in this way, such as the time of a deletion: a walk passes over few. */
function isAbsent(term: Term): boolean {
  return term.kind === 'not' && term.term.kind === 'present' && 'column' in term.term.field;
}

function isEqual(term: Term, fits: (column: string) => boolean): boolean {
  if (term.kind === 'facet') return term.operator === 'eq' && fits('');
  if (term.kind !== 'compare' && term.kind !== 'in') return false;
  if (term.kind === 'compare' && term.operator !== 'eq') return false;
  return 'column' in term.field && fits(term.field.column);
}

/** Where a walk in the order of that column begins or ends. */
function isBound(term: Term, ordered: Field | undefined): boolean {
  if (term.kind !== 'compare' || !BOUNDS.has(term.operator)) return false;
  if (ordered === undefined || !('column' in ordered) || !('column' in term.field)) return false;
  return term.field.column === ordered.column;
}

/** One record has it, or none. */
function isKey({ collection }: Table, name: string): boolean {
  return name === 'id' || collection.unique.some(({ on }) => on.at(-1) === name);
}

/** The empty name stands for a facet. */
function isIndexed(table: Table, name: string): boolean {
  return name === '' || isKey(table, name) || isOrdered(table, { column: name });
}

/** Whether an index has that order, for a query that fixes the columns before it. */
export function isOrdered({ collection }: Table, field: Field): boolean {
  if (!('column' in field)) return false;
  const { column } = field;
  // the last part of every index
  if (column === 'id') return true;
  return [...collection.unique, ...collection.indexes].some(({ on }) =>
    (on as readonly string[]).includes(column),
  );
}
