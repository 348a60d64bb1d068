import type { ColumnType, Comparison, Field, Scalar, Sort, Term } from '#store/index.js';
import { COLUMN_FORMS, listOf, toSql } from './column-forms.js';
import type { SqlValue } from './driver.js';
import { facetKey, listedName } from './facet-keys.js';
import { jsonPath, prefixEnd } from './term-texts.js';
import { searchSql, toldPath } from './told-searches.js';
import { doesNotBegin, identifier, NUMBER, partBehind, tableNamed, type Table } from './schema.js';
import { numberSql, numbersSql } from './shared-texts.js';

/** Where search paths start: at a record's search document, or at an element of one of its arrays. */
interface Origin {
  /** SQL of a JSON text, or of NULL where there is none to look into */
  readonly json: string;
  /** alias of the `json_each` whose row is the element itself */
  readonly element?: string;
  /** of a record whose text may be looked into in place of a search document: SQL that is true there */
  readonly told?: string;
}

/** The record that columns, facets and links belong to. */
interface Subject {
  readonly table: Table;
  readonly alias: string;
  readonly origin?: Origin;
}

type ScalarType = 'text' | 'number' | 'boolean';

const JSON_TYPES: Readonly<Record<ScalarType, string>> = {
  text: `= 'text'`,
  number: `IN ('integer', 'real')`,
  boolean: `IN ('true', 'false')`,
};

/**
 * The plus before the value of `=` changes nothing in SQL. Without it SQLite 3.54 plans a statement with ORDER BY anew at each binding,
 * in case the value makes a key of the order constant: that costs more than most look-ups.
 */
const SIGNS = { eq: '= +', gt: '> ', ge: '>= ', lt: '< ', le: '<= ' } as const;

/**
 * How a record is asked for a facet that many have, while an index of the order is walked: by the key of the facet, in a list that
 * is made once, or in what the record says of itself.
 */
export type BroadFacets = ReadonlyMap<Term, 'key' | 'list' | 'document'>;

export function typeOf(value: Scalar): ScalarType {
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean';
}

/**
 * Writes terms as SQL with `?` for every value, which it collects in the order of the text. A comparison with something absent
 * is NULL in SQL; WHERE, AND and OR take that as false, and every `not` is written `IS NOT TRUE`, which makes it two-valued. So
 * no COALESCE stands between a column and its index.
 */
export class TermWriter {
  readonly parameters: SqlValue[] = [];
  readonly #root: Subject;
  /** of the record that is asked for */
  readonly #origin: Origin;
  #aliases = 0;

  /** `broad`: facets that many records have, and how each record is asked for them instead (facet-plans.ts) */
  constructor(
    table: Table,
    private readonly broad: BroadFacets = new Map(),
  ) {
    const { collection } = table;
    this.#origin = {
      json: searchSql('r', collection),
      ...(collection.toldAt && { told: 'r.search IS NULL' }),
    };
    this.#root = { table, alias: 'r', origin: this.#origin };
  }

  where(term: Term): string {
    return this.#write(term, this.#root);
  }

  /** SQL of a value to sort by: NULL unless it is a text, a number or a boolean. */
  sortValue({ field, firstOf }: Sort): string {
    if ('column' in field) return orderedColumn(this.#root, field.column);
    if (firstOf === undefined) return this.#scalar(field.search);
    // one after the other: parameters are in the order of the text
    const unless = `${this.#type(this.#origin, firstOf.unless)} IS NULL`;
    const ofFirst = this.#scalar(firstOf.list, firstOf.search);
    return `CASE WHEN ${unless} THEN ${ofFirst} ELSE ${this.#scalar(field.search)} END`;
  }

  /** `ofFirst`: the path is that of a list, and of its first element that is meant */
  #scalar(path: readonly string[], ofFirst?: readonly string[]): string {
    const { json } = this.#origin;
    const at = () => this.#path(this.#origin, path, ofFirst);
    const type = `json_type(${json}, ${at()})`;
    return `CASE WHEN ${type} IN ('array', 'object') THEN NULL ELSE json_extract(${json}, ${at()}) END`;
  }

  #write(term: Term, subject: Subject): string {
    switch (term.kind) {
      case 'all':
        return this.#joined(term.terms, ' AND ', '1', subject);
      case 'any':
        return this.#joined(term.terms, ' OR ', '0', subject);
      case 'not':
        return `((${this.#write(term.term, subject)}) IS NOT TRUE)`;
      case 'compare':
        return this.#compare(term.field, term.operator, term.value, subject);
      case 'in':
        return this.#in(term.field, term.values, subject);
      case 'present':
        return this.#present(term.field, subject);
      case 'element':
        return this.#element(term.path, term.where, subject);
      case 'facet':
        return this.#facet(term, subject);
      case 'linked':
        return this.#linked(term, subject);
    }
  }

  #joined(terms: readonly Term[], by: string, none: string, subject: Subject): string {
    if (terms.length === 0) return none;
    return `(${terms.map((term) => this.#write(term, subject)).join(by)})`;
  }

  #compare(field: Field, operator: Comparison, value: Scalar, subject: Subject): string {
    if (operator === 'ne') return `((${this.#compare(field, 'eq', value, subject)}) IS NOT TRUE)`;
    const type = typeOf(value);
    if ('column' in field) return this.#compareColumn(field.column, operator, value, subject);
    const origin = this.#originOf(subject);
    const isType = `${this.#type(origin, field.search)} ${JSON_TYPES[type]}`;
    return `(${isType} AND ${this.#operation(() => this.#value(origin, field.search), operator, value)})`;
  }

  #compareColumn(
    name: string,
    operator: Exclude<Comparison, 'ne'>,
    value: Scalar,
    subject: Subject,
  ): string {
    const left = column(subject, name);
    const type = columnType(subject, name);
    if (COLUMN_FORMS[type].holds !== typeOf(value)) return '0';
    if (type === 'shared') return this.#compareShared(left, operator, value);
    if (type === 'uuid') return this.#compareUuid(left, operator, value);
    const operation = this.#operation(() => left, operator, value);
    if (operator !== 'eq') return operation;
    return narrowed(this.#behind(operation, name, value, subject), subject, name, [value]);
  }

  /** Those of an order, and of parts of a text, ask the texts themselves: there are few of them. */
  #compareShared(left: string, operator: Exclude<Comparison, 'ne'>, value: Scalar): string {
    if (operator === 'eq') return this.#isShared(left, value);
    if (operator === 'gt' && value === '') return `${left} > 0`;
    return `${left} IN ${numbersSql(this.#operation(() => 'text', operator, value))}`;
  }

  #isShared(left: string, value: Scalar): string {
    return `${left} = ${numberSql(`+${this.#parameter(toSql(value))}`)}`;
  }

  #compareUuid(left: string, operator: Exclude<Comparison, 'ne'>, value: Scalar): string {
    if (operator === 'co' || operator === 'sw' || operator === 'ew') {
      throw new TypeError('No part of a UUID is asked for.');
    }
    return `${left} ${SIGNS[operator]}${this.#parameter(COLUMN_FORMS.uuid.encode(value))}`;
  }

  /** Of a column of which an index keeps only a part, that part is said as well, so that SQLite may use it. */
  #behind(condition: string, name: string, value: Scalar, subject: Subject): string {
    const mark = subject.table.behind.get(name);
    if (mark === undefined) return condition;
    const text = String(value);
    const part = text.slice(text.indexOf(mark) + 1);
    const left = partBehind(column(subject, name), mark);
    return `(${condition} AND ${left} ${SIGNS.eq}${this.#parameter(part)})`;
  }

  /** `left` is written anew for each use, because it may bring a parameter with it. */
  #operation(left: () => string, operator: Exclude<Comparison, 'ne'>, value: Scalar): string {
    if (operator === 'co' || operator === 'sw' || operator === 'ew') {
      return typeof value === 'string' ? this.#textOperation(left, operator, value) : '0';
    }
    return `${left()} ${SIGNS[operator]}${this.#parameter(toSql(value))}`;
  }

  #textOperation(left: () => string, operator: 'co' | 'sw' | 'ew', value: string): string {
    // every text contains, starts and ends with the empty one; NULL does not
    if (value === '') return `${left()} IS NOT NULL`;
    if (operator === 'co') return `instr(${left()}, ${this.#parameter(value)}) > 0`;
    if (operator === 'sw') return this.#startsWith(left, value);
    const length = String(Array.from(value).length);
    return `substr(${left()}, -${length}) = ${this.#parameter(value)}`;
  }

  /** As a range, so that an index serves it. */
  #startsWith(left: () => string, value: string): string {
    const from = `${left()} >= ${this.#parameter(value)}`;
    const end = prefixEnd(value);
    return end === undefined ? from : `(${from} AND ${left()} < ${this.#parameter(end)})`;
  }

  #in(field: Field, values: readonly Scalar[], subject: Subject): string {
    if ('column' in field) {
      const { holds } = COLUMN_FORMS[columnType(subject, field.column)];
      const [first, ...others] = values.filter((value) => typeOf(value) === holds);
      if (first === undefined) return '0';
      const few = [first, ...others];
      const condition = this.#isOneOf(field.column, few, subject);
      return narrowed(condition, subject, field.column, few);
    }
    const origin = this.#originOf(subject);
    const alternatives: string[] = [];
    for (const type of ['text', 'number', 'boolean'] as const) {
      const some = values.filter((value) => typeOf(value) === type);
      if (some.length === 0) continue;
      const isType = `${this.#type(origin, field.search)} ${JSON_TYPES[type]}`;
      const left = this.#value(origin, field.search);
      alternatives.push(`(${isType} AND ${left} IN ${this.#list(some)})`);
    }
    return alternatives.length === 0 ? '0' : `(${alternatives.join(' OR ')})`;
  }

  /** Of one value the question is the same as `eq`. */
  #isOneOf(name: string, values: readonly Scalar[], subject: Subject): string {
    const left = column(subject, name);
    const type = columnType(subject, name);
    const isShared = type === 'shared';
    const [first = ''] = values;
    if (values.length === 1) {
      return isShared
        ? this.#isShared(left, first)
        : `${left} ${SIGNS.eq}${this.#parameter(COLUMN_FORMS[type].encode(first))}`;
    }
    const list = this.#list(values, type);
    return `${left} IN ${isShared ? numbersSql(`text IN ${list}`) : list}`;
  }

  /** One parameter for any number of values, so that one prepared statement serves them all. */
  #list(values: readonly Scalar[], type: ColumnType = 'text'): string {
    const { sql, parameter } = listOf(type, values);
    this.#parameter(parameter);
    return sql;
  }

  #present(field: Field, subject: Subject): string {
    if ('column' in field) {
      const left = column(subject, field.column);
      const type = columnType(subject, field.column);
      if (type === 'shared') return `${left} > 0`;
      return COLUMN_FORMS[type].holds === 'text' ? `${left} <> ''` : `${left} IS NOT NULL`;
    }
    const origin = this.#originOf(subject);
    const type = () => this.#type(origin, field.search);
    const value = () => this.#value(origin, field.search);
    return (
      `CASE ${type()} WHEN 'null' THEN 0 WHEN 'text' THEN ${value()} <> ''` +
      ` WHEN 'array' THEN ${value()} <> '[]' WHEN 'object' THEN ${value()} <> '{}'` +
      ` ELSE ${type()} IS NOT NULL END`
    );
  }

  #element(path: readonly string[], where: Term, subject: Subject): string {
    const origin = this.#originOf(subject);
    const isArray = `${this.#type(origin, path)} = 'array'`;
    const alias = this.#alias();
    const each = `json_each(${origin.json}, ${this.#path(origin, path)}) AS ${alias}`;
    const inside: Origin = {
      // a text that is an element is no JSON, and SQLite's functions would stop at it
      json: `CASE ${alias}.type WHEN 'object' THEN ${alias}.value WHEN 'array' THEN ${alias}.value END`,
      element: alias,
      ...(origin.told && { told: origin.told }),
    };
    const condition = this.#write(where, { ...subject, origin: inside });
    // `= 1` keeps SQLite from turning EXISTS into a join: 3.53.0 (no longer 3.53.4) then counts a record once per matching
    // element when it passes over the rows of an OFFSET
    return `(${isArray} AND EXISTS (SELECT 1 FROM ${each} WHERE ${condition}) = 1)`;
  }

  #facet(term: Extract<Term, { kind: 'facet' }>, subject: Subject): string {
    const { facets, collection } = subject.table;
    if (facets === undefined) {
      throw new TypeError(`The collection "${collection.name}" has no facets.`);
    }
    const { alias } = subject;
    const way = this.broad.get(term);
    if (way === 'document') {
      const scope = this.#isOneOf(collection.searchScope ?? '', [term.scope], subject);
      const values = `json_each(${alias}.facets, ${this.#parameter(jsonPath([listedName(term.name)]))})`;
      const isIt = this.#facetIs('value', term.operator, term.value);
      return `(${scope} AND EXISTS (SELECT 1 FROM ${values} WHERE ${isIt}) = 1)`;
    }
    const key = facetKey(term.scope, term.name, term.value);
    const holders = `FROM ${facets} WHERE ${this.#facetIs('key', term.operator, key)}`;
    if (way === 'key') {
      return `(EXISTS (SELECT 1 ${holders} AND owner = ${alias}.${NUMBER}) = 1)`;
    }
    // the plus keeps SQLite from starting with the list
    return `${way === 'list' ? '+' : ''}${alias}.${NUMBER} IN (SELECT owner ${holders})`;
  }

  #facetIs(left: string, operator: 'eq' | 'sw', value: string): string {
    if (operator === 'eq') return `${left} = ${this.#parameter(value)}`;
    return this.#startsWith(() => left, value);
  }

  #linked(term: Extract<Term, { kind: 'linked' }>, subject: Subject): string {
    const other: Subject = { table: tableNamed(term.collection), alias: this.#alias() };
    const left = column(subject, term.local);
    const foreign = column(other, term.foreign);
    if (columnType(subject, term.local) !== columnType(other, term.foreign)) {
      throw new TypeError(`"${term.local}" and "${term.foreign}" are kept in different forms.`);
    }
    const condition = this.#write(term.where, other);
    const from = `${other.table.name} AS ${other.alias}`;
    return `${left} IN (SELECT ${foreign} FROM ${from} WHERE ${condition})`;
  }

  #type(origin: Origin, path: readonly string[]): string {
    if (path.length === 0 && origin.element !== undefined) return `${origin.element}.type`;
    return `json_type(${origin.json}, ${this.#path(origin, path)})`;
  }

  #value(origin: Origin, path: readonly string[]): string {
    if (path.length === 0 && origin.element !== undefined) return `${origin.element}.value`;
    return `json_extract(${origin.json}, ${this.#path(origin, path)})`;
  }

  /** Where a search document says it, or the text of the record. `ofFirst`: of the first element there. */
  #path(origin: Origin, path: readonly string[], ofFirst?: readonly string[]): string {
    const whole = (list: readonly string[], inside: readonly string[] | undefined): string =>
      jsonPath(list) + (inside ? `[0]${jsonPath(inside).slice(1)}` : '');
    const found = whole(path, ofFirst);
    if (origin.told === undefined) return this.#parameter(found);
    const toldAt = origin.element ? undefined : this.#root.table.collection.toldAt;
    const told = whole(toldPath(path, toldAt), ofFirst && toldPath(ofFirst));
    if (told === found) return this.#parameter(found);
    return `iif(${origin.told}, ${this.#parameter(told)}, ${this.#parameter(found)})`;
  }

  #originOf(subject: Subject): Origin {
    if (subject.origin !== undefined) return subject.origin;
    throw new TypeError('A linked record is asked for by its columns only.');
  }

  #parameter(value: SqlValue): string {
    this.parameters.push(value);
    return '?';
  }

  #alias(): string {
    this.#aliases += 1;
    return `e${String(this.#aliases)}`;
  }
}

/** Of values that an index of the column does not leave out, that is said as well, so that SQLite may use it. */
function narrowed(
  condition: string,
  subject: Subject,
  name: string,
  values: readonly Scalar[],
): string {
  const beginning = subject.table.excepted.get(name);
  if (beginning === undefined) return condition;
  if (values.some((value) => String(value).startsWith(beginning))) return condition;
  return `(${condition} AND ${doesNotBegin(column(subject, name), beginning)})`;
}

function columnType(subject: Subject, name: string): ColumnType {
  const type = subject.table.columns.get(name);
  if (type === undefined) {
    const { name: collection } = subject.table.collection;
    throw new TypeError(`"${name}" is not a column of the collection "${collection}".`);
  }
  if (type === 'digest') throw new TypeError(`Nothing is looked for by "${name}", a digest.`);
  return type;
}

function column(subject: Subject, name: string): string {
  columnType(subject, name);
  return `${subject.alias}.${identifier(name)}`;
}

/** @throws TypeError for a column whose kept values have another order */
function orderedColumn(subject: Subject, name: string): string {
  if (columnType(subject, name) === 'shared') {
    throw new TypeError(`Records are not put in the order of "${name}", which is shared by many.`);
  }
  return column(subject, name);
}
