import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkFilter,
  compareText,
  createRegistry,
  evaluate,
  findInResource,
  foldCase,
  leafOf,
  parseAttributePath,
  parseDateTime,
  parseFilter,
  ScimError,
  type Resource,
  type ResourceType,
} from '@muster/scim';
import { rangePathsOf } from '../kit/range-orders.js';
import type { ScimClient } from '../kit/server.js';
import { ENTERPRISE, makeGroup, makeUser, resources, searchBody, USER } from './client.js';
import { overServers } from './servers.js';

const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  'aB',
  'b',
  'ba',
  ' a',
  'a ',
  'é',
  'e\u0301',
  'É',
  'ß',
  'ss',
  'İ',
  'i',
  'i\u0307',
  'ſ',
  's',
  'K',
  'k',
  'σ',
  'ς',
  'Σ',
  '😀',
  '\uFFFD',
  '\uE000',
  'ﬁ',
  'fi',
  '山',
  '%',
  '_',
  'a%',
  'a_b',
  '*',
  '?',
  '[a]',
  '"',
  '\\',
  "'",
  '$x',
  '.',
  'a.b',
  '(',
  'null',
  'true',
  '1',
  '\t',
  '\n',
  '\u00a0',
  'ab\u0301',
  'z'.repeat(255),
  'z'.repeat(256),
  'z'.repeat(257),
  'Z'.repeat(300),
  `${'z'.repeat(256)}a`,
];

const text = fc.oneof(
  { arbitrary: fc.constantFrom(...TEXTS), weight: 4 },
  { arbitrary: fc.constantFrom('a', 'A', 'b', 'ab'), weight: 3 },
);
const kind = fc.constantFrom('work', 'Work', 'home', 'other');
const uri = fc.constantFrom('https://example.com/a', 'https://example.com/A', 'urn:x:y');
const base64 = fc.constantFrom('AAEC', 'aaec', 'AAECAw==');

const plural = (value: fc.Arbitrary<string>): fc.Arbitrary<unknown[]> =>
  fc
    .array(fc.record({ value, type: kind, display: text }, { requiredKeys: [] }), { maxLength: 3 })
    .chain((list) =>
      fc
        .integer({ min: -1, max: list.length - 1 })
        .map((primary) =>
          list.map((one, at) => (at === primary ? { ...one, primary: true } : one)),
        ),
    );

const person = fc.record(
  {
    displayName: text,
    title: text,
    nickName: text,
    externalId: text,
    userType: text,
    active: fc.boolean(),
    name: fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
    profileUrl: uri,
    emails: plural(text),
    phoneNumbers: plural(text),
    roles: plural(text),
    ims: plural(text),
    photos: plural(uri),
    x509Certificates: plural(base64),
    addresses: fc.array(fc.record({ locality: text, type: kind }, { requiredKeys: [] }), {
      maxLength: 2,
    }),
    [ENTERPRISE]: fc.record(
      { employeeNumber: text, department: text, manager: fc.record({ value: text }) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const SINGLE = [
  'userName',
  'displayName',
  'title',
  'nickName',
  'externalId',
  'userType',
  'name.givenName',
  'name.familyName',
  `${ENTERPRISE}:employeeNumber`,
  `${ENTERPRISE}:department`,
  `${ENTERPRISE}:manager.value`,
  `${ENTERPRISE}:manager`,
  `${USER}:title`,
  'id',
  'locale',
];
const MULTI = [
  'emails',
  'emails.value',
  'emails.type',
  'emails.display',
  'phoneNumbers.value',
  'roles',
  'roles.value',
  'ims.value',
  'addresses.locality',
  'addresses.type',
  'schemas',
  'entitlements.value',
];
const LISTS = ['emails', 'phoneNumbers', 'roles', 'ims', 'addresses'];
const WHOLE = ['name', 'emails', 'addresses', 'photos', 'groups', 'meta', ENTERPRISE + ':manager'];

const quoted = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  arbitrary.map((one) => JSON.stringify(one));
const textOperator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const equality = fc.constantFrom('eq', 'ne');

function joined(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((words) => words.join(' '));
}

/** Conditions on the sub-attributes of one element. */
const inElement: fc.Arbitrary<string> = fc.letrec<{ any: string; one: string }>((tie) => ({
  one: fc.oneof(
    joined(fc.constantFrom('type', 'TYPE'), textOperator, quoted(kind)),
    joined(fc.constantFrom('value', 'display', 'type'), textOperator, quoted(text)),
    joined(fc.constant('primary'), equality, fc.constantFrom('true', 'false')),
    fc.constantFrom('value pr', 'display pr', 'primary pr', 'type eq null', 'value ne null'),
  ),
  any: fc.oneof(
    { maxDepth: 2 },
    tie('one'),
    joined(tie('any'), fc.constantFrom('and', 'or'), tie('one')),
    tie('any').map((inner) => `not (${inner})`),
  ),
})).any;

function filters(ids: readonly string[], dates: readonly string[]): fc.Arbitrary<string> {
  const id = quoted(fc.constantFrom(...ids, 'nobody'));
  const date = quoted(fc.constantFrom(...dates, '2020-01-01T00:00:00+05:30'));
  const order = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le');
  return fc.letrec<{ any: string; one: string }>((tie) => ({
    one: fc.oneof(
      { arbitrary: joined(fc.constantFrom(...SINGLE), textOperator, quoted(text)), weight: 6 },
      { arbitrary: joined(fc.constantFrom(...MULTI), textOperator, quoted(text)), weight: 5 },
      joined(fc.constantFrom(...SINGLE, ...MULTI, ...WHOLE, 'active'), fc.constant('pr')),
      joined(fc.constantFrom(...SINGLE, ...MULTI), equality, fc.constant('null')),
      joined(
        fc.constantFrom('active', 'emails.primary'),
        equality,
        fc.constantFrom('true', 'false'),
      ),
      joined(fc.constantFrom('profileUrl', 'photos.value', 'photos'), textOperator, quoted(uri)),
      joined(fc.constant('x509Certificates.value'), equality, quoted(base64)),
      joined(fc.constantFrom('meta.created', 'meta.lastModified'), order, date),
      joined(fc.constantFrom('id', 'groups', 'groups.value', 'GROUPS.VALUE'), equality, id),
      joined(fc.constant('meta.resourceType'), equality, fc.constantFrom('"User"', '"user"')),
      joined(fc.constant('schemas'), equality, fc.constantFrom(`"${USER}"`, `"${ENTERPRISE}"`)),
      id.map((literal) => `groups[value eq ${literal}]`),
      {
        arbitrary: fc
          .tuple(fc.constantFrom(...LISTS), inElement)
          .map(([name, inner]) =>
            name === 'addresses'
              ? `${name}[${inner.replace(/value|display/g, 'locality').replace(/primary (eq|ne) (true|false)/g, 'type pr')}]`
              : `${name}[${inner}]`,
          ),
        weight: 4,
      },
      fc
        .tuple(fc.constantFrom('emails', 'roles'), inElement, textOperator, quoted(text))
        .map(([name, inner, op, literal]) => `${name}[${inner}].value ${op} ${literal}`),
    ),
    any: fc.oneof(
      { maxDepth: 3 },
      { arbitrary: tie('one'), weight: 3 },
      joined(tie('any'), fc.constantFrom('and', 'or'), tie('any')),
      fc
        .tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any'))
        .map(([left, word, right]) => `(${left}) ${word} (${right})`),
      tie('any').map((inner) => `not (${inner})`),
    ),
  })).any;
}

function userType(): ResourceType {
  const type = createRegistry().type('User');
  if (!type) throw new Error('the registry has no User');
  return type;
}

const TYPE = userType();

/** Enough to notice what breaks; raise it to hunt. */
const FILTERS = 200;

/** What memory says: the ids, or that the filter is refused. */
function evaluateOracle(filter: string, world: readonly Resource[]): string[] | 'refused' {
  try {
    const compatibility = 'lenient';
    const parsed = parseFilter(filter, { compatibility });
    const resolved = checkFilter(TYPE, parsed, { compatibility, unknown: 'refuse' });
    return world.filter((one) => evaluate(resolved, one)).map((one) => String(one['id']));
  } catch (error) {
    if (error instanceof ScimError) return 'refused';
    throw error;
  }
}

overServers('filters against memory', (suite) => {
  let scim: ScimClient;
  let world: Resource[];

  beforeAll(async () => {
    scim = await suite.scim();
    const people = fc.sample(person, { numRuns: 40, seed: 20_261_122 });
    const ids: string[] = [];
    for (const [index, one] of people.entries()) {
      const prefix = TEXTS[index % TEXTS.length] ?? '';
      ids.push((await makeUser(scim, `${prefix}${index}`, one as Record<string, unknown>)).id);
    }
    await makeGroup(scim, 'Group One', ...ids.slice(0, 7));
    await makeGroup(scim, 'Group Two', ...ids.slice(5, 9));
    world = resources(await scim.get('/Users?count=1000'));
    expect(world).toHaveLength(40);
  });

  const groupIds = (): string[] =>
    world.flatMap(({ groups }) =>
      ((groups ?? []) as { value: string }[]).map(({ value }) => value),
    );
  const datesOf = (): string[] =>
    world.slice(3, 9).map(({ meta }) => String((meta as { created: string }).created));

  test('row 57, row 64: databases and memory agree on what a filter finds', async () => {
    const ids = [...new Set([...groupIds(), ...world.slice(0, 3).map(({ id }) => String(id))])];
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(filters(ids, datesOf()), async (filter) => {
        const body = searchBody({ filter, count: 1_000, attributes: ['id'] });
        const reply = await scim.post('/Users/.search', body);
        const expected = evaluateOracle(filter, world);
        const got =
          reply.status === 200
            ? resources(reply).map(({ id }) => String(id))
            : [reply.status, reply.body.scimType];
        if (expected === 'refused') expect(got).toEqual([400, 'invalidFilter']);
        else {
          // in the order of the ids, or of a range that the filter asks for
          const orders = rangePathsOf(filter).map((path) =>
            inOrder(path, 'ascending').filter((id) => expected.includes(id)),
          );
          expect([expected, ...orders]).toContainEqual(got);
          answered += 1;
        }
      }),
      { numRuns: FILTERS, seed: 7 },
    );
    expect(answered).toBeGreaterThan(FILTERS / 2);
  }, 120_000);

  test('row 51: databases and memory agree on order', async () => {
    const paths = [
      ...SINGLE,
      'emails',
      'emails.value',
      'emails.type',
      'phoneNumbers',
      'roles.value',
      'ims.value',
      'addresses.locality',
      'active',
      'meta.created',
      'meta.lastModified',
      'profileUrl',
    ];
    for (const sortBy of paths) {
      for (const sortOrder of ['ascending', 'descending']) {
        const reply = await scim.post(
          '/Users/.search',
          searchBody({ sortBy, sortOrder, count: 1_000, attributes: ['id'] }),
        );
        const got = resources(reply).map(({ id }) => String(id));
        expect([sortBy, sortOrder, got]).toEqual([sortBy, sortOrder, inOrder(sortBy, sortOrder)]);
      }
    }
  });

  /** RFC 7644 section 3.4.2.3, as plainly as it can be said; ties by id. */
  function inOrder(sortBy: string, sortOrder: string): string[] {
    const parsed = parseAttributePath(sortBy);
    const at = parsed && findInResource(TYPE, parsed);
    if (!at) throw new Error(`no attribute ${sortBy}`);
    const { attribute, schema } = at;
    const value = attribute.subAttributes?.find(({ name }) => name === 'value');
    const sub = at.sub ?? (attribute.type === 'complex' ? value : undefined);
    const leaf = sub ?? leafOf(at);
    const valueOf = (one: Resource): string | undefined => {
      const root = (schema ? one[schema.id] : one) as Record<string, unknown> | undefined;
      let found = root?.[attribute.name];
      if (Array.isArray(found)) {
        const list = found as Record<string, unknown>[];
        found = list.find(({ primary }) => primary === true) ?? list[0];
      }
      const inner = sub ? (found as Record<string, unknown> | undefined)?.[sub.name] : found;
      if (inner === undefined) return undefined;
      if (leaf.type === 'dateTime') return String(parseDateTime(String(inner))).padStart(20, '0');
      return leaf.caseExact || typeof inner !== 'string' ? String(inner) : foldCase(inner);
    };
    const direction = sortOrder === 'descending' ? -1 : 1;
    return [...world]
      .sort((left, right) => {
        const [a, b] = [valueOf(left), valueOf(right)];
        const byValue =
          a === undefined || b === undefined
            ? Number(a === undefined) - Number(b === undefined)
            : compareText(a, b);
        return byValue * direction || compareText(String(left['id']), String(right['id']));
      })
      .map(({ id }) => String(id));
  }
});
