import { expect, test } from '@jest/globals';
import { ENTERPRISE, overApplications, type ScimConnection } from '../kit/application.js';

const FOREIGN = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User';
const OFF = { op: 'Replace', path: 'active', value: 'False' };

overApplications('names that no schema has', (app) => {
  async function person(compatibility: 'lenient' | 'strict' = 'lenient') {
    const scim = await app().scimConnection(undefined, compatibility);
    const id = await scim.user('ann@x.example', { title: 'Lead', active: true });
    return { scim, id, path: `/Users/${id}` };
  }

  const ignoredOf = async (scim: ScimConnection): Promise<string[]> => {
    const { trace } = await scim.lastExchange();
    return trace.filter(({ step }) => step === 'attribute.ignored').map(({ detail }) => detail);
  };

  const UNKNOWN_PATHS = [
    `${FOREIGN}:attr`,
    `${FOREIGN}:list[type eq "a"].value`,
    `${ENTERPRISE}:shoeSize`,
    'shoeSize',
    'shoe.size',
    'employeeNumber',
    'name.first',
    'title.value',
    'emails[type eq "work"].address',
    'emails[kind eq "work"].value',
    'members',
  ];

  test('S2 an unknown attribute in a path is skipped and noted, the rest is done', async () => {
    const { scim, id, path: at } = await person();
    const on = { op: 'replace', path: 'active', value: true };
    for (const path of UNKNOWN_PATHS) {
      for (const op of ['Add', 'Remove']) {
        await scim.patch(at, on);
        const unknown = { op, path, ...(op !== 'Remove' && { value: 'x' }) };
        const reply = await scim.patch(at, unknown, OFF);
        expect([path, op, reply.status, reply.body['active']]).toEqual([path, op, 200, false]);
        expect(await ignoredOf(scim)).toEqual([path]);
      }
    }
    expect((await scim.memberOf(id)).status).toBe('suspended');
  });

  test('S2 members of a group move although another name is unknown', async () => {
    const { scim, id } = await person();
    const group = await scim.group('Group');
    const reply = await scim.patch(
      `/Groups/${group}`,
      { op: 'Replace', path: 'urn:x:acme:2.0:Group:mail', value: 'x' },
      { op: 'add', path: 'members', value: [{ value: id }] },
      { op: 'replace', value: { shoeSize: 1 } },
    );
    expect(reply.status).toBe(204);
    const { body } = await scim.call('GET', `/Groups/${group}`);
    expect(body['members']).toMatchObject([{ value: id }]);
    const [bulk] = [
      await scim.call('POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [
          {
            method: 'PATCH',
            path: `/Users/${id}`,
            data: {
              schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
              Operations: [{ op: 'add', path: 'shoeSize', value: 1 }, OFF],
            },
          },
        ],
      }),
    ];
    expect(bulk?.body['Operations']).toMatchObject([{ status: '200' }]);
    expect((await scim.memberOf(id)).status).toBe('suspended');
  });

  test('S2 a request of which nothing is understood is 400 and changes nothing', async () => {
    const { scim, path } = await person();
    const before = (await scim.call('GET', path)).text;
    const nothing: unknown[][] = [
      ...UNKNOWN_PATHS.filter((name) => !name.startsWith(FOREIGN)).map((name) => [
        { op: 'replace', path: name, value: 'x' },
      ]),
      [{ op: 'remove', path: 'shoeSize' }],
      [{ op: 'add', path: 'shoeSize', value: '' }],
      [{ op: 'replace', value: { shoeSize: 1, 'shoe.size': 2 } }],
      [{ op: 'replace', value: { [ENTERPRISE]: { shoeSize: 1 } } }],
      [{ op: 'replace', path: 'name', value: { first: 'A' } }],
      [{ op: 'add', path: 'emails', value: [{ address: 'a@x.example' }] }],
      [
        { op: 'add', path: 'a', value: 1 },
        { op: 'remove', path: 'b' },
        { op: 'add', value: { c: 1 } },
      ],
    ];
    for (const operations of nothing) {
      const title = JSON.stringify(operations);
      const { status, body } = await scim.patch(path, ...operations);
      expect([title, status, body['scimType']]).toEqual([title, 400, 'invalidPath']);
    }
    expect((await scim.call('GET', path)).text).toBe(before);
  });

  test('S2 an unknown extension alone is answered with success and noted', async () => {
    const { scim, path } = await person();
    const group = await scim.group('Group');
    const before = (await scim.call('GET', path)).text;
    for (const operation of [
      { op: 'Add', path: `${FOREIGN}:attr`, value: 'x' },
      { op: 'Remove', path: `${FOREIGN}:attr` },
      { op: 'Replace', path: FOREIGN, value: { attr: 'x' } },
      { op: 'replace', value: { [FOREIGN]: { attr: 'x' } } },
      { op: 'replace', value: { [`${FOREIGN}:attr`]: 'x' } },
    ]) {
      expect((await scim.patch(path, operation)).status).toBe(200);
      expect((await ignoredOf(scim)).join()).toContain(FOREIGN);
      expect((await scim.patch(`/Groups/${group}`, operation)).status).toBe(204);
    }
    expect((await scim.call('GET', path)).text).toBe(before);
  });

  test('S2 empty values, schemas, meta and the own id are understood', async () => {
    const { scim, id, path } = await person();
    const before = (await scim.call('GET', path)).text;
    for (const operation of [
      { op: 'replace', value: {} },
      { op: 'replace', value: { schemas: ['urn:x:y'] } },
      { op: 'replace', value: { meta: { version: 'x' } } },
      { op: 'replace', value: { id } },
      { op: 'replace', value: { emails: [] } },
      { op: 'add', path: 'emails', value: null },
      { op: 'replace', path: 'name', value: {} },
      { op: 'replace', path: ENTERPRISE, value: {} },
      { op: 'remove', path: 'emails[type eq "work"]' },
    ]) {
      const title = JSON.stringify(operation);
      expect([title, (await scim.patch(path, operation)).status]).toEqual([title, 200]);
    }
    expect((await scim.call('GET', path)).text).toBe(before);
  });

  test('S2 malformed paths, read-only targets and bad values refuse everything', async () => {
    const { scim, id, path } = await person();
    const before = (await scim.call('GET', path)).text;
    for (const [operation, scimType] of [
      [{ op: 'add', path: 'emails[type eq', value: 'x' }, 'invalidPath'],
      [{ op: 'add', path: '..', value: 'x' }, 'invalidPath'],
      [{ op: 'add', path: '', value: 'x' }, 'invalidPath'],
      [{ op: 'add', path: '__proto__', value: 'x' }, 'invalidPath'],
      [{ op: 'add', path: 'title[type eq "x"]', value: 'x' }, 'invalidPath'],
      [{ op: 'add', path: 'emails[primary gt true and kind eq "x"]', value: 'x' }, 'invalidPath'],
      [{ op: 'add', path: 7, value: 'x' }, 'invalidPath'],
      [{ op: 'move', path: 'shoeSize', value: 'x' }, 'invalidSyntax'],
      [{ op: 'add', path: 'shoeSize' }, 'invalidValue'],
      [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
      [{ op: 'replace', path: 'meta.version', value: 'x' }, 'mutability'],
      [{ op: 'remove', path: 'groups' }, 'mutability'],
      [{ op: 'replace', path: 'active', value: 'maybe' }, 'invalidValue'],
    ] as const) {
      const title = JSON.stringify(operation);
      const { status, body } = await scim.patch(path, OFF, operation);
      expect([title, status, body['scimType']]).toEqual([title, 400, scimType]);
    }
    expect((await scim.call('GET', path)).text).toBe(before);
    expect((await scim.memberOf(id)).status).toBe('active');
  });

  test('S2 strict refuses every unknown name', async () => {
    const { scim, id, path } = await person('strict');
    const off = { op: 'replace', path: 'active', value: false };
    for (const name of UNKNOWN_PATHS) {
      const { status, body } = await scim.patch(path, off, { op: 'add', path: name, value: 'x' });
      expect([name, status, body['scimType']]).toEqual([name, 400, 'invalidPath']);
    }
    expect((await scim.memberOf(id)).status).toBe('active');
  });
});
