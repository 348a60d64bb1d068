import fc from 'fast-check';
import { ENTERPRISE, GROUP, USER } from '../kit/application.js';

/** Users and filters by chance, made so that answers are seldom empty and texts are seldom tame. */
const text = fc.constantFrom(
  'a',
  'A',
  'ab',
  'Ab',
  'b',
  'ba',
  'ä',
  'Ä',
  'e\u0301',
  'é',
  'ß',
  'İ',
  'ı',
  'Σ',
  'ς',
  '日本',
  '\u{1F600}',
  '\uffee',
  "it's",
  '"q"',
  '\\',
  '%',
  '_',
  '.*',
  '$a',
  'true',
  '5',
  'null',
  '__proto__',
  'constructor',
  '["a"]',
  'a\tb',
  'x'.repeat(300),
  `${'x'.repeat(300)}y`,
);

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const multiValue = fc.record(
  {
    value: text,
    display: text,
    type: fc.constantFrom('work', 'home', 'WORK', 'other'),
  },
  { requiredKeys: ['value'] },
);

const address = fc.record(
  { locality: text, country: fc.constantFrom('US', 'JP'), type: fc.constantFrom('work', 'home') },
  { requiredKeys: ['locality'] },
);

/** At most one value is the primary one. */
const multiValues = (one: fc.Arbitrary<object>) =>
  optional(
    fc
      .tuple(fc.array(one, { minLength: 1, maxLength: 3 }), fc.nat({ max: 4 }))
      .map(([values, primary]) =>
        values.map((value, index) => (index === primary ? { ...value, primary: true } : value)),
      ),
  );

const body = fc.record({
  displayName: optional(text),
  nickName: optional(text),
  title: optional(text),
  externalId: optional(text),
  active: optional(fc.boolean()),
  name: optional(
    fc.record({ givenName: text, familyName: text, formatted: text }, { requiredKeys: [] }),
  ),
  emails: multiValues(multiValue),
  phoneNumbers: multiValues(multiValue),
  roles: multiValues(multiValue),
  ims: multiValues(multiValue),
  addresses: multiValues(address),
  extension: optional(
    fc.record(
      {
        department: text,
        employeeNumber: text,
        manager: fc.record({ value: fc.constantFrom('m1', 'M1', 'ä') }),
      },
      { requiredKeys: [] },
    ),
  ),
});

export type UserBody = Readonly<Record<string, unknown>> & { readonly userName: string };

export const userBodies = (count: number): fc.Arbitrary<UserBody[]> =>
  fc.array(fc.tuple(text, body), { minLength: count, maxLength: count }).map((all) =>
    all.map(([name, { extension, ...rest }], index) => ({
      schemas: [USER],
      userName: `${name.slice(0, 20)}${index}`,
      ...rest,
      ...(extension && { [ENTERPRISE]: extension }),
    })),
  );

const literal = text.map((value) => JSON.stringify(value));
const textOperator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const equality = fc.constantFrom('eq', 'ne');

export interface KnownValues {
  readonly groups: readonly string[];
  readonly users: readonly string[];
  /** dates with other offsets and digits */
  readonly dates: readonly string[];
}

const TEXTS = [
  'userName',
  'displayName',
  'nickName',
  'title',
  'externalId',
  'name.givenName',
  'name.familyName',
  'emails.value',
  'emails.type',
  'emails',
  'emails.display',
  'phoneNumbers',
  'phoneNumbers.value',
  'roles',
  'roles.value',
  'ims.value',
  'addresses.locality',
  'schemas',
  `${ENTERPRISE}:department`,
  `${ENTERPRISE}:employeeNumber`,
  `${ENTERPRISE}:manager`,
  `${ENTERPRISE}:manager.value`,
  `${USER}:userName`,
  `${USER}:name.givenName`,
];

const PRESENT = [
  ...TEXTS,
  'id',
  'active',
  'name',
  'addresses',
  'ims',
  'groups',
  'groups.value',
  'meta',
  'meta.created',
  'meta.resourceType',
  'emails.primary',
];

const inside = fc.oneof(
  fc
    .tuple(fc.constantFrom('value', 'display', 'type'), textOperator, literal)
    .map((parts) => parts.join(' ')),
  fc
    .tuple(equality, fc.boolean())
    .map(([operator, value]) => `primary ${operator} ${String(value)}`),
  fc.constantFrom('value', 'display', 'type', 'primary').map((name) => `${name} pr`),
);

const combined = (one: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: one },
    {
      weight: 3,
      arbitrary: fc
        .tuple(one, fc.constantFrom('and', 'or'), one)
        .map(([a, word, b]) => `(${a} ${word} ${b})`),
    },
    { weight: 2, arbitrary: one.map((filter) => `not (${filter})`) },
  );

const bracketed = fc
  .tuple(fc.constantFrom('emails', 'phoneNumbers', 'roles', 'ims'), combined(inside))
  .map(([name, filter]) => `${name}[${filter}]`);

const ORDER = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];

export function userFilters({ groups, users, dates }: KnownValues): fc.Arbitrary<string> {
  const id = fc.constantFrom(...users, 'nobody').map((value) => JSON.stringify(value));
  const groupId = fc.constantFrom(...groups, 'nobody').map((value) => JSON.stringify(value));
  const compare = fc
    .tuple(fc.constantFrom(...TEXTS), textOperator, literal)
    .map((parts) => parts.join(' '));
  const date = fc
    .tuple(
      fc.constantFrom('meta.created', 'meta.lastModified'),
      fc.constantFrom(...ORDER),
      fc.constantFrom(...dates),
    )
    .map(([name, operator, value]) => `${name} ${operator} "${value}"`);
  const one = fc.oneof(
    { weight: 8, arbitrary: compare },
    { weight: 4, arbitrary: bracketed },
    { weight: 3, arbitrary: fc.constantFrom(...PRESENT).map((name) => `${name} pr`) },
    { weight: 1, arbitrary: fc.constantFrom(...PRESENT.slice(0, 8)).map((n) => `${n} eq null`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('active', 'emails.primary'), equality, fc.boolean())
        .map((parts) => parts.join(' ')),
    },
    { weight: 2, arbitrary: date },
    { weight: 1, arbitrary: fc.tuple(textOperator, id).map(([op, value]) => `id ${op} ${value}`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('groups', 'groups.value'), equality, groupId)
        .map((parts) => parts.join(' ')),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(groupId, fc.constantFrom('', ' and value pr', ' or value sw "0"'))
        .map(([value, more]) => `groups[value eq ${value}${more}]`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'meta.resourceType eq "User"',
        'meta.resourceType ne "User"',
        `schemas eq "${USER}"`,
        `schemas ne "${ENTERPRISE}"`,
        'meta.resourceType eq "user"',
        'schemas co "ENTERPRISE"',
      ),
    },
  );
  return combined(combined(one));
}

export function groupFilters({ groups, users, dates }: KnownValues): fc.Arbitrary<string> {
  const members = fc
    .constantFrom(...users.slice(0, 6), ...groups, 'nobody')
    .map((value) => JSON.stringify(value));
  const one = fc.oneof(
    fc
      .tuple(fc.constantFrom('displayName', 'externalId'), textOperator, literal)
      .map((parts) => parts.join(' ')),
    fc
      .tuple(fc.constantFrom('members', 'members.value'), equality, members)
      .map((parts) => parts.join(' ')),
    fc
      .tuple(equality, fc.constantFrom('User', 'Group'))
      .map(([operator, type]) => `members.type ${operator} "${type}"`),
    fc
      .tuple(members, fc.constantFrom(' and type eq "User"', ' or not (type eq "User")', ''))
      .map(([value, more]) => `members[value eq ${value}${more}]`),
    fc.constantFrom('members pr', 'members.value pr', 'externalId pr', `${GROUP}:displayName pr`),
    fc.constantFrom(...dates).map((value) => `meta.lastModified ge "${value}"`),
  );
  return combined(combined(one));
}
