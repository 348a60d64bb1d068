import { expect, test } from '@jest/globals';
import {
  ENTERPRISE,
  GROUP,
  overApplications,
  PATCH_OP,
  USER,
  type Reply,
  type ScimConnection,
} from '../kit/application.js';

const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const OFF = { op: 'replace', path: 'active', value: false };

overApplications('values in another shape', (app) => {
  const lenient = (): Promise<ScimConnection> => app().scimConnection();
  const strict = (): Promise<ScimConnection> => app().scimConnection(undefined, 'strict');
  const refused = (title: string, reply: Reply, scimType = 'invalidValue'): void =>
    expect([title, reply.status, reply.body['scimType']]).toEqual([title, 400, scimType]);
  const stepsOf = async (scim: ScimConnection): Promise<string[]> =>
    (await scim.lastExchange()).trace.map(({ step, detail }) => `${step} ${detail}`);

  /** what comes, and what is read */
  const SHAPES: readonly (readonly [Readonly<Record<string, unknown>>, object])[] = [
    [{ roles: ['Admin', { value: 'Lead' }] }, { roles: [{ value: 'Admin' }, { value: 'Lead' }] }],
    [{ roles: 'Admin' }, { roles: [{ value: 'Admin' }] }],
    [{ emails: ['a@y.example'] }, { emails: [{ value: 'a@y.example' }] }],
    [{ phoneNumbers: '5551234' }, { phoneNumbers: [{ value: '5551234' }] }],
    [{ phoneNumbers: [{ value: 5551234 }] }, { phoneNumbers: [{ value: '5551234' }] }],
    [{ entitlements: ['E'] }, { entitlements: [{ value: 'E' }] }],
    [{ externalId: 701984 }, { externalId: '701984' }],
    [{ title: -7 }, { title: '-7' }],
    [{ name: { familyName: 7 } }, { name: { familyName: '7' } }],
    [{ addresses: [{ postalCode: 12345 }] }, { addresses: [{ postalCode: '12345' }] }],
    [
      { [ENTERPRISE]: { employeeNumber: Number.MAX_SAFE_INTEGER } },
      { [ENTERPRISE]: { employeeNumber: '9007199254740991' } },
    ],
  ];

  test('S13 texts for elements and numbers for texts are read, beside a deactivation too', async () => {
    const scim = await lenient();
    for (const [index, [sent, read]] of SHAPES.entries()) {
      const userName = `user-${index}@x.example`;
      const body = { schemas: [USER], userName };
      const made = await scim.call('POST', '/Users', { ...body, ...sent });
      expect([made.status, made.body]).toMatchObject([201, read]);
      expect((await stepsOf(scim)).join()).toContain('value.converted');
      const path = `/Users/${String(made.body['id'])}`;
      const put = await scim.call('PUT', path, { ...body, ...sent, title: 'x', active: false });
      expect([put.status, put.body]).toMatchObject([200, { ...read, title: 'x', active: false }]);
      await scim.call('PUT', path, { ...body, active: true });
      const patched = await scim.patch(path, { op: 'replace', value: sent }, OFF);
      expect([patched.status, patched.body]).toMatchObject([200, { ...read, active: false }]);
      expect((await scim.memberOf(String(made.body['id']))).status).toBe('suspended');
    }
  });

  test('S13 a role given as text is removed alone', async () => {
    const scim = await lenient();
    const id = await scim.user('ann@x.example', { roles: ['Admin', 'Lead', 'Guest'] });
    const path = `/Users/${id}`;
    for (const value of ['Lead', ['Guest']]) {
      expect((await scim.patch(path, { op: 'remove', path: 'roles', value })).status).toBe(200);
    }
    const { body } = await scim.call('GET', path);
    expect(body['roles']).toEqual([{ value: 'Admin' }]);
    refused('number', await scim.patch(path, { op: 'remove', path: 'roles', value: 7 }));
    expect((await scim.call('GET', path)).body['roles']).toEqual([{ value: 'Admin' }]);
  });

  test('S13 what is no text of an element and no integer stays refused', async () => {
    const scim = await lenient();
    const id = await scim.user('ann@x.example');
    const before = (await scim.call('GET', `/Users/${id}`)).text;
    for (const wrong of [
      { userName: 7 },
      { emails: [7] },
      { emails: 7 },
      { roles: [true] },
      { addresses: ['Main 1'] },
      { name: 'Ann' },
      { title: 1.5 },
      { externalId: 2 ** 53 },
      { title: true },
      { profileUrl: 7 },
      { [ENTERPRISE]: { manager: 7 } },
    ]) {
      const title = JSON.stringify(wrong);
      const body = { schemas: [USER], userName: 'bob@x.example', ...wrong };
      refused(`POST ${title}`, await scim.call('POST', '/Users', body));
      refused(`PUT ${title}`, await scim.call('PUT', `/Users/${id}`, body));
      const operation = { op: 'replace', value: wrong };
      refused(`PATCH ${title}`, await scim.patch(`/Users/${id}`, OFF, operation));
    }
    const group = { schemas: [GROUP], displayName: 7 };
    refused('group', await scim.call('POST', '/Groups', group));
    expect((await scim.call('GET', `/Users/${id}`)).text).toBe(before);
    expect((await scim.call('GET', '/Users')).body['totalResults']).toBe(1);
  });

  test('S13 strict takes none of it', async () => {
    const scim = await strict();
    const id = await scim.user('ann@x.example');
    for (const [sent] of SHAPES) {
      const body = { schemas: [USER], userName: 'bob@x.example', ...sent };
      refused(JSON.stringify(sent), await scim.call('POST', '/Users', body));
      refused('PATCH', await scim.patch(`/Users/${id}`, { op: 'replace', value: sent }));
    }
  });

  const UNSAID = [{}, { schemas: null }, { schemas: [] }];

  test('S19 schemas that are not said are those of the endpoint', async () => {
    const scim = await lenient();
    for (const [index, schemas] of UNSAID.entries()) {
      const userName = `user-${index}@x.example`;
      const user = await scim.call('POST', '/Users', { ...schemas, userName });
      expect([user.status, user.body['schemas']]).toEqual([201, [USER]]);
      expect(await stepsOf(scim)).toContain(`schemas.assumed ${USER}`);
      const path = `/Users/${String(user.body['id'])}`;
      const extended = { ...schemas, userName, [ENTERPRISE]: { department: 'A' } };
      const put = await scim.call('PUT', path, extended);
      expect([put.status, put.body['schemas']]).toEqual([200, [USER, ENTERPRISE]]);
      const patched = await scim.call('PATCH', path, { ...schemas, Operations: [OFF] });
      expect([patched.status, patched.body['active']]).toEqual([200, false]);
      expect(await stepsOf(scim)).toContain(`schemas.assumed ${PATCH_OP}`);
      const displayName = `Group ${index}`;
      const group = await scim.call('POST', '/Groups', { ...schemas, displayName });
      expect([group.status, group.body['schemas']]).toEqual([201, [GROUP]]);
      const at = `/Groups/${String(group.body['id'])}`;
      const rename = { op: 'replace', value: { displayName: `Renamed ${index}` } };
      const renamed = await scim.call('PATCH', at, { ...schemas, Operations: [rename] });
      expect(renamed.status).toBe(204);
    }
  });

  test('S19 in operations of a Bulk too, but not of the Bulk itself and of a search', async () => {
    const scim = await lenient();
    const id = await scim.user('ann@x.example');
    const Operations = [
      { method: 'POST', path: '/Users', bulkId: 'b', data: { userName: 'bob@x.example' } },
      { method: 'PUT', path: `/Users/${id}`, data: { userName: 'ann@x.example', title: 'x' } },
      { method: 'PATCH', path: `/Users/${id}`, data: { Operations: [OFF] } },
    ];
    const { body } = await scim.call('POST', '/Bulk', { schemas: [BULK], Operations });
    expect(body['Operations']).toMatchObject([
      { status: '201' },
      { status: '200' },
      { status: '200' },
    ]);
    for (const schemas of UNSAID) {
      refused(
        'Bulk',
        await scim.call('POST', '/Bulk', { ...schemas, Operations }),
        'invalidSyntax',
      );
      const search = { ...schemas, filter: 'userName pr' };
      refused('search', await scim.call('POST', '/Users/.search', search), 'invalidSyntax');
      refused('search', await scim.call('POST', '/.search', search), 'invalidSyntax');
    }
  });

  test('S19 schemas that say something else are refused, and strict wants them said', async () => {
    const scim = await lenient();
    const id = await scim.user('ann@x.example');
    const before = (await scim.call('GET', `/Users/${id}`)).text;
    for (const schemas of [['urn:x:y'], [GROUP], '', {}, [null], [7]]) {
      const body = { schemas, userName: 'bob@x.example' };
      refused('POST', await scim.call('POST', '/Users', body), 'invalidSyntax');
      refused('PUT', await scim.call('PUT', `/Users/${id}`, body), 'invalidSyntax');
      const patch = { schemas, Operations: [OFF] };
      refused('PATCH', await scim.call('PATCH', `/Users/${id}`, patch), 'invalidSyntax');
    }
    expect((await scim.call('GET', `/Users/${id}`)).text).toBe(before);
    const other = await strict();
    const path = `/Users/${await other.user('ann@x.example')}`;
    for (const schemas of UNSAID) {
      const body = { ...schemas, userName: 'bob@x.example' };
      refused('POST', await other.call('POST', '/Users', body), 'invalidSyntax');
      refused('PUT', await other.call('PUT', path, body), 'invalidSyntax');
      const patch = { ...schemas, Operations: [OFF] };
      refused('PATCH', await other.call('PATCH', path, patch), 'invalidSyntax');
    }
    expect((await other.call('GET', path)).body['active']).toBe(true);
  });

  const PROFILE = { active: false, 'name.givenName': 'Ann' };
  const WRAPPED: readonly unknown[] = [
    [PROFILE],
    JSON.stringify(PROFILE),
    ` ${JSON.stringify([PROFILE])}`,
    [JSON.stringify(PROFILE)],
    JSON.stringify({ active: 'False', name: JSON.stringify({ givenName: 'Ann' }) }),
  ];

  test('S24 an object in a list of one, or as JSON text, is that object', async () => {
    for (const value of WRAPPED) {
      for (const op of ['replace', 'Add']) {
        const scim = await lenient();
        const id = await scim.user('ann@x.example');
        const { status, body } = await scim.patch(`/Users/${id}`, { op, value });
        const title = JSON.stringify(value);
        expect([title, status, body['active'], body['name']]).toEqual([
          title,
          200,
          false,
          { givenName: 'Ann' },
        ]);
        expect((await scim.memberOf(id)).status).toBe('suspended');
        expect((await stepsOf(scim)).join()).toContain('value.unwrapped');
      }
    }
  });

  test('S24 members that move in the same request, and members as JSON text', async () => {
    const scim = await lenient();
    const people = [await scim.user('ann@x.example'), await scim.user('bob@x.example')];
    const group = await scim.group('Group');
    const path = `/Groups/${group}`;
    const [ann, bob] = people.map((value) => ({ value }));
    const renamed = await scim.patch(
      path,
      { op: 'replace', value: [{ displayName: 'Renamed' }] },
      { op: 'add', path: 'members', value: [ann] },
    );
    expect(renamed.status).toBe(204);
    const membersOf = async (): Promise<unknown> =>
      (await scim.call('GET', path)).body['members'] ?? [];
    for (const value of [JSON.stringify([bob]), [JSON.stringify(bob)], JSON.stringify(bob)]) {
      await scim.patch(path, { op: 'add', path: 'members', value });
      expect(await membersOf()).toMatchObject([ann, bob].map((one) => ({ ...one })));
      await scim.patch(path, { op: 'remove', path: 'members', value });
      expect(await membersOf()).toMatchObject([{ ...ann }]);
    }
    const replace = { op: 'replace', value: JSON.stringify({ members: [bob] }) };
    expect((await scim.patch(path, replace)).status).toBe(204);
    expect(await membersOf()).toMatchObject([{ ...bob }]);
    refused(
      'text',
      await scim.patch(path, { op: 'replace', path: 'members', value: '[{"id":1}]' }),
    );
    expect(await membersOf()).toMatchObject([{ ...bob }]);
  });

  test('S24 several objects, text that is no object, and strict stay refused', async () => {
    const scim = await lenient();
    const path = `/Users/${await scim.user('ann@x.example')}`;
    const before = (await scim.call('GET', path)).text;
    for (const value of [
      [PROFILE, { title: 'x' }],
      [],
      [null],
      'active',
      '',
      '[]',
      '7',
      '"text"',
      '{"active":false',
      `{"active":${'['.repeat(50_000)}`,
      7,
      null,
    ]) {
      refused(JSON.stringify(value).slice(0, 80), await scim.patch(path, { op: 'replace', value }));
    }
    expect((await scim.call('GET', path)).text).toBe(before);
    const other = await strict();
    const at = `/Users/${await other.user('ann@x.example')}`;
    for (const value of [[{ active: false }], '{"active":false}']) {
      refused('strict', await other.patch(at, { op: 'replace', value }));
    }
    expect((await other.call('GET', at)).body['active']).toBe(true);
  });

  test('S24 a password in JSON text is in no log', async () => {
    const scim = await lenient();
    const path = `/Users/${await scim.user('ann@x.example')}`;
    const secret = 'hunter2-hunter2';
    const value = JSON.stringify({ password: secret, title: 'x' });
    for (const one of [value, [value]]) {
      expect((await scim.patch(path, { op: 'replace', value: one })).status).toBe(200);
      expect(JSON.stringify(await scim.lastExchange())).not.toContain(secret);
    }
  });

  const TWICE = [
    { value: 'ann@x.example', type: 'work', primary: true },
    { value: 'ANN@x.example', type: 'Work', display: 'Ann' },
    { value: 'ann@x.example', type: 'home' },
    { value: 'ann@x.example', type: 'work', primary: true },
  ];

  test('S22 the same type and value is kept once in POST, PUT and PATCH', async () => {
    for (const scim of [await lenient(), await strict()]) {
      const check = ({ status, body }: Reply): void => {
        expect(status).toBeLessThan(300);
        const emails = body['emails'] as unknown as Record<string, unknown>[];
        expect(emails).toHaveLength(2);
        expect(emails[0]).toMatchObject({ primary: true, display: 'Ann' });
        expect(emails[1]).toEqual({ value: 'ann@x.example', type: 'home' });
      };
      const body = { schemas: [USER], userName: 'ann@x.example', emails: TWICE };
      const made = await scim.call('POST', '/Users', body);
      check(made);
      const path = `/Users/${String(made.body['id'])}`;
      check(await scim.call('PUT', path, body));
      for (const op of ['add', 'replace']) {
        check(await scim.patch(path, { op, path: 'emails', value: TWICE }));
        check(await scim.patch(path, { op, value: { emails: TWICE } }));
      }
      const moved = await scim.patch(
        path,
        { op: 'add', path: 'emails', value: [{ value: 'b@x.example', type: 'home' }] },
        { op: 'replace', path: 'emails[value eq "b@x.example"].value', value: 'ann@x.example' },
      );
      check(moved);
      const members = [{ value: path.slice(7) }, { value: path.slice(7) }];
      const group = await scim.call('POST', '/Groups', {
        schemas: [GROUP],
        displayName: 'Group',
        members,
      });
      expect(group.body['members']).toHaveLength(1);
    }
  });
});
