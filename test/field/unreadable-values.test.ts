import { expect, test } from '@jest/globals';
import {
  ENTERPRISE,
  GROUP,
  overApplications,
  rolesOf,
  USER,
  type Reply,
  type ScimConnection,
} from '../kit/application.js';

type Compatibility = 'lenient' | 'strict';
const MODES: readonly Compatibility[] = ['lenient', 'strict'];

interface MappedGroup {
  readonly scim: ScimConnection;
  /** its two people are administrators by it */
  readonly group: string;
  readonly people: readonly [string, string];
}

overApplications('values that cannot be read', (app) => {
  async function mappedGroup(compatibility: Compatibility): Promise<MappedGroup> {
    const scim = await app().scimConnection(undefined, compatibility);
    const people = [await scim.user('ann@x.example'), await scim.user('bob@x.example')] as const;
    const group = await scim.group('Admins', ...people);
    await scim.mapGroups([{ groupId: group, role: 'admin' }]);
    return { scim, group, people };
  }

  async function expectGroup({ scim, group, people }: MappedGroup, title: string): Promise<void> {
    const { body } = await scim.call('GET', `/Groups/${group}`);
    const ids = (body['members'] ?? []) as { value: string }[];
    expect([title, ids.map(({ value }) => value).sort()]).toEqual([title, [...people].sort()]);
    for (const id of people) {
      expect([title, rolesOf(await scim.memberOf(id))]).toEqual([title, ['admin by group']]);
    }
  }

  const refused = (title: string, reply: Reply): void =>
    expect([title, reply.status, reply.body['scimType']]).toEqual([title, 400, 'invalidValue']);

  /** Lists and values in which at least one member cannot be read; `$A` stands for a member. */
  const unreadable = (a: string): readonly unknown[] => [
    [{ display: 'Ann' }],
    [{ id: a }],
    [{ userName: 'ann@x.example' }],
    [{ $ref: `../Users/${a}` }],
    [{ value: a }, { id: a }],
    [{ value: null }],
    [{ value: '' }],
    [{ value: '  ' }],
    [{ value: { value: a } }],
    [{ value: [a] }],
    [{ value: 7 }],
    [{}],
    [null],
    [[]],
    [[{ value: a }]],
    [5],
    [''],
    {},
    { id: a },
    '',
    7,
    true,
  ];

  for (const mode of MODES) {
    test(`S1 a member without a readable value is refused: ${mode}`, async () => {
      const mapped = await mappedGroup(mode);
      const { scim, group, people } = mapped;
      const path = `/Groups/${group}`;
      const before = (await scim.call('GET', path)).text;
      for (const members of unreadable(people[0])) {
        const title = JSON.stringify(members);
        for (const op of ['add', 'replace', 'remove', 'Replace']) {
          const reply = await scim.patch(path, { op, path: 'members', value: members });
          refused(`${op} ${title}`, reply);
        }
        refused(`no path ${title}`, await scim.patch(path, { op: 'replace', value: { members } }));
        const put = { schemas: [GROUP], displayName: 'Renamed', members };
        refused(`PUT ${title}`, await scim.call('PUT', path, put));
        const post = { schemas: [GROUP], displayName: 'Other', members };
        refused(`POST ${title}`, await scim.call('POST', '/Groups', post));
      }
      await expectGroup(mapped, 'all of them');
      expect((await scim.call('GET', path)).text).toBe(before);
      expect((await scim.call('GET', '/Groups')).body['totalResults']).toBe(1);
    });

    test(`S1 one unreadable member keeps the rest of the request from being done: ${mode}`, async () => {
      const mapped = await mappedGroup(mode);
      const { scim, group } = mapped;
      const reply = await scim.patch(
        `/Groups/${group}`,
        { op: 'replace', path: 'displayName', value: 'Renamed' },
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value: [{ id: mapped.people[0] }] },
      );
      refused('sequence', reply);
      const { body } = await scim.call('GET', `/Groups/${group}`);
      expect(body['displayName']).toBe('Admins');
      await expectGroup(mapped, 'sequence');
    });

    test(`S1 [] and null go on emptying a group: ${mode}`, async () => {
      for (const members of [[], null]) {
        for (const send of [
          (scim: ScimConnection, path: string) =>
            scim.patch(path, { op: 'replace', path: 'members', value: members }),
          (scim: ScimConnection, path: string) =>
            scim.patch(path, { op: 'replace', value: { members } }),
          (scim: ScimConnection, path: string) =>
            scim.call('PUT', path, { schemas: [GROUP], displayName: 'Admins', members }),
        ]) {
          const { scim, group, people } = await mappedGroup(mode);
          expect((await send(scim, `/Groups/${group}`)).status).toBeLessThan(300);
          expect((await scim.call('GET', `/Groups/${group}`)).body).not.toHaveProperty('members');
          for (const id of people) {
            expect(rolesOf(await scim.memberOf(id))).not.toContain('admin by group');
          }
        }
      }
    });
  }

  test('S1 a list of which nobody is known does not empty a group', async () => {
    const nobody = [{ value: 'nobody-1' }, { value: 'nobody-2' }];
    for (const mode of MODES) {
      const mapped = await mappedGroup(mode);
      const { scim, group } = mapped;
      const path = `/Groups/${group}`;
      const replace = { op: 'replace', path: 'members', value: nobody };
      refused('PATCH', await scim.patch(path, replace));
      refused('no path', await scim.patch(path, { op: 'replace', value: { members: nobody } }));
      const put = { schemas: [GROUP], displayName: 'Renamed', members: nobody };
      refused('PUT', await scim.call('PUT', path, put));
      const bulk = {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [{ method: 'PUT', path, data: put }],
      };
      const { body } = await scim.call('POST', '/Bulk', bulk);
      expect(body['Operations']).toMatchObject([{ status: '400' }]);
      await expectGroup(mapped, mode);
    }
  });

  test('S1 unknown ids are skipped beside known ones, in an empty group, in POST, add and remove', async () => {
    const mapped = await mappedGroup('lenient');
    const { scim, group, people } = mapped;
    const path = `/Groups/${group}`;
    const mixed = [{ value: 'nobody' }, ...people.map((value) => ({ value }))];
    for (const op of ['add', 'replace']) {
      expect((await scim.patch(path, { op, path: 'members', value: mixed })).status).toBe(204);
    }
    for (const op of ['add', 'remove']) {
      const value = [{ value: 'nobody' }];
      expect((await scim.patch(path, { op, path: 'members', value })).status).toBe(204);
    }
    await expectGroup(mapped, 'mixed');
    const empty = await scim.group('Empty', 'nobody');
    const put = { schemas: [GROUP], displayName: 'Empty', members: [{ value: 'nobody' }] };
    expect((await scim.call('PUT', `/Groups/${empty}`, put)).status).toBe(200);
    const trace = (await scim.exchanges()).flatMap((one) => one.trace.map(({ step }) => step));
    expect(trace.filter((step) => step === 'member.unknown')).toHaveLength(5);
  });

  const profile = {
    emails: [{ value: 'ann@x.example', type: 'work' }, { value: 'a@home.example' }],
    phoneNumbers: [{ value: '1', type: 'work' }],
    addresses: [{ type: 'work', streetAddress: 'Main 1' }],
    roles: [{ value: 'Lead' }],
    name: { givenName: 'Ann' },
    [ENTERPRISE]: { department: 'A', manager: { value: 'boss' } },
  };
  const losses: readonly Readonly<Record<string, unknown>>[] = [
    { emails: [{ address: 'a@x.example' }] },
    { emails: [{ address: 'ann@x.example', type: 'work' }] },
    { emails: [{ value: 'ann@x.example' }, { mail: 'a@home.example' }] },
    { emails: [{}] },
    { emails: [null] },
    { emails: {} },
    { phoneNumbers: [{ number: '1' }] },
    { addresses: [{ street: 'Main 1', type: 'work' }] },
    { roles: [{ name: 'Lead' }] },
  ];

  test('S1 values of a user that cannot be read take nothing away', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('ann@x.example', profile);
    const path = `/Users/${id}`;
    const before = (await scim.call('GET', path)).text;
    const whole = { schemas: [USER], userName: 'ann@x.example', ...profile };
    const singles = [
      { name: { first: 'Ann' } },
      { [ENTERPRISE]: { department: 'A', manager: { id: 'boss' } } },
      { [ENTERPRISE]: { dept: 'A' } },
    ];
    for (const loss of [...losses, ...singles]) {
      const title = JSON.stringify(loss);
      refused(`PUT ${title}`, await scim.call('PUT', path, { ...whole, ...loss, title: 'x' }));
    }
    for (const loss of losses) {
      const title = JSON.stringify(loss);
      const value = { ...loss, title: 'x' };
      refused(`PATCH ${title}`, await scim.patch(path, { op: 'replace', value }));
    }
    expect((await scim.call('GET', path)).text).toBe(before);
    expect(await scim.memberOf(id)).toMatchObject({ email: 'ann@x.example' });
  });

  test('S1 where no value would be lost, what cannot be read is left out and noted', async () => {
    const scim = await app().scimConnection();
    const unreadableEmail = { emails: [{ address: 'ann@x.example' }] };
    const id = await scim.user('ann@x.example', unreadableEmail);
    expect((await scim.lastExchange()).trace).toEqual(
      expect.arrayContaining([
        { step: 'attribute.ignored', detail: 'emails.address' },
        { step: 'value.unreadable', detail: 'emails' },
      ]),
    );
    const path = `/Users/${id}`;
    const put = { schemas: [USER], userName: 'ann@x.example', title: 'x', ...unreadableEmail };
    const { status, body } = await scim.call('PUT', path, put);
    expect([status, body['title'], body['emails']]).toEqual([200, 'x', undefined]);
    const value = { ...unreadableEmail, title: 'y' };
    expect((await scim.patch(path, { op: 'replace', value })).body['title']).toBe('y');
    const emails = [{ value: 'ann@x.example' }];
    await scim.patch(path, { op: 'replace', path: 'emails', value: emails });
    const added = await scim.patch(
      path,
      { op: 'add', path: 'emails', value: [{ address: 'b@x.example' }] },
      { op: 'replace', path: 'emails', value: [...emails, { address: 'b@x.example' }] },
    );
    expect([added.status, added.body['emails']]).toEqual([200, emails]);
    for (const nothing of [[], null]) {
      const emptied = await scim.patch(path, { op: 'replace', value: { emails: nothing } });
      expect([emptied.status, emptied.body['emails']]).toEqual([200, undefined]);
    }
  });
});
