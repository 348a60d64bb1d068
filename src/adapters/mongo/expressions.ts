import type { Comparison, Field, Scalar, Sort, Term } from '#store/index.js';

/**
 * An aggregation expression. Values of clients are always inside of `$literal`, so that nothing of
 * theirs is ever code.
 */
export type Expression = Readonly<Record<string, unknown>> | boolean | string;

/** Where search paths start: the record's search document, or the element at hand. */
export interface ExpressionContext {
  /** `$search` or `$$e1`, `$$e2` … */
  readonly root: string;
  readonly depth: number;
  /** a declared column's path in the database */
  readonly column: (name: string) => string;
}

const BSON_SCALARS = ['string', 'bool', 'int', 'long', 'double', 'decimal'];
const OPERATORS = { gt: '$gt', ge: '$gte', lt: '$lt', le: '$lte' } as const;

export function literal(value: unknown): Expression {
  return { $literal: value };
}

/**
 * A path below `root`. Names with a dot, a leading `$`, a NUL or nothing in them cannot be
 * addressed and are refused.
 */
function below(root: string, path: readonly string[]): string {
  for (const name of path) {
    if (name === '' || name.startsWith('$') || name.includes('.') || name.includes('\0')) {
      throw new TypeError(`A search path cannot hold the name ${JSON.stringify(name)}.`);
    }
  }
  return [root, ...path].join('.');
}

export function fieldReference(place: ExpressionContext, field: Field): string {
  if ('column' in field) return `$${place.column(field.column)}`;
  return below(place.root, field.search);
}

/**
 * MongoDB's paths walk into arrays and collect; ours do not. True when everything above the last
 * name is an object.
 */
function parentsAreObjects(root: string, path: readonly string[]): Expression[] {
  return path.slice(0, -1).map((_, index) => {
    const parent = below(root, path.slice(0, index + 1));
    return { $eq: [{ $type: parent }, 'object'] };
  });
}

function hasTypeOf(reference: string, value: Scalar): Expression {
  if (typeof value === 'number') return { $isNumber: reference };
  return { $eq: [{ $type: reference }, typeof value === 'string' ? 'string' : 'bool'] };
}

function isText(reference: string): Expression {
  return { $eq: [{ $type: reference }, 'string'] };
}

/**
 * The least text above all that start with `prefix`, in the order of code points; undefined when
 * there is none. Lone surrogates cannot be kept, so the step from U+D7FF goes to U+E000.
 */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix].map((character) => character.codePointAt(0) ?? 0);
  while (points.length > 0) {
    const last = points.pop() ?? 0;
    if (last >= 0x10ffff) continue;
    const next = last >= 0xd7ff && last < 0xe000 ? 0xe000 : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}

function startsWith(reference: string, prefix: string): Expression {
  const above = afterPrefix(prefix);
  const bounds: Expression[] = [{ $gte: [reference, literal(prefix)] }];
  if (above !== undefined) bounds.push({ $lt: [reference, literal(above)] });
  return { $and: [isText(reference), ...bounds] };
}

function endsWith(reference: string, ending: string): Expression {
  const length = [...ending].length;
  return {
    $let: {
      vars: { start: { $subtract: [{ $strLenCP: reference }, length] } },
      in: {
        $and: [
          { $gte: ['$$start', 0] },
          {
            $eq: [
              { $indexOfCP: [reference, literal(ending), { $max: ['$$start', 0] }] },
              '$$start',
            ],
          },
        ],
      },
    },
  };
}

/**
 * One comparison, strict about types: `false` for something absent or of another type, except `ne`.
 */
export function comparison(reference: string, operator: Comparison, value: Scalar): Expression {
  switch (operator) {
    case 'eq':
      return { $eq: [reference, literal(value)] };
    case 'ne':
      return { $ne: [reference, literal(value)] };
    case 'co':
    case 'ew': {
      if (typeof value !== 'string') return false;
      if (value === '') return isText(reference);
      const found: Expression =
        operator === 'ew'
          ? endsWith(reference, value)
          : { $gte: [{ $indexOfCP: [reference, literal(value)] }, 0] };
      // $cond, because only that promises not to look at the branch it does not take
      return { $cond: [isText(reference), found, false] };
    }
    case 'sw':
      return typeof value === 'string' ? startsWith(reference, value) : false;
    default:
      return {
        $and: [hasTypeOf(reference, value), { [OPERATORS[operator]]: [reference, literal(value)] }],
      };
  }
}

function present(context: ExpressionContext, field: Field): Expression {
  const reference = fieldReference(context, field);
  const parents = 'search' in field ? parentsAreObjects(context.root, field.search) : [];
  const empty = { $in: [reference, literal(['', null, [], {}])] };
  return { $and: [...parents, { $ne: [{ $type: reference }, 'missing'] }, { $not: [empty] }] };
}

function someElement(context: ExpressionContext, path: readonly string[], where: Term): Expression {
  const list = below(context.root, path);
  const as = `e${context.depth + 1}`;
  const inside = expressionOf(where, { ...context, root: `$$${as}`, depth: context.depth + 1 });
  const isList = { $and: [...parentsAreObjects(context.root, path), { $isArray: [list] }] };
  return {
    $anyElementTrue: [{ $map: { input: { $cond: [isList, list, []] }, as, in: inside } }],
  };
}

/**
 * A term on the search document as an expression. Facets and links have indexes and are no business
 * of an element.
 */
export function expressionOf(term: Term, context: ExpressionContext): Expression {
  switch (term.kind) {
    case 'all':
      return { $and: term.terms.map((one) => expressionOf(one, context)) };
    case 'any':
      return { $or: term.terms.map((one) => expressionOf(one, context)) };
    case 'not':
      return { $not: [expressionOf(term.term, context)] };
    case 'compare':
      return comparison(fieldReference(context, term.field), term.operator, term.value);
    case 'in':
      return { $in: [fieldReference(context, term.field), literal([...term.values])] };
    case 'present':
      return present(context, term.field);
    case 'element':
      return someElement(context, term.path, term.where);
    case 'facet':
    case 'linked':
      throw new TypeError(`A term of the kind ${term.kind} cannot be asked of an element.`);
  }
}

/** The value to sort by: scalars as they are; whatever else is there, or nothing, is null. */
export function sortValue(place: ExpressionContext, { field, firstOf }: Sort): Expression {
  const own = scalarAt(fieldReference(place, field));
  if (firstOf === undefined) return own;
  const list = below(place.root, firstOf.list);
  const first = { $arrayElemAt: [{ $cond: [{ $isArray: [list] }, list, []] }, 0] };
  const ofFirst = { vars: { first }, in: scalarAt(below('$$first', firstOf.search)) };
  const isMissing = { $eq: [{ $type: below(place.root, firstOf.unless) }, 'missing'] };
  return { $cond: [isMissing, { $let: ofFirst }, own] };
}

function scalarAt(reference: string): Expression {
  return { $cond: [{ $in: [{ $type: reference }, literal(BSON_SCALARS)] }, reference, null] };
}
