import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ScimClient } from '../kit/server.js';
import {
  ENTERPRISE,
  expectBadFilter,
  expectError,
  expectOk,
  filtered,
  find,
  makeGroup,
  makeUser,
  patchBody,
  resources,
  searchBody,
  USER,
  type CreatedResource,
} from './client.js';
import { overServers } from './servers.js';

const PEOPLE: readonly Record<string, unknown>[] = [
  {
    userName: 'Ann@example.com',
    externalId: 'Ext-A',
    title: 'Engineer',
    active: true,
    name: { givenName: 'Ann', familyName: 'Émile' },
    emails: [
      { value: 'ann@work.example', type: 'work', primary: true },
      { value: 'ann@home.example', type: 'home' },
    ],
    [ENTERPRISE]: { employeeNumber: '1', department: 'R&D' },
    x509Certificates: [{ value: 'AAECAw==' }],
  },
  {
    userName: 'bob@example.com',
    externalId: 'ext-a',
    title: '',
    active: false,
    name: { givenName: 'Bob', familyName: 'Jones' },
    emails: [
      { value: 'bob@home.example', type: 'work' },
      { value: 'bob@work.example', type: 'home' },
    ],
    [ENTERPRISE]: { employeeNumber: '2', department: 'Sales' },
  },
  { userName: 'carl+tag@example.com', title: 'engineer', nickName: 'a"b\\c', displayName: '100%' },
  { userName: 'dora', displayName: '100_', roles: [{ value: 'developer', primary: true }] },
];

const [ANN, BOB, CARL, DORA] = PEOPLE.map(({ userName }) => String(userName)) as [
  string,
  string,
  string,
  string,
];

overServers('filters', (suite) => {
  let scim: ScimClient;
  let people: CreatedResource[];
  let groups: CreatedResource[];

  beforeAll(async () => {
    scim = await suite.scim();
    people = [];
    for (const { userName, ...more } of PEOPLE) {
      people.push(await makeUser(scim, String(userName), more));
    }
    const [ann, bob, carl] = people;
    groups = [
      await makeGroup(scim, 'Group One', ann?.id, bob?.id),
      await makeGroup(scim, 'Group Two', carl?.id),
      await makeGroup(scim, 'Empty'),
    ];
    const manager = { op: 'add', path: `${ENTERPRISE}:manager`, value: { value: ann?.id } };
    expectOk(await scim.patch(bob?.path ?? '', patchBody(manager)));
  });

  const idOf = (index: number): string => people[index]?.id ?? '';

  test('row 55: O2: letter case counts where the schema says so, and only there', async () => {
    expect(await find(scim, 'userName eq "ANN@EXAMPLE.COM"')).toEqual([ANN]);
    expect(await find(scim, 'name.familyName eq "émile"')).toEqual([ANN]);
    expect(await find(scim, 'name.familyName eq "e\u0301MILE"')).toEqual([ANN]);
    expect(await find(scim, 'externalId eq "ext-a"')).toEqual([BOB]);
    expect(await find(scim, 'externalId eq "Ext-A"')).toEqual([ANN]);
    expect(await find(scim, 'externalId eq "EXT-A"')).toEqual([]);
    expect(await find(scim, `id eq "${idOf(0).toUpperCase()}"`)).toEqual([]);
    expect(await find(scim, `id eq "${idOf(0)}"`)).toEqual([ANN]);
    expect(await find(scim, 'emails.value eq "ANN@WORK.example"')).toEqual([ANN]);
  });

  test('row 56: names and operators in any letter case', async () => {
    expect(await find(scim, 'USERNAME Eq "dora"')).toEqual([DORA]);
    expect(await find(scim, 'Name.GIVENNAME SW "a" AND Active EQ true')).toEqual([ANN]);
    expect(await find(scim, 'NOT (userName PR)')).toEqual([]);
    expect(await find(scim, `${ENTERPRISE.toUpperCase()}:DEPARTMENT eq "sales"`)).toEqual([BOB]);
    expect(await find(scim, 'userName eq "dora" Or userName eq "bob@example.com"')).toEqual([
      BOB,
      DORA,
    ]);
  });

  test('row 57: every operator on text', async () => {
    const cases: [string, string[]][] = [
      ['userName eq "dora"', [DORA]],
      ['userName ne "dora"', [ANN, BOB, CARL]],
      ['userName co "@EXAMPLE"', [ANN, BOB, CARL]],
      ['userName sw "carl+"', [CARL]],
      ['userName ew "A"', [DORA]],
      ['title pr', [ANN, CARL]],
      ['userName gt "bob@example.com"', [CARL, DORA]],
      ['userName ge "bob@example.com"', [BOB, CARL, DORA]],
      ['userName lt "bob@example.com"', [ANN]],
      ['userName le "bob@example.com"', [ANN, BOB]],
      ['name.familyName gt "jones"', [ANN]],
      ['title gt "eng"', [ANN, CARL]],
    ];
    for (const [filter, names] of cases) {
      expect([filter, await find(scim, filter)]).toEqual([filter, names]);
    }
  });

  test('row 57: dates are compared as instants, whatever their zone', async () => {
    const created = String(people[1]?.body.meta?.created);
    const at = Date.parse(created);
    const inZone = new Date(at + 2 * 3_600_000).toISOString().replace('Z', '+02:00');
    const west = new Date(at - 5.5 * 3_600_000).toISOString().replace('Z', '-05:30');
    for (const text of [created, inZone, west, created.toLowerCase()]) {
      expect(await find(scim, `meta.created eq "${text}"`)).toEqual([BOB]);
      expect(await find(scim, `meta.created gt "${text}"`)).toEqual([CARL, DORA]);
      expect(await find(scim, `meta.created ge "${text}"`)).toEqual([BOB, CARL, DORA]);
      expect(await find(scim, `meta.created lt "${text}"`)).toEqual([ANN]);
      expect(await find(scim, `meta.created le "${text}"`)).toEqual([ANN, BOB]);
    }
    expect(await find(scim, 'meta.lastModified gt "2020-01-01T00:00:00+14:00"')).toHaveLength(4);
    expect(await find(scim, 'meta.lastModified lt "2020-01-01T00:00:00Z"')).toEqual([]);
  });

  test('row 58: no order on booleans and certificates', async () => {
    for (const operator of ['gt', 'ge', 'lt', 'le']) {
      await expectBadFilter(scim, `active ${operator} true`);
      await expectBadFilter(scim, `x509Certificates.value ${operator} "AAEC"`);
      await expectBadFilter(scim, `emails[primary ${operator} true]`);
    }
    for (const operator of ['co', 'sw', 'ew']) {
      await expectBadFilter(scim, `active ${operator} "t"`);
      await expectBadFilter(scim, `meta.created ${operator} "2026"`);
    }
    expect(await find(scim, 'x509Certificates.value eq "AAECAw=="')).toEqual([ANN]);
  });

  test('row 59: and binds before or, not before both', async () => {
    const a = 'userName eq "dora"';
    const b = 'active eq true';
    const c = 'title eq "engineer"';
    expect(await find(scim, `${a} or ${b} and ${c}`)).toEqual([ANN, CARL, DORA]);
    expect(await find(scim, `${b} and ${c} or ${a}`)).toEqual([ANN, CARL, DORA]);
    expect(await find(scim, `(${a} or ${b}) and ${c}`)).toEqual([ANN, CARL]);
    expect(await find(scim, `not (${a}) and ${b}`)).toEqual([ANN, CARL]);
    expect(await find(scim, `not(${a}) and ${b}`)).toEqual([ANN, CARL]);
    expect(await find(scim, `not (${a} or ${b})`)).toEqual([BOB]);
    expect(await find(scim, `not (not (${a}))`)).toEqual([DORA]);
    expect(await find(scim, `((( ${a} )))`)).toEqual([DORA]);
  });

  test('row 60: brackets hold within one element, dots across', async () => {
    expect(await find(scim, 'emails[type eq "work" and value co "@work"]')).toEqual([ANN]);
    expect(await find(scim, 'emails.type eq "work" and emails.value co "@work"')).toEqual([
      ANN,
      BOB,
    ]);
    expect(await find(scim, 'emails[type eq "work" and not (value co "@work")]')).toEqual([BOB]);
    expect(await find(scim, 'emails[primary eq true]')).toEqual([ANN]);
    expect(await find(scim, 'not (emails[type eq "work"])')).toEqual([CARL, DORA]);
    expect(await find(scim, 'emails[type ne "work"]')).toEqual([ANN, BOB]);
    expect(await find(scim, 'emails[not (primary pr)]')).toEqual([ANN, BOB]);
    expect(await find(scim, 'roles[value eq "Developer"] or emails[type eq "HOME"]')).toEqual([
      ANN,
      BOB,
      DORA,
    ]);
  });

  test('row 61: a complex attribute stands for its value; name has none', async () => {
    expect(await find(scim, 'emails co "@home"')).toEqual([ANN, BOB]);
    expect(await find(scim, 'emails eq "bob@home.example"')).toEqual([BOB]);
    for (const filter of ['name eq "Ann"', 'name co "A"', 'meta eq "x"', 'addresses eq "x"']) {
      await expectBadFilter(scim, filter);
    }
    expect(await find(scim, 'name pr')).toEqual([ANN, BOB]);
  });

  test('row 62: E2: Entra’s sub-attribute behind the brackets', async () => {
    expect(await find(scim, 'emails[type eq "work"].value eq "ann@work.example"')).toEqual([ANN]);
    expect(await find(scim, 'emails[type eq "work"].value eq "ann@home.example"')).toEqual([]);
    expect(await find(scim, 'emails[type eq "home"].value co "@work"')).toEqual([BOB]);
    const both = 'emails[type eq "work"].value pr and active eq true';
    expect(await find(scim, both)).toEqual([ANN]);
    await expectBadFilter(scim, 'emails[type eq "work"].nothing eq "x"');
    await expectBadFilter(scim, 'emails[type eq "work"] .value eq "x"');
  });

  test('row 63: E3: names behind their URN, and the URNs themselves', async () => {
    expect(await find(scim, `${USER}:userName sw "D"`)).toEqual([DORA]);
    expect(await find(scim, `${USER}:name.familyName eq "Jones"`)).toEqual([BOB]);
    expect(await find(scim, `${USER}:emails[type eq "work"].value sw "ann"`)).toEqual([ANN]);
    expect(await find(scim, `${ENTERPRISE}:employeeNumber eq "1"`)).toEqual([ANN]);
    expect(await find(scim, `${ENTERPRISE}:department eq "r&d"`)).toEqual([ANN]);
    expect(await find(scim, `${ENTERPRISE}:manager.value eq "${idOf(0)}"`)).toEqual([BOB]);
    expect(await find(scim, `${ENTERPRISE}:manager eq "${idOf(0)}"`)).toEqual([BOB]);
    expect(await find(scim, `id eq "${idOf(1)}" and manager eq "${idOf(0)}"`)).toEqual([BOB]);
    expect(await find(scim, `${ENTERPRISE}:manager pr`)).toEqual([BOB]);
    expect(await find(scim, `schemas eq "${ENTERPRISE}"`)).toEqual([ANN, BOB]);
    expect(await find(scim, `schemas eq "${USER}"`)).toHaveLength(4);
    expect(await find(scim, `not (schemas eq "${ENTERPRISE}")`)).toEqual([CARL, DORA]);
    await expectBadFilter(scim, 'urn:example:unknown:1.0:User:userName eq "x"');
    for (const path of [`${ENTERPRISE}:manager.$ref`, 'groups.$ref', 'groups.display']) {
      await expectBadFilter(scim, `${path} eq "x"`);
      await expectBadFilter(scim, `${path} pr`);
    }
    const bySort = `/Users?sortBy=${ENTERPRISE}:manager.$ref`;
    expectError(await scim.get(bySort), 400, 'invalidValue');
  });

  test('row 64: absent, "" and [] are one', async () => {
    expect(await find(scim, 'title pr')).toEqual([ANN, CARL]);
    expect(await find(scim, 'not (title pr)')).toEqual([BOB, DORA]);
    expect(await find(scim, 'title eq null')).toEqual([BOB, DORA]);
    expect(await find(scim, 'title ne null')).toEqual([ANN, CARL]);
    expect(await find(scim, 'emails pr')).toEqual([ANN, BOB]);
    expect(await find(scim, 'not (emails pr)')).toEqual([CARL, DORA]);
    expect(await find(scim, 'emails eq null')).toEqual([CARL, DORA]);
    expect(await find(scim, 'ims pr')).toEqual([]);
    expect(await find(scim, 'id pr and meta pr and meta.created pr')).toHaveLength(4);
    expect(await find(scim, 'externalId pr')).toEqual([ANN, BOB]);
    expect(await find(scim, 'displayName pr')).toEqual([CARL, DORA]);
    for (const operator of ['gt', 'co', 'sw'])
      await expectBadFilter(scim, `title ${operator} null`);
  });

  test('row 65: ne on nothing, co with nothing, and literals with escapes', async () => {
    expect(await find(scim, 'nickName ne "x"')).toHaveLength(4);
    expect(await find(scim, 'displayName ne "100%"')).toEqual([ANN, BOB, DORA]);
    expect(await find(scim, 'emails.value ne "x"')).toHaveLength(4);
    expect(await find(scim, 'displayName co ""')).toEqual([CARL, DORA]);
    expect(await find(scim, 'userName sw ""')).toHaveLength(4);
    expect(await find(scim, 'nickName eq "a\\"b\\\\c"')).toEqual([CARL]);
    expect(await find(scim, 'nickName co "\\\\"')).toEqual([CARL]);
    expect(await find(scim, 'name.familyName eq "\\u00c9mile"')).toEqual([ANN]);
    expect(await find(scim, 'name.familyName eq "\\u00e9\\u006dile"')).toEqual([ANN]);
  });

  test('row 66: an unknown attribute or operator is 400 invalidFilter', async () => {
    const bad = ['foo eq "x"', 'name.foo eq "x"', 'emails[foo eq "x"]', 'userName regex "x"'];
    const more = ['userName = "x"', 'userName like "x"', 'userName eqx "x"', 'password eq "x"'];
    for (const filter of [...bad, ...more, 'members.value eq "x"', '__proto__ pr']) {
      await expectBadFilter(scim, filter);
      const reply = await scim.post('/Users/.search', searchBody({ filter }));
      expectError(reply, 400, 'invalidFilter');
    }
    const root = await scim.post('/.search', searchBody({ filter: 'foo eq "x"' }));
    expect(resources(root)).toEqual([]);
    const operator = await scim.post('/.search', searchBody({ filter: 'userName regex "x"' }));
    expectError(operator, 400, 'invalidFilter');
  });

  test('row 67: bad syntax is 400 invalidFilter', async () => {
    const bad = [
      '',
      ' ',
      'userName',
      'userName eq',
      'eq "x"',
      '"x" eq userName',
      'and',
      'not',
      '(userName pr',
      'userName pr)',
      '()',
      'not userName pr',
      'userName pr and',
      '[',
      'emails[type eq "work"',
      'emails type eq "work"]',
      'emails[]',
      'emails[type eq "a"]]',
      'userName eq "a" userName eq "b"',
      'userName eq "a" extra',
      'userName eq "open',
      'userName eq "a\\q"',
      'userName eq "\\ud800"',
      'userName eq "a\tb"',
      "userName eq 'a'",
      'userName pr "x"',
      'userName eq "a" or or userName pr',
      'userName eq ("a")',
      '.',
      'userName. eq "x"',
      '.userName eq "x"',
      'a..b eq "x"',
      'emails[emails[type pr]]',
    ];
    for (const filter of bad) {
      await expectBadFilter(scim, filter);
      const reply = await scim.post('/Users/.search', searchBody({ filter }));
      expectError(reply, 400, 'invalidFilter');
    }
    for (const filter of [7, {}, ['userName pr'], true]) {
      const reply = await scim.post('/Users/.search', searchBody({ filter }));
      expectError(reply, 400, 'invalidFilter');
    }
  });

  test('row 68: what would stall a careless reader is refused at once', async () => {
    const hostile = [
      `userName eq "${'a'.repeat(10_000)}"`,
      `${'('.repeat(2_000)}userName pr${')'.repeat(2_000)}`,
      `${'not ('.repeat(1_000)}userName pr${')'.repeat(1_000)}`,
      Array.from({ length: 201 }, () => 'userName pr').join(' or '),
      `userName eq "${'a'.repeat(5_000)}!`,
      `${'a.'.repeat(2_000)}b eq "x"`,
      `${'a'.repeat(7_000)}!`,
      `${' '.repeat(7_000)}x`,
      `userName eq "${'\\'.repeat(5_001)}`,
      `${'emails['.repeat(1_000)}type pr`,
    ];
    const start = performance.now();
    for (const filter of hostile) {
      const reply = await scim.post('/Users/.search', searchBody({ filter }));
      expectError(reply, 400, 'invalidFilter');
    }
    expect(performance.now() - start).toBeLessThan(10_000);
    const long = Array.from({ length: 200 }, (_, at) => `userName eq "u${at}"`).join(' or ');
    expect(resources(await scim.post('/Users/.search', searchBody({ filter: long })))).toEqual([]);
  });

  test('row 69: booleans, and text that looks like code is text', async () => {
    expect(await find(scim, 'active eq true')).toEqual([ANN, CARL, DORA]);
    expect(await find(scim, 'active eq false')).toEqual([BOB]);
    expect(await find(scim, 'active ne true')).toEqual([BOB]);
    expect(await find(scim, 'active eq "True"')).toEqual([ANN, CARL, DORA]);
    await expectBadFilter(scim, 'active eq "yes"');
    await expectBadFilter(scim, 'active eq 1');
    await expectBadFilter(scim, 'userName eq 7');
    expect(await find(scim, 'displayName eq "100%"')).toEqual([CARL]);
    expect(await find(scim, 'displayName sw "100_"')).toEqual([DORA]);
    expect(await find(scim, 'displayName co "%"')).toEqual([CARL]);
    expect(await find(scim, 'displayName ew "_"')).toEqual([DORA]);
    for (const text of ["' OR 1=1 --", '"; DROP TABLE x; --', '__proto__', '$where', '.*', '{}']) {
      const literal = JSON.stringify(text);
      expect(await find(scim, `userName eq ${literal}`)).toEqual([]);
      expect(await find(scim, `nickName co ${literal}`)).toEqual([]);
      expect(await find(scim, `emails.value sw ${literal}`)).toEqual([]);
    }
  });

  test('row 70: E1: E2: nobody found is an empty list, groups by name and by member', async () => {
    const reply = await scim.get(`/Users${filtered('userName eq "none"')}`);
    expect(resources(reply)).toEqual([]);
    expect(reply.body.totalResults).toBe(0);
    const inGroups = (filter: string): Promise<string[]> => find(scim, filter, '/Groups');
    expect(await inGroups('displayName eq "group one"')).toEqual(['Group One']);
    expect(await inGroups(`members.value eq "${idOf(0)}"`)).toEqual(['Group One']);
    expect(await inGroups(`members[value eq "${idOf(2)}"]`)).toEqual(['Group Two']);
    expect(await inGroups(`members[value eq "${idOf(2)}" and type eq "User"]`)).toEqual([
      'Group Two',
    ]);
    expect(await inGroups(`members eq "${idOf(1)}"`)).toEqual(['Group One']);
    expect(await inGroups('members pr')).toEqual(['Group One', 'Group Two']);
    expect(await inGroups('not (members pr)')).toEqual(['Empty']);
    expect(await inGroups(`members.value ne "${idOf(0)}"`)).toHaveLength(3);
    expect(await inGroups(`id eq "${groups[0]?.id ?? ''}"`)).toEqual(['Group One']);
    const quiet = filtered(`members.value eq "${idOf(0)}"`, { excludedAttributes: 'members' });
    for (const row of resources(await scim.get(`/Groups${quiet}`))) {
      expect(row).not.toHaveProperty('members');
    }
    expect(await find(scim, `groups.value eq "${groups[0]?.id ?? ''}"`)).toEqual([ANN, BOB]);
    expect(await find(scim, `groups[value eq "${groups[1]?.id ?? ''}"]`)).toEqual([CARL]);
    expect(await find(scim, 'groups pr')).toEqual([ANN, BOB, CARL]);
    expect(await find(scim, 'not (groups pr)')).toEqual([DORA]);
  });

  describe('the query string', () => {
    test('row 71: E4: what is encoded is decoded once', async () => {
      const names = ['a+b', 'a b', 'a%2Bb', 'a&b=c', 'a#b', 'a%b', 'a/b?c', 'a;b'];
      const other = await suite.scim();
      for (const name of names) await makeUser(other, name);
      for (const name of names) {
        const literal = encodeURIComponent(`userName eq "${name}"`);
        const reply = await other.get(`/Users?filter=${literal}`);
        expect(resources(reply).map(({ userName }) => userName)).toEqual([name]);
      }
      const plus = await other.get('/Users?filter=userName+eq+%22a%2Bb%22');
      expect(resources(plus).map(({ userName }) => userName)).toEqual(['a+b']);
      const space = await other.get('/Users?filter=userName+eq+%22a+b%22');
      expect(resources(space).map(({ userName }) => userName)).toEqual(['a b']);
    });
  });
});
