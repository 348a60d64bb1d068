import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkFilter,
  compareText,
  createRegistry,
  evaluate,
  foldCase,
  parseFilter,
  type Resource,
  type ResourceType,
} from '@muster/scim';
import {
  ENTERPRISE,
  GROUP,
  TestApplication,
  overApplications,
  USER,
  type ScimConnection,
} from '../kit/application.js';
import { groupFilters, userBodies, userFilters, type KnownValues } from './scim-arbitraries.js';
import { rangePathsOf } from '../kit/range-orders.js';

const PEOPLE = 40;

const registry = createRegistry();
const typeOf = (name: string): ResourceType => {
  const type = registry.type(name);
  if (!type) throw new Error(`There is no type ${name}.`);
  return type;
};

interface QueryFixture {
  readonly scim: ScimConnection;
  readonly users: readonly Resource[];
  readonly groups: readonly Resource[];
  readonly known: KnownValues;
}

async function all(scim: ScimConnection, path: string): Promise<readonly Resource[]> {
  const { body, status } = await scim.call('GET', path);
  if (status !== 200) throw new Error(`GET ${path} gave ${status}: ${JSON.stringify(body)}`);
  return (body['Resources'] ?? []) as unknown as Resource[];
}

async function build(app: TestApplication, seed: number): Promise<QueryFixture> {
  const scim = await app.scimConnection();
  const bodies = fc.sample(userBodies(PEOPLE), { seed, numRuns: 1 })[0] ?? [];
  const ids: string[] = [];
  for (const [index, one] of bodies.entries()) {
    if (index % 10 === 0) app.clock.advance(3_600_000);
    ids.push(await scim.user(one.userName, one));
  }
  const groups: string[] = [];
  for (const name of ['a', 'Ä', 'it\'s "q"', 'empty']) {
    const members =
      name === 'empty' ? [] : ids.filter((_, at) => (at + seed) % (groups.length + 2));
    groups.push(await scim.group(name, ...members));
  }
  await scim.join(groups[0] ?? '', groups[1] ?? '');
  await scim.patch(`/Groups/${groups[1] ?? ''}`, { op: 'add', path: 'externalId', value: 'Ab' });
  const now = app.clock.now();
  const at = (offset: number) => new Date(now + offset).toISOString();
  const dates = [
    at(0),
    at(-3_600_000),
    at(-7_200_000),
    at(1),
    at(-2 * 3_600_000).replace('Z', '+00:00'),
    `${at(3_600_000).slice(0, -1)}+01:00`,
    `${at(-3_600_000 * 6).slice(0, -1)}-05:00`,
    '2020-01-01T00:00:00Z',
    '9999-12-31T23:59:59-12:00',
    '0001-01-01T00:00:00+14:00',
  ];
  return {
    scim,
    users: await all(scim, '/Users?count=1000'),
    groups: await all(scim, '/Groups?count=1000'),
    known: { groups, users: ids, dates },
  };
}

async function agree(
  fixture: QueryFixture,
  type: string,
  path: string,
  text: string,
): Promise<void> {
  const filter = checkFilter(typeOf(type), parseFilter(text, { compatibility: 'lenient' }), {
    compatibility: 'lenient',
    unknown: 'refuse',
  });
  const resources = type === 'User' ? fixture.users : fixture.groups;
  const matching = resources.filter((one) => evaluate(filter, one));
  const wanted = matching.map(({ id }) => id);
  const query = `filter=${encodeURIComponent(text)}&count=1000&attributes=id`;
  const found = await all(fixture.scim, `${path}?${query}`);
  // in the order of the ids, or of a range that the filter asks for
  const orders = rangePathsOf(text).map((one) => inOrder(matching, one, false));
  const answered = [wanted, ...orders].map((ids) => [text, ids]);
  expect(answered).toContainEqual([text, found.map(({ id }) => id)]);
}

const SORTED = [
  'userName',
  'displayName',
  'nickName',
  'title',
  'externalId',
  'name.familyName',
  'id',
  'emails',
  'emails.type',
  'phoneNumbers.value',
  'addresses.locality',
  'active',
  'schemas',
  'meta.created',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
];
/** What may be said of `schemas`: of each URN, of parts of them, of none, inside of others. */
const SCHEMAS = [
  ...['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'].flatMap((operator) =>
    [USER, ENTERPRISE.toUpperCase()].map((urn) => `schemas ${operator} "${urn}"`),
  ),
  ...[ENTERPRISE, GROUP].flatMap((urn) => [
    `not (schemas eq "${urn}")`,
    `not (schemas ne "${urn}")`,
    `schemas eq "${urn}" and displayName pr`,
    `schemas eq "${urn}" or externalId pr`,
    `schemas[value eq "${urn}"]`,
    `not (schemas[value co "enterprise" and not (value eq "${urn}")])`,
  ]),
  'schemas co "enterprise"',
  'schemas eq ""',
  'schemas co ""',
  'schemas pr',
  'not (schemas pr)',
  'schemas[value pr]',
  'schemas eq null',
];
const EXACT = new Set(['externalId', 'id']);

/** RFC 7644 section 3.4.2.3, said in memory: the primary value else the first; absent ones last, descending first. */
function sortValue(resource: Resource, path: string): string | undefined {
  const at = path.lastIndexOf(':');
  const holder = at < 0 ? resource : (resource[path.slice(0, at)] as Resource | undefined);
  const [name = '', sub = 'value'] = path.slice(at + 1).split('.');
  let value = holder?.[name];
  if (Array.isArray(value)) {
    const values = value as Resource[];
    value = values.find(({ primary }) => primary === true) ?? values[0];
  }
  if (typeof value === 'object' && value !== null) value = (value as Resource)[sub];
  if (value === undefined) return undefined;
  return EXACT.has(path) ? String(value) : foldCase(String(value));
}

function inOrder(resources: readonly Resource[], path: string, descending: boolean): unknown[] {
  const keyed = resources.map((one) => ({ id: String(one['id']), key: sortValue(one, path) }));
  keyed.sort((a, b) => {
    const sign = descending ? -1 : 1;
    if (a.key === undefined || b.key === undefined) {
      const order = Number(a.key === undefined) - Number(b.key === undefined);
      return order * sign || compareText(a.id, b.id);
    }
    return compareText(a.key, b.key) * sign || compareText(a.id, b.id);
  });
  return keyed.map(({ id }) => id);
}

overApplications('the query translation', (app, { kind }) => {
  const slow = kind.name === 'mongodb';
  const runs = slow ? 80 : 300;

  describe.each(slow ? [7] : [7, 2_026])('over the world of seed %i', (seed) => {
    let fixture: QueryFixture;
    beforeAll(async () => {
      fixture = await build(app(), seed);
    });

    test('it is there', () => {
      expect(fixture.users).toHaveLength(PEOPLE);
      expect(fixture.groups).toHaveLength(4);
    });

    test('users: the database answers what the engine means', async () => {
      const property = fc.asyncProperty(userFilters(fixture.known), (text) =>
        agree(fixture, 'User', '/Users', text),
      );
      await fc.assert(property, { numRuns: runs });
    });

    test('groups: the same', async () => {
      const property = fc.asyncProperty(groupFilters(fixture.known), (text) =>
        agree(fixture, 'Group', '/Groups', text),
      );
      await fc.assert(property, { numRuns: runs / 4 });
    });

    test.each(SORTED)('sorted by %s, both ways, page by page', async (path) => {
      for (const order of ['ascending', 'descending']) {
        const wanted = inOrder(fixture.users, path, order === 'descending');
        const found: unknown[] = [];
        for (const startIndex of [1, 16, 31]) {
          const query = `sortBy=${path}&sortOrder=${order}&startIndex=${startIndex}&count=15`;
          found.push(...(await all(fixture.scim, `/Users?${query}`)).map(({ id }) => id));
        }
        expect(found).toEqual(wanted);
      }
    });

    test.each(['User', 'Group'])('schemas of a %s, which no record keeps', async (type) => {
      for (const text of SCHEMAS) {
        await agree(fixture, type, `/${type}s`, text);
      }
    });

    test('a filter, a sort and a page together', async () => {
      const filter = 'active eq true and userName pr';
      const people = fixture.users.filter(({ active }) => active === true);
      const query = `filter=${encodeURIComponent(filter)}&sortBy=displayName&startIndex=3&count=5`;
      const { body } = await fixture.scim.call('GET', `/Users?${query}`);
      expect(body).toMatchObject({ totalResults: people.length, startIndex: 3, itemsPerPage: 5 });
      const found = (body['Resources'] as unknown as Resource[]).map(({ id }) => id);
      expect(found).toEqual(inOrder(people, 'displayName', false).slice(2, 7));
    });
  });

  test.each([
    'groups.display eq "a"',
    'groups.type eq "direct"',
    'meta.version eq "x"',
    'meta.location co "x"',
    'meta.resourceType co "U"',
    'password eq "x"',
    'groups.$ref pr',
    'emails.value gt 5',
    'active gt true',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.$ref eq "x"',
  ])('what cannot be asked is invalidFilter: %s', async (filter) => {
    const scim = await app().scimConnection();
    const reply = await scim.call('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(reply).toMatchObject({ status: 400, body: { scimType: 'invalidFilter' } });
  });

  test.each(['groups', 'groups.value', 'meta.version', 'name', 'password', 'nope'])(
    'what cannot be sorted by is invalidValue: %s',
    async (sortBy) => {
      const scim = await app().scimConnection();
      const reply = await scim.call('GET', `/Users?sortBy=${sortBy}`);
      expect(reply).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    },
  );

  test('an extension of the operator: filtered and sorted, lists and single values alike', async () => {
    const urn = 'urn:example:params:scim:schemas:extension:badge:2.0:User';
    const schema = {
      id: urn,
      name: 'Badge',
      description: 'What a badge opens',
      attributes: [
        { name: 'number', type: 'integer', multiValued: false, description: 'Number' },
        { name: 'colour', type: 'string', multiValued: false, description: 'Colour' },
        { name: 'doors', type: 'string', multiValued: true, description: 'Doors' },
        {
          name: 'zones',
          type: 'complex',
          multiValued: true,
          description: 'Zones',
          subAttributes: [
            { name: 'value', type: 'string', multiValued: false, description: 'Zone' },
            { name: 'floor', type: 'integer', multiValued: false, description: 'Floor' },
            { name: 'primary', type: 'boolean', multiValued: false, description: 'First' },
          ],
        },
      ],
    };
    const other = new TestApplication(app().store, app().clock, {
      registry: createRegistry({
        schemas: [schema],
        extensions: [{ schema: urn, resourceType: 'User', required: false }],
      }),
    });
    const scim = other.attach(await app().scimConnection());
    const add = (userName: string, badge: object) =>
      scim.call('POST', '/Users', { schemas: [USER, urn], userName, [urn]: badge });
    const zones = (...values: string[]) => values.map((value, floor) => ({ value, floor }));
    await add('a', { number: 2, colour: 'Red', doors: ['West', 'east'], zones: zones('B') });
    await add('b', { number: 10, doors: ['North'], zones: zones('C', 'A') });
    await add('c', {
      number: 1,
      colour: 'blue',
      zones: [
        { value: 'Z', floor: 1 },
        { value: 'a', floor: 2, primary: true },
      ],
    });
    const names = async (query: string) =>
      (await all(scim, `/Users?${query}`)).map(({ userName }) => userName);
    const filtered = (filter: string) => names(`filter=${encodeURIComponent(filter)}`);
    expect(await filtered(`${urn}:number gt 1`)).toEqual(['a', 'b']);
    expect(await filtered(`${urn}:colour eq "BLUE"`)).toEqual(['c']);
    expect(await filtered(`${urn}:doors eq "EAST"`)).toEqual(['a']);
    expect(await filtered(`not (${urn}:doors pr)`)).toEqual(['c']);
    expect(await filtered(`${urn}:zones[value eq "a" and floor eq 1]`)).toEqual(['b']);
    expect(await filtered(`${urn}:zones.value sw "Z"`)).toEqual(['c']);
    expect(await filtered(`schemas eq "${urn}"`)).toEqual(['a', 'b', 'c']);
    expect(await names(`sortBy=${urn}:number`)).toEqual(['c', 'a', 'b']);
    expect(await names(`sortBy=${urn}:colour`)).toEqual(['c', 'a', 'b']);
    expect(await names(`sortBy=${urn}:zones`)).toEqual(['c', 'a', 'b']);
    expect(await names(`sortBy=${urn}:zones.floor&sortOrder=descending`)).toEqual(['c', 'a', 'b']);
    expect(await names(`sortBy=${urn}:doors`)).toEqual(['b', 'a', 'c']);
    await other.close();
  });
});
