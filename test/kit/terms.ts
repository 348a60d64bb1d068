import fc from 'fast-check';
import type { GroupMember, ScimUser, Searchable, SearchValue, Sort, Term } from '#store/index.js';
import type { StoredRow, Dataset } from './oracle.js';
import { sampleGroupMember, sampleUser } from './samples.js';

/** Generated worlds of users and memberships and terms about them, made so that answers are seldom empty. */
export const CONNECTION = 'connection-1';

const text = fc.constantFrom(
  '',
  'a',
  'ab',
  'b',
  'ba',
  'A',
  'ä',
  'ae\u0301',
  'ß',
  '\u{1F600}',
  '\uffee',
  '日本',
  "it's",
  '"q"',
  '\\',
  '%',
  '_',
  '.*',
  '$a',
  '__proto__',
  'constructor',
  '5',
  'true',
  'null',
  '[]',
  '{}',
  '["a"]',
  '{"value":"a"}',
  ' ',
);
const number = fc.constantFrom(-1, 0, 1, 1.5, 2, 5, 10, 1e15);
const scalar = fc.oneof(text, number, fc.boolean());

const email = fc.record(
  {
    value: text,
    type: fc.constantFrom('work', 'home'),
    primary: fc.boolean(),
    postalCode: text,
    tags: fc.array(text),
  },
  { requiredKeys: [] },
);

/** Of an extension. */
const ALIAS = 'urn:example:2_0:Badge';

const search = fc.record(
  {
    title: text,
    age: number,
    flag: fc.boolean(),
    mixed: fc.oneof(scalar, fc.array(text, { maxLength: 2 }), fc.constant({})),
    name: fc.record({ givenName: text, family: text }, { requiredKeys: [] }),
    emails: fc.array(email, { maxLength: 3 }),
    tags: fc.array(scalar, { maxLength: 3 }),
    constructor: text,
    [ALIAS]: fc.record({ doorNumber: scalar, doors: fc.array(text) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
) as unknown as fc.Arbitrary<{ readonly [name: string]: SearchValue }>;

const facet = fc.tuple(fc.constantFrom('emails.value', 'title'), text);

const user = fc.record({
  displayNameKey: fc.option(text, { nil: undefined }),
  externalId: fc.option(text, { nil: undefined }),
  active: fc.boolean(),
  version: fc.integer({ min: 1, max: 4 }),
  said: fc.constantFrom<Said>('same', 'capitals', 'other'),
  searchable: fc.option(fc.record({ search, facets: fc.array(facet, { maxLength: 3 }) }), {
    nil: undefined,
    freq: 10,
  }),
});

/** How the record says what it is searched by: to the letter, in capitals of ASCII, or not at all. */
type Said = 'same' | 'capitals' | 'other';

function saidOf(value: SearchValue, said: Said): SearchValue {
  if (typeof value === 'string') {
    return said === 'capitals' ? value.replace(/[a-z]/g, (letter) => letter.toUpperCase()) : value;
  }
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as SearchValue[]).map((one) => saidOf(one, said));
  const entries = Object.entries(value).map(([name, one]) => [name, saidOf(one, said)] as const);
  return Object.fromEntries(entries);
}

function partsOf(found: Searchable | undefined, said: Said) {
  if (found === undefined || said === 'other') return { attributes: {}, extensions: {} };
  const { [ALIAS]: extension, ...attributes } = found.search;
  return {
    attributes: saidOf(attributes, said) as ScimUser['attributes'],
    extensions: extension === undefined ? {} : { [ALIAS]: saidOf(extension, said) as object },
  } as Pick<ScimUser, 'attributes' | 'extensions'>;
}

const membership = fc.record({
  user: fc.nat({ max: 11 }),
  groupId: fc.constantFrom('group-1', 'group-2'),
  type: fc.constantFrom('User' as const, 'Group' as const),
});

function userId(at: number): string {
  return `user-${String(at).padStart(2, '0')}`;
}

export const datasets: fc.Arbitrary<Dataset> = fc
  .tuple(
    fc.array(user, { minLength: 4, maxLength: 12 }),
    fc.uniqueArray(membership, {
      maxLength: 8,
      selector: (one) => `${String(one.user)} ${one.groupId}`,
    }),
  )
  .map(([users, memberships]) => ({
    'scim-users': users.map(
      ({ searchable, said, displayNameKey, externalId, ...rest }, at): StoredRow => {
        const record: ScimUser = sampleUser({
          id: userId(at),
          connectionId: CONNECTION,
          userNameKey: userId(at),
          ...partsOf(searchable, said),
          ...rest,
          ...(displayNameKey !== undefined && { displayNameKey }),
          ...(externalId !== undefined && { externalId }),
        });
        return { record, scope: CONNECTION, ...(searchable !== undefined && { searchable }) };
      },
    ),
    'group-members': memberships.map((one, at): StoredRow => {
      const record: GroupMember = sampleGroupMember({
        id: `membership-${String(at)}`,
        groupId: one.groupId,
        memberId: userId(one.user),
        type: one.type,
      });
      return { record };
    }),
  }));

const textColumn = fc.constantFrom('id', 'userNameKey', 'displayNameKey', 'externalId');
const column = fc.oneof(textColumn, fc.constantFrom('active', 'version')).map((name) => ({
  column: name,
}));
const path = fc.constantFrom(
  ['title'],
  ['age'],
  ['flag'],
  ['mixed'],
  ['name', 'givenName'],
  [ALIAS],
  [ALIAS, 'doorNumber'],
  ['name'],
  ['emails'],
  ['tags'],
  ['nothing'],
  ['emails', 'value'],
  ['constructor'],
  ['__proto__'],
  ['toString'],
);
const elementPath = fc.constantFrom<string[]>(
  [],
  ['value'],
  ['type'],
  ['primary'],
  ['postalCode'],
  ['tags'],
  ['no'],
);

const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le' as const);

function leaf(field: fc.Arbitrary<{ column: string } | { search: string[] }>) {
  return fc.oneof(
    fc.record({ kind: fc.constant('compare' as const), field, operator, value: scalar }),
    fc.record({ kind: fc.constant('present' as const), field }),
    fc.record({
      kind: fc.constant('in' as const),
      field,
      values: fc.array(scalar, { maxLength: 4 }),
    }),
  );
}

function logic(one: fc.Arbitrary<Term>): fc.Arbitrary<Term> {
  return fc.oneof(
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      terms: fc.array(one, { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), term: one }),
  );
}

/** What is asked of an element; the deeper one asks for the elements of an array inside of it. */
const elementTerm: fc.Arbitrary<Term> = leaf(elementPath.map((search) => ({ search })));
const nestedTerm: fc.Arbitrary<Term> = fc.oneof(
  elementTerm,
  logic(elementTerm),
  fc.record({
    kind: fc.constant('element' as const),
    path: fc.constant(['tags']),
    where: leaf(fc.constant({ search: [] as string[] })),
  }),
);

const recordTerm: fc.Arbitrary<Term> = fc.oneof(
  leaf(column),
  leaf(path.map((search) => ({ search: [...search] }))),
  fc.record({
    kind: fc.constant('element' as const),
    path: fc.constantFrom<string[]>(['emails'], ['tags'], ['mixed'], ['title'], [ALIAS, 'doors']),
    where: nestedTerm,
  }),
  fc.record({
    kind: fc.constant('facet' as const),
    scope: fc.constantFrom(CONNECTION, CONNECTION, CONNECTION, 'another'),
    name: fc.constantFrom('emails.value', 'title'),
    operator: fc.constantFrom('eq' as const, 'sw' as const),
    value: text,
  }),
  fc.record({
    kind: fc.constant('linked' as const),
    collection: fc.constant('group-members'),
    foreign: fc.constant('memberId'),
    local: fc.constant('id'),
    where: fc.oneof(
      fc.record({
        kind: fc.constant('compare' as const),
        field: fc.constant({ column: 'groupId' }),
        operator: fc.constantFrom('eq' as const, 'ne' as const),
        value: fc.constantFrom('group-1', 'group-2'),
      }),
      fc.constant<Term>({
        kind: 'not',
        term: {
          kind: 'compare',
          field: { column: 'type' },
          operator: 'eq',
          value: 'User',
        },
      }),
    ),
  }),
);

export const terms: fc.Arbitrary<Term> = fc.oneof(
  { weight: 3, arbitrary: recordTerm },
  { weight: 2, arbitrary: logic(recordTerm) },
  { weight: 1, arbitrary: logic(logic(recordTerm)) },
);

/** Sort keys whose values are of one type; order between types is nobody's promise. */
export const sorts: fc.Arbitrary<Sort[]> = fc.array(
  fc.record({
    field: fc.constantFrom<Sort['field']>(
      { column: 'displayNameKey' },
      { column: 'externalId' },
      { column: 'version' },
      { column: 'active' },
      { column: 'userNameKey' },
      { search: ['title'] },
      { search: ['age'] },
      { search: ['name', 'family'] },
      { search: ['name', 'givenName'] },
    ),
    descending: fc.boolean(),
  }),
  { maxLength: 2 },
);
