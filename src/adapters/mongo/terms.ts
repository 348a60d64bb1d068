import type { mongo } from 'mongoose';
import type { Collection, Comparison, Field, Scalar, Stored, Term } from '#store/index.js';
import { collectionName, columnPath, facetKey, type Row } from './collections.js';
import { afterPrefix, comparison, expressionOf, type ExpressionContext } from './expressions.js';

/**
 * A query document of MongoDB. Values of clients stand only behind an operator that Muster writes, so theirs
 * are always data.
 */
export type Filter = Readonly<Record<string, unknown>>;

/** What a term became: a filter, and stages to run before it when it asks other collections. */
export interface Condition {
  readonly filter: Filter;
  readonly lookups: readonly mongo.BSON.Document[];
}

export type Linked = Extract<Term, { kind: 'linked' }>;

/**
 * The values of `local` that a linked term allows, when there are few enough to be carried; else
 * the term is looked up.
 */
export type Links = ReadonlyMap<Linked, readonly Scalar[]>;

export interface Scheme {
  readonly declaration: Collection<Stored>;
  /** declarations by the name that terms use */
  readonly others: (name: string) => Collection<Stored>;
}

const NOTHING: Filter = { _id: { $in: [] } };
const OPERATORS = {
  eq: '$eq',
  ne: '$ne',
  gt: '$gt',
  ge: '$gte',
  lt: '$lt',
  le: '$lte',
} as const;

function prefixBounds(prefix: string): Filter {
  const above = afterPrefix(prefix);
  return above === undefined ? { $gte: prefix } : { $gte: prefix, $lt: above };
}

const SIGNS_OF_PATTERNS = /[\\^$.*+?()[\]{}|]/g;
/** MongoDB takes patterns of 32 kB, and none with a NUL. */
const MAX_PATTERN_LENGTH = 1_000;

/**
 * A text that can be looked for as a pattern of its letters. An index that has the column is asked for a pattern key by key; for the same
 * test as an expression every document would be read.
 */
function isPattern(value: string): boolean {
  return value !== '' && value.length <= MAX_PATTERN_LENGTH && !value.includes('\0');
}

/**
 * Columns hold declared scalars, so MongoDB's own comparisons, which stay within one type, are
 * right and use indexes.
 */
function columnFilter(path: string, operator: Comparison, value: Scalar): Filter {
  switch (operator) {
    case 'co':
      return typeof value === 'string' && isPattern(value)
        ? { [path]: { $regex: value.replace(SIGNS_OF_PATTERNS, '\\$&') } }
        : { $expr: comparison(`$${path}`, operator, value) };
    case 'ew':
      return { $expr: comparison(`$${path}`, operator, value) };
    case 'sw':
      return typeof value === 'string' ? { [path]: prefixBounds(value) } : NOTHING;
    default:
      return { [path]: { [OPERATORS[operator]]: value } };
  }
}

class Translation {
  readonly lookups: mongo.BSON.Document[] = [];
  readonly #place: ExpressionContext;

  constructor(
    readonly scheme: Scheme,
    readonly links: Links,
  ) {
    this.#place = { root: '$search', depth: 0, column: (name) => this.#column(name) };
  }

  #column(name: string): string {
    return columnPath(this.scheme.declaration, name);
  }

  filter(term: Term): Filter {
    switch (term.kind) {
      case 'all':
        return this.#together('$and', term);
      case 'any':
        return this.#together('$or', term);
      case 'not':
        return { $nor: [this.filter(term.term)] };
      case 'compare':
        if ('search' in term.field) return this.#search(term);
        return columnFilter(this.#column(term.field.column), term.operator, term.value);
      case 'in':
        if ('search' in term.field) return this.#search(term);
        return { [this.#column(term.field.column)]: { $in: [...term.values] } };
      case 'present':
        return this.#present(term.field);
      case 'element':
        return this.#search(term);
      case 'facet':
        return this.#facet(term);
      case 'linked':
        return this.#linked(term);
    }
  }

  #search(term: Term): Filter {
    return { $expr: expressionOf(term, this.#place) };
  }

  /** Nested lists of the same kind become one: MongoDB allows no more than 100 levels. */
  #together(operator: '$and' | '$or', term: Extract<Term, { kind: 'all' | 'any' }>): Filter {
    const flat: Term[] = [];
    const queue = [...term.terms].reverse();
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      if (one.kind === term.kind && 'terms' in one) queue.push(...[...one.terms].reverse());
      else flat.push(one);
    }
    const asked = term.kind === 'all' ? flat.filter((one) => !this.#implied(one, flat)) : flat;
    const filters = asked.map((one) => this.filter(one));
    const [only] = filters;
    if (only === undefined) return operator === '$and' ? {} : NOTHING;
    return filters.length === 1 ? only : { [operator]: filters };
  }

  /**
   * A facet lies under the value of the scope's column, so it says that equality already, and has
   * the better index.
   */
  #implied(term: Term, beside: readonly Term[]): boolean {
    if (term.kind !== 'compare' || term.operator !== 'eq' || 'search' in term.field) return false;
    const { searchScope } = this.scheme.declaration;
    if (term.field.column !== searchScope) return false;
    return beside.some((one) => one.kind === 'facet' && one.scope === term.value);
  }

  #present(field: Field): Filter {
    if ('search' in field) return this.#search({ kind: 'present', field });
    return { [this.#column(field.column)]: { $exists: true, $nin: ['', null, []] } };
  }

  #facet({ scope, name, operator, value }: Extract<Term, { kind: 'facet' }>): Filter {
    const key = facetKey(scope, name, value);
    if (operator === 'eq') return { facets: { $eq: key } };
    // both ends must hold for the same facet, which is what $elemMatch says; the index is walked
    // between them
    return { facets: { $elemMatch: prefixBounds(key) } };
  }

  #linked(term: Linked): Filter {
    const local = this.#column(term.local);
    const values = this.links.get(term);
    if (values !== undefined) return { [local]: { $in: [...values] } };
    const other = this.scheme.others(term.collection);
    const foreign = columnPath(other, term.foreign);
    const as = `_linked${this.lookups.length}`;
    this.lookups.push({
      $lookup: {
        from: collectionName(other),
        let: { local: `$${local}` },
        pipeline: [
          {
            $match: {
              $and: [
                // two absent values are equal in an expression, and nowhere else
                { [foreign]: { $exists: true } },
                { $expr: { $eq: [`$${foreign}`, '$$local'] } },
                linkedFilter(term, this.scheme.others),
              ],
            },
          },
          { $limit: 1 },
          { $project: { _id: 1 } },
        ],
        as,
      },
    });
    return { [as]: { $ne: [] } };
  }
}

/**
 * The condition on the other collection's rows. Column comparisons only, so it never asks a third
 * one.
 */
export function linkedFilter(term: Linked, others: Scheme['others']): Filter {
  const scheme = { declaration: others(term.collection), others };
  const inside = translate(term.where, scheme, new Map());
  if (inside.lookups.length > 0) throw new TypeError('A linked term cannot hold another one.');
  return inside.filter;
}

export function translate(term: Term, scheme: Scheme, links: Links): Condition {
  const translation = new Translation(scheme, links);
  const filter = translation.filter(term);
  return { filter, lookups: translation.lookups };
}

/** Every linked term inside, at any depth. */
export function linkedTerms(term: Term): Linked[] {
  switch (term.kind) {
    case 'all':
    case 'any':
      return term.terms.flatMap(linkedTerms);
    case 'not':
      return linkedTerms(term.term);
    case 'linked':
      return [term];
    default:
      return [];
  }
}

/** The driver's type for filters knows each field of a row; ours are made from declarations. */
export function asDriverFilter(filter: Filter): mongo.Filter<Row> {
  return filter as mongo.Filter<Row>;
}
