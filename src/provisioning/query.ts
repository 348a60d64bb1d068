import {
  badRequest,
  evaluate,
  subAttribute,
  type AttributeDefinition,
  type ResolvedFilter,
  type ResolvedPath,
  type ResourceType,
  type Sort,
} from '@muster/scim';
import {
  isHeldRow,
  type Comparison,
  type Field,
  type Scalar,
  type Sort as StoreSort,
  type Term,
} from '#store/index.js';
import { aliasOf } from './resources.js';
import {
  comparable,
  facetOf,
  SORT_VALUES,
  MAX_FACET_LENGTH,
  sortableInstant,
} from './searchables.js';

/** Turns what SCIM asks into what the store is asked. Adapters never see a SCIM name, and nothing is filtered in memory. */
export interface Translation {
  /** facets are kept per connection */
  readonly connectionId: string;
  /** its name is what meta.resourceType is here, its schemas are what `schemas` may be */
  readonly type: ResourceType;
  /** what the provider sees of the records, where it does not see all of them */
  readonly seen?: Term;
  /** top-level attributes that are columns */
  readonly columns: Readonly<Record<string, string>>;
  /** the attribute that is membership rows: `groups` of a user, `members` of a group */
  readonly linked: { readonly attribute: string } & Readonly<{
    /** column of group-members that holds this resource's id, and the one that holds the other's */
    own: string;
    other: string;
    /** sub-attributes beside `value` that the rows have as columns */
    columns: Readonly<Record<string, string>>;
  }>;
}

const META_COLUMNS: Readonly<Record<string, string>> = {
  lastModified: 'updatedAt',
  created: 'createdAt',
};

/** @throws ScimError 400 invalidFilter for what the store cannot be asked */
export function toTerm(filter: ResolvedFilter, translation: Translation): Term {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const terms = filter.filters.map((inner) => toTerm(inner, translation));
      return { kind: filter.kind === 'and' ? 'all' : 'any', terms };
    }
    case 'not':
      return { kind: 'not', term: toTerm(filter.filter, translation) };
    case 'nothing':
      return { kind: 'any', terms: [] };
    case 'compare':
    case 'present':
    case 'has':
      return ofAttribute(filter, translation);
  }
}

type OfAttribute = Extract<ResolvedFilter, { kind: 'compare' | 'present' | 'has' }>;

function ofAttribute(filter: OfAttribute, translation: Translation): Term {
  if (isSchemas(filter.at)) return schemasTerm(filter, translation);
  switch (filter.kind) {
    case 'compare':
      return compare(filter, translation);
    case 'present':
      return present(filter.at, translation);
    case 'has':
      return has(filter, translation);
  }
}

function isSchemas({ schema, attribute }: ResolvedPath): boolean {
  return schema === undefined && attribute.name === 'schemas';
}

/**
 * `schemas` is not kept: every record has the URN of its type, and that of an extension where it has something of it. One of them must
 * meet the filter.
 */
function schemasTerm(filter: OfAttribute, { type }: Translation): Term {
  const isMetBy = (urn: string) => evaluate(filter, { schemas: [urn] });
  if (isMetBy(type.core.id)) return { kind: 'all', terms: [] };
  const extensions = type.extensions.filter(({ id }) => isMetBy(id));
  const terms = extensions.map(({ id }): Term => {
    return { kind: 'present', field: { search: [aliasOf(id)] } };
  });
  return { kind: 'any', terms };
}

type Compare = Extract<ResolvedFilter, { kind: 'compare' }>;

function compare({ at, operator, value }: Compare, translation: Translation): Term {
  const { attribute, sub } = at;
  const leaf = sub ?? attribute;
  if (isLinked(at, translation)) {
    return linkedCompare(sub?.name ?? 'value', operator, value, translation);
  }
  refuseDerived(attribute, leaf);
  const literal = literalOf(leaf, value);
  if (attribute.name === 'meta') return metaCompare(leaf, operator, literal, translation);
  const column = at.schema || sub ? undefined : translation.columns[attribute.name];
  if (column) return { kind: 'compare', field: { column }, operator, value: literal };
  const facet = facetTerm(at, operator, literal, translation);
  if (facet) return facet;
  const base = pathOf(at);
  if (!attribute.multiValued) {
    const field = { search: sub ? [...base, sub.name] : base };
    return { kind: 'compare', field, operator, value: literal };
  }
  const where: Term = {
    kind: 'compare',
    field: { search: sub ? [sub.name] : [] },
    operator,
    value: literal,
  };
  const anyMatches: Term = { kind: 'element', path: base, where };
  // no value at all is unequal to any
  return operator === 'ne'
    ? { kind: 'any', terms: [anyMatches, absent({ search: base })] }
    : anyMatches;
}

function metaCompare(
  leaf: AttributeDefinition,
  operator: Comparison,
  value: Scalar,
  { type }: Translation,
): Term {
  if (leaf.name === 'resourceType' && (operator === 'eq' || operator === 'ne')) {
    const same = value === comparable(leaf, type.definition.name);
    return { kind: same === (operator === 'eq') ? 'all' : 'any', terms: [] };
  }
  const column = META_COLUMNS[leaf.name];
  if (column) return { kind: 'compare', field: { column }, operator, value };
  throw badRequest(
    'invalidFilter',
    `meta.${leaf.name} cannot be filtered by; meta.lastModified can`,
  );
}

/** Equality and beginnings of indexed values are look-ups. */
function facetTerm(
  at: ResolvedPath,
  operator: Comparison,
  value: Scalar,
  { connectionId }: Translation,
): Term | undefined {
  if (operator !== 'eq' && operator !== 'sw') return undefined;
  if (typeof value !== 'string' || value.length > MAX_FACET_LENGTH || value === '')
    return undefined;
  const facet = facetOf(at.attribute, at.schema?.id);
  if (!facet || facet.sub !== at.sub?.name) return undefined;
  return { kind: 'facet', scope: connectionId, name: facet.name, operator, value };
}

function present(at: ResolvedPath, translation: Translation): Term {
  const { attribute, sub } = at;
  if (isLinked(at, translation)) {
    const column = sub && sub.name !== 'value' ? rowColumn(sub.name, translation) : undefined;
    return linked(column ? { kind: 'present', field: { column } } : EVERY_ROW, translation);
  }
  if (sub) refuseDerived(attribute, sub);
  if (attribute.name === 'meta' || attribute.name === 'id') return { kind: 'all', terms: [] };
  const column = at.schema || sub ? undefined : translation.columns[attribute.name];
  if (column) return { kind: 'present', field: { column } };
  const base = pathOf(at);
  const kept = (attribute.subAttributes ?? []).filter((one) => !isDerived(attribute, one));
  const names = sub ? [sub.name] : kept.map(({ name }) => name);
  const inside = (prefix: readonly string[]): Term =>
    names.length === 0
      ? { kind: 'present', field: { search: prefix } }
      : {
          kind: 'any',
          terms: names.map((name): Term => ({
            kind: 'present',
            field: { search: [...prefix, name] },
          })),
        };
  return attribute.multiValued ? { kind: 'element', path: base, where: inside([]) } : inside(base);
}

function has(filter: Extract<ResolvedFilter, { kind: 'has' }>, translation: Translation): Term {
  const { at } = filter;
  if (isLinked(at, translation)) return linked(rowTerm(filter.filter, translation), translation);
  const element: Term = {
    kind: 'element',
    path: pathOf(at),
    where: elementTerm(at.attribute, filter.filter),
  };
  const narrowing = valuesOf(filter.filter).flatMap(
    ({ at: inner, value }) =>
      facetTerm(
        at.attribute.type === 'complex' ? { ...at, sub: inner.attribute } : at,
        'eq',
        literalOf(inner.attribute, value),
        translation,
      ) ?? [],
  );
  // the index narrows, the document decides
  return narrowing.length ? { kind: 'all', terms: [...narrowing, element] } : element;
}

/** The `value eq "…"` that every match must meet. */
function valuesOf(filter: ResolvedFilter): Compare[] {
  if (filter.kind === 'and') return filter.filters.flatMap(valuesOf);
  const equal = filter.kind === 'compare' && filter.operator === 'eq';
  return equal && filter.at.attribute.name === 'value' ? [filter] : [];
}

function elementTerm(owner: AttributeDefinition, filter: ResolvedFilter): Term {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return {
        kind: filter.kind === 'and' ? 'all' : 'any',
        terms: filter.filters.map((inner) => elementTerm(owner, inner)),
      };
    case 'not':
      return { kind: 'not', term: elementTerm(owner, filter.filter) };
    case 'compare': {
      const { attribute } = filter.at;
      refuseDerived(owner, attribute);
      const field = { search: elementPath(owner, attribute) };
      const value = literalOf(attribute, filter.value);
      return { kind: 'compare', field, operator: filter.operator, value };
    }
    case 'present':
      refuseDerived(owner, filter.at.attribute);
      return { kind: 'present', field: { search: elementPath(owner, filter.at.attribute) } };
    case 'nothing':
    case 'has':
      return { kind: 'any', terms: [] };
  }
}

/** Of a simple value, which is its own `value`, nothing. */
function elementPath(owner: AttributeDefinition, { name }: AttributeDefinition): string[] {
  return owner.type === 'complex' ? [name] : [];
}

const EVERY_ROW: Term = { kind: 'all', terms: [] };

function isLinked(at: ResolvedPath, { linked }: Translation): boolean {
  return at.schema === undefined && at.attribute.name === linked.attribute;
}

function linked(where: Term, { linked: { own } }: Translation): Term {
  // what the brake on mass changes holds, the provider does not see
  const seen: Term = { kind: 'all', terms: [where, { kind: 'not', term: isHeldRow }] };
  return { kind: 'linked', collection: 'group-members', foreign: own, local: 'id', where: seen };
}

function linkedCompare(
  name: string,
  operator: Comparison,
  value: Scalar,
  translation: Translation,
): Term {
  const field = { column: rowColumn(name, translation) };
  const anyMatches = linked({ kind: 'compare', field, operator, value }, translation);
  if (operator !== 'ne') return anyMatches;
  return {
    kind: 'any',
    terms: [anyMatches, { kind: 'not', term: linked(EVERY_ROW, translation) }],
  };
}

function rowTerm(filter: ResolvedFilter, translation: Translation): Term {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return {
        kind: filter.kind === 'and' ? 'all' : 'any',
        terms: filter.filters.map((inner) => rowTerm(inner, translation)),
      };
    case 'not':
      return { kind: 'not', term: rowTerm(filter.filter, translation) };
    case 'compare': {
      const column = rowColumn(filter.at.attribute.name, translation);
      const { operator, value } = filter;
      return { kind: 'compare', field: { column }, operator, value };
    }
    case 'present':
      return {
        kind: 'present',
        field: { column: rowColumn(filter.at.attribute.name, translation) },
      };
    case 'nothing':
    case 'has':
      return { kind: 'any', terms: [] };
  }
}

function rowColumn(name: string, { linked }: Translation): string {
  const column = name === 'value' ? linked.other : linked.columns[name];
  if (column) return column;
  const known = ['value', ...Object.keys(linked.columns)].join(', ');
  throw badRequest(
    'invalidFilter',
    `${linked.attribute}.${name} cannot be filtered by; ${known} can`,
  );
}

/**
 * `$ref` and the name of what it refers to are made when a resource is shown and never kept, so no store can be asked for them.
 */
function isDerived(owner: AttributeDefinition, { name, mutability }: AttributeDefinition): boolean {
  return name === '$ref' || (mutability === 'readOnly' && !!subAttribute(owner, '$ref'));
}

function refuseDerived(owner: AttributeDefinition, leaf: AttributeDefinition): void {
  if (leaf !== owner && isDerived(owner, leaf)) {
    throw badRequest(
      'invalidFilter',
      `${leaf.name} cannot be filtered by; the value beside it can`,
    );
  }
}

function absent(field: Field): Term {
  return { kind: 'not', term: { kind: 'present', field } };
}

function pathOf({ schema, attribute }: ResolvedPath): string[] {
  return schema ? [aliasOf(schema.id), attribute.name] : [attribute.name];
}

function literalOf(leaf: AttributeDefinition, value: Scalar): Scalar {
  if (leaf.type === 'dateTime' && typeof value === 'number') return sortableInstant(value);
  return typeof value === 'string' ? comparable(leaf, value) : value;
}

/** @throws ScimError 400 invalidValue for what the store cannot sort by */
export function toSort({ at, descending }: Sort, translation: Translation): StoreSort {
  const { attribute, sub } = at;
  if (isLinked(at, translation)) {
    throw badRequest(
      'invalidValue',
      `sortBy: ${attribute.name} is not sorted by; choose another one`,
    );
  }
  // the first one is the same of all, and what is equal follows the id
  if (isSchemas(at)) return { field: { column: 'id' } };
  if (attribute.name === 'meta') {
    const column = META_COLUMNS[sub?.name ?? ''];
    if (!column)
      throw badRequest('invalidValue', 'sortBy: of meta, lastModified and created can sort');
    return { field: { column }, descending };
  }
  const column = at.schema || sub ? undefined : translation.columns[attribute.name];
  if (column) return { field: { column }, descending };
  if (sub && isDerived(attribute, sub)) {
    const { name } = sub;
    throw badRequest(
      'invalidValue',
      `sortBy: ${name} is not sorted by; the value beside it can be`,
    );
  }
  const list = pathOf(at);
  const search = sub ? [sub.name] : [];
  if (!attribute.multiValued) return { field: { search: [...list, ...search] }, descending };
  const unless = [SORT_VALUES, ...list];
  return {
    field: { search: [...unless, ...search] },
    firstOf: { unless, list, search },
    descending,
  };
}
