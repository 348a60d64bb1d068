import { indexPlans } from '../../src/adapters/mongo/collections.js';
import { isTotal } from '../../src/adapters/mongo/orders.js';
import type { Collection, Query, Stored, Term } from '#store/index.js';

type Compare = Extract<Term, { kind: 'compare' }>;

/** What a question asks of the indexes: equalities first, then the order, then ranges within it. */
interface Question {
  readonly equal: ReadonlySet<string>;
  readonly facets: number;
  readonly ranges: ReadonlySet<string>;
  /** tests that no index answers: they are asked of each record */
  readonly tests: number;
  readonly order: readonly string[];
  /** the order goes up and down at once, which no index does */
  readonly isMixed: boolean;
}

/**
 * The declared index that answers the question by one walk in its order, which ends after the page: equalities are its first columns, in
 * any order, those of the sort follow, and a range is on the first of these (MongoDB's rule: equality, sort, range; a B-tree of SQLite
 * is used alike). Undefined when each record that an index leads to would have to be asked, or all of them sorted.
 */
export function fittingIndex(declaration: Collection<Stored>, query: Query): string | undefined {
  const { equal, facets, ranges, tests, order, isMixed } = questionOf(declaration, query);
  if (tests > 0 || facets > 1 || isMixed) return undefined;
  const wanted = new Set(equal);
  if (facets === 1) {
    // a facet is kept under the value of its scope
    wanted.delete(String(declaration.searchScope));
    wanted.add('facets');
  }
  const [first] = order;
  if ([...ranges].some((column) => column !== first)) return undefined;
  const plans = indexPlans(declaration).map(({ name, keys }) => {
    return { name, paths: Object.keys(keys).map((path) => (path === '_id' ? 'id' : path)) };
  });
  const fits = (paths: readonly string[]): boolean => {
    const lead = paths.slice(0, wanted.size);
    const rest = paths.slice(wanted.size);
    return (
      lead.every((path) => wanted.has(path)) && order.every((column, at) => rest[at] === column)
    );
  };
  // a whole key leads to one record
  const key = declaration.unique.find(({ on }) => on.every((column) => equal.has(column)));
  if (key) return `unique_${key.name}`;
  return plans.find(({ paths }) => fits(paths))?.name;
}

function questionOf(declaration: Collection<Stored>, query: Query): Question {
  const { where, sort = [] } = query;
  const terms = flat(where).filter((term) => !isAbsent(term));
  const compared = terms.filter((term): term is Compare => term.kind === 'compare');
  const columns = (accepts: (term: Compare) => boolean): ReadonlySet<string> =>
    new Set(
      compared.flatMap((term) =>
        'column' in term.field && accepts(term) ? [term.field.column] : [],
      ),
    );
  const facets = terms.filter((term) => term.kind === 'facet' && term.operator === 'eq').length;
  const equal = columns(({ operator }) => operator === 'eq');
  const ranges = columns(({ operator }) => RANGES.has(operator));
  const keys = sort.map(({ field, descending = false }) => {
    return { column: 'column' in field ? field.column : '', descending };
  });
  const endsInId = keys.some(({ column }) => column === 'id');
  if (!endsInId && !isTotal(declaration, query)) keys.push({ column: 'id', descending: false });
  return {
    equal,
    facets,
    ranges,
    tests: terms.length - facets - compared.filter(isIndexable).length,
    order: keys.map(({ column }) => column),
    isMixed: new Set(keys.map(({ descending }) => descending)).size > 1,
  };
}

/** Nearly every record lacks what is asked for in this way: a walk passes over few. */
function isAbsent(term: Term): boolean {
  return term.kind === 'not' && term.term.kind === 'present' && 'column' in term.term.field;
}

const RANGES: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le', 'sw']);

function isIndexable({ field, operator }: Compare): boolean {
  return 'column' in field && (operator === 'eq' || RANGES.has(operator));
}

function flat(term: Term): readonly Term[] {
  return term.kind === 'all' ? term.terms.flatMap(flat) : [term];
}
