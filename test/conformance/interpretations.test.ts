import { describe, expect, test } from '@jest/globals';
import type { Json, ScimClient } from '../kit/server.js';
import {
  ENTERPRISE,
  expectBadFilter,
  expectError,
  expectNoContent,
  expectOk,
  find,
  GROUP,
  groupBody,
  items,
  makeGroup,
  makeUser,
  memberIds,
  patchBody,
  resources,
  searchBody,
  expectUnchanged,
  USER,
  userBody,
} from './client.js';
import { overServers, type ConformanceSuite } from './servers.js';

const WORK = { value: 'user-1@work.example', type: 'work' };

type Mode = 'lenient' | 'strict';

/** One test per column of the table in the checklist's "Interpretations, fixed". */
function both(
  suite: ConformanceSuite,
  question: string,
  columns: Record<Mode, (scim: ScimClient) => Promise<void>>,
): void {
  for (const mode of ['lenient', 'strict'] as const) {
    test(`interpretation: ${question}: ${mode}`, async () => {
      await columns[mode](await suite.scim({ compatibility: mode }));
    });
  }
}

/** What the provisioning log says of the requests so far. */
async function traceOf(
  suite: ConformanceSuite,
  { organizationId, connectionId }: ScimClient,
): Promise<string[]> {
  const path = `/organizations/${organizationId}/connections/${connectionId}/exchanges?limit=200&order=asc`;
  const reply = await suite.server.rest('GET', path);
  expect(reply.status).toBe(200);
  return items(reply.body.items).flatMap(({ trace }) =>
    items(trace).map(({ step, detail }) => `${String(step)} ${String(detail)}`),
  );
}

async function journalOf(suite: ConformanceSuite, { organizationId }: ScimClient): Promise<Json[]> {
  const path = `/organizations/${organizationId}/journal?limit=200`;
  return items((await suite.server.rest('GET', path)).body.items);
}

const interpretations = (suite: ConformanceSuite): void => {
  both(suite, 'add or replace with a value filter that matches nothing', {
    async lenient(scim) {
      const { path } = await makeUser(scim, 'user-1', { emails: [WORK] });
      const operations = [
        { op: 'replace', path: 'emails[type eq "home"].value', value: 'h@example.com' },
        { op: 'add', path: 'emails[type eq "home"].display', value: 'Home' },
        { op: 'add', path: 'phoneNumbers[type eq "mobile"]', value: { value: '1' } },
      ];
      const body = expectOk(await scim.patch(path, patchBody(...operations)));
      const home = { type: 'home', value: 'h@example.com', display: 'Home' };
      expect(body.emails).toEqual([WORK, home]);
      expect(body.phoneNumbers).toEqual([{ type: 'mobile', value: '1' }]);
      await expectUnchanged(scim, path, async () => {
        const nobody = { op: 'add', path: 'emails[type eq "a" and type eq "b"].value', value: 'x' };
        expectError(await scim.patch(path, patchBody(nobody)), 400, 'noTarget');
      });
    },
    async strict(scim) {
      const { path } = await makeUser(scim, 'user-1', { emails: [WORK] });
      await expectUnchanged(scim, path, async () => {
        for (const op of ['add', 'replace']) {
          for (const [at, value] of [
            ['emails[type eq "home"].value', 'x'],
            ['emails[type eq "home"]', { value: 'x' }],
            ['addresses[type eq "work"].locality', 'x'],
          ] as const) {
            const reply = await scim.patch(path, patchBody({ op, path: at, value }));
            expectError(reply, 400, 'noTarget');
          }
        }
      });
    },
  });

  both(suite, 'remove with a value filter that matches nothing', {
    async lenient(scim) {
      const user = await makeUser(scim, 'user-1', { emails: [WORK] });
      const group = await makeGroup(scim, 'Group One', user.id);
      await expectUnchanged(scim, user.path, async () => {
        for (const path of [
          'emails[type eq "home"]',
          'emails[type eq "home"].value',
          'ims[type pr]',
        ]) {
          expectOk(await scim.patch(user.path, patchBody({ op: 'remove', path })));
        }
      });
      await expectUnchanged(scim, group.path, async () => {
        const path = 'members[value eq "nobody"]';
        expectNoContent(await scim.patch(group.path, patchBody({ op: 'remove', path })));
      });
    },
    async strict(scim) {
      const user = await makeUser(scim, 'user-1', { emails: [WORK] });
      const group = await makeGroup(scim, 'Group One', user.id);
      await expectUnchanged(scim, user.path, async () => {
        for (const path of [
          'emails[type eq "home"]',
          'emails[type eq "home"].value',
          'ims[type pr]',
        ]) {
          const reply = await scim.patch(user.path, patchBody({ op: 'remove', path }));
          expectError(reply, 400, 'noTarget');
        }
      });
      await expectUnchanged(scim, group.path, async () => {
        for (const path of ['members[value eq "nobody"]', 'members[type eq "Group"]']) {
          const reply = await scim.patch(group.path, patchBody({ op: 'remove', path }));
          expectError(reply, 400, 'noTarget');
        }
        const other = await makeUser(scim, 'user-2');
        const at = `members[value eq "${other.id}"]`;
        const add = { op: 'add', path: at, value: { type: 'User' } };
        expectError(await scim.patch(group.path, patchBody(add)), 400, 'noTarget');
      });
      const present = { op: 'remove', path: `members[value eq "${user.id}"]` };
      expectNoContent(await scim.patch(group.path, patchBody(present)));
      expect(await memberIds(scim, group)).toEqual([]);
    },
  });

  const listedOnly = async (scim: ScimClient): Promise<void> => {
    const [a, b] = [await makeUser(scim, 'user-1'), await makeUser(scim, 'user-2')];
    const group = await makeGroup(scim, 'Group One', a.id, b.id);
    const remove = { op: 'remove', path: 'members', value: [{ value: a.id }] };
    expectNoContent(await scim.patch(group.path, patchBody(remove)));
    expect(await memberIds(scim, group)).toEqual([b.id]);
  };
  both(suite, 'remove members with a list of values', { lenient: listedOnly, strict: listedOnly });

  const emptied = async (scim: ScimClient): Promise<void> => {
    const [a, b] = [await makeUser(scim, 'user-1'), await makeUser(scim, 'user-2')];
    const group = await makeGroup(scim, 'Group One', a.id, b.id);
    expectNoContent(await scim.patch(group.path, patchBody({ op: 'remove', path: 'members' })));
    expect(await memberIds(scim, group)).toEqual([]);
  };
  both(suite, 'remove members without a value', { lenient: emptied, strict: emptied });

  both(suite, 'booleans as texts', {
    async lenient(scim) {
      const { path, body } = await makeUser(scim, 'user-1', { active: 'False' });
      expect(body.active).toBe(false);
      expect(expectOk(await scim.put(path, userBody('user-1', { active: 'True' }))).active).toBe(
        true,
      );
      const off = { op: 'replace', path: 'active', value: 'false' };
      expect(expectOk(await scim.patch(path, patchBody(off))).active).toBe(false);
      expect(await find(scim, 'active eq "False"')).toEqual(['user-1']);
    },
    async strict(scim) {
      const { path } = await makeUser(scim, 'user-1', { active: true });
      const active = 'False';
      expectError(await scim.post('/Users', userBody('user-2', { active })), 400, 'invalidValue');
      await expectUnchanged(scim, path, async () => {
        expectError(await scim.put(path, userBody('user-1', { active })), 400, 'invalidValue');
        for (const operation of [
          { op: 'replace', path: 'active', value: active },
          { op: 'replace', value: { active } },
        ]) {
          expectError(await scim.patch(path, patchBody(operation)), 400, 'invalidValue');
        }
      });
      await expectBadFilter(scim, 'active eq "True"');
    },
  });

  const ODD: Record<string, unknown>[] = [
    { favouriteColour: 'red' },
    { name: { favouriteColour: 'red' } },
    { emails: [{ value: 'a@example.com', favouriteColour: 'red' }] },
    { [ENTERPRISE]: { favouriteColour: 'red' } },
  ];
  both(suite, 'an unknown attribute in a body', {
    async lenient(scim) {
      for (const [index, odd] of ODD.entries()) {
        const { path, reply } = await makeUser(scim, `user-${index}`, odd);
        expect(reply.text).not.toContain('favouriteColour');
        expect((await scim.get(path)).text).not.toContain('favouriteColour');
      }
      const trace = await traceOf(suite, scim);
      for (const name of ['favouriteColour', 'name.favouriteColour', 'emails.favouriteColour']) {
        expect(trace).toContain(`attribute.ignored ${name}`);
      }
      expect(trace).toContain(`attribute.ignored ${ENTERPRISE}:favouriteColour`);
    },
    async strict(scim) {
      const { path } = await makeUser(scim, 'user-1');
      await expectUnchanged(scim, path, async () => {
        for (const odd of ODD) {
          expectError(await scim.post('/Users', userBody('user-2', odd)), 400, 'invalidSyntax');
          expectError(await scim.put(path, userBody('user-1', odd)), 400, 'invalidSyntax');
        }
      });
      expect((await scim.get('/Users')).body.totalResults).toBe(1);
    },
  });

  const ADSCIM = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
  both(suite, 'E7: an unknown URN beside a known one', {
    async lenient(scim) {
      const reply = await scim.post('/Groups', {
        ...groupBody('Group One'),
        schemas: [GROUP, ADSCIM],
      });
      expect(expectOk(reply, 201).schemas).toEqual([GROUP]);
      const user = await makeUser(scim, 'user-1', { schemas: ['urn:example:x', USER] });
      expect(user.body.schemas).toEqual([USER]);
      expect(await traceOf(suite, scim)).toContain(`schema.ignored ${ADSCIM}`);
    },
    async strict(scim) {
      const group = { ...groupBody('Group One'), schemas: [GROUP, ADSCIM] };
      expectError(await scim.post('/Groups', group), 400, 'invalidSyntax');
      const user = userBody('user-1', { schemas: ['urn:example:x', USER] });
      expectError(await scim.post('/Users', user), 400, 'invalidSyntax');
    },
  });

  both(suite, 'E3: a bare word as a literal', {
    async lenient(scim) {
      await makeUser(scim, 'user-1', { externalId: 'jyoung' });
      expect(await find(scim, 'externalId eq jyoung')).toEqual(['user-1']);
      expect(await find(scim, 'userName eq user-1 and externalId sw j')).toEqual(['user-1']);
    },
    async strict(scim) {
      await makeUser(scim, 'user-1', { externalId: 'jyoung' });
      await expectBadFilter(scim, 'externalId eq jyoung');
      expect(await find(scim, 'externalId eq "jyoung"')).toEqual(['user-1']);
    },
  });

  const typedEndpoint = async (scim: ScimClient): Promise<void> => {
    await makeUser(scim, 'user-1');
    for (const filter of ['foo eq "x"', 'foo pr', 'not (foo pr)', 'userName pr or foo ne "x"']) {
      await expectBadFilter(scim, filter);
    }
  };
  both(suite, 'an unknown attribute in a filter at a typed endpoint', {
    lenient: typedEndpoint,
    strict: typedEndpoint,
  });

  const rootSearch = async (scim: ScimClient): Promise<void> => {
    const user = await makeUser(scim, 'user-1');
    const group = await makeGroup(scim, 'Group One');
    const search = async (filter: string): Promise<unknown[]> =>
      resources(await scim.post('/.search', searchBody({ filter }))).map(({ id }) => id);
    for (const filter of ['foo eq "x"', 'foo pr', 'foo gt "a"']) {
      expect(await search(filter)).toEqual([]);
    }
    for (const filter of ['foo ne "x"', 'not (foo pr)', 'foo eq null']) {
      expect(await search(filter)).toEqual([user.id, group.id]);
    }
    expect(await search('userName eq "user-1"')).toEqual([user.id]);
    expect(await search('userName ne "user-1"')).toEqual([group.id]);
  };
  both(suite, 'the same at the root', { lenient: rootSearch, strict: rootSearch });

  both(suite, 'E17: O9: a member that does not exist', {
    async lenient(scim) {
      const user = await makeUser(scim, 'user-1');
      const group = await makeGroup(scim, 'Group One', 'nobody-1', user.id);
      const add = { op: 'add', path: 'members', value: [{ value: 'nobody-2' }] };
      await expectUnchanged(scim, group.path, async () => {
        expectNoContent(await scim.patch(group.path, patchBody(add)));
        expectOk(await scim.put(group.path, groupBody('Group One', user.id, 'nobody-3')));
      });
      expect(await memberIds(scim, group)).toEqual([user.id]);
      const trace = (await traceOf(suite, scim)).join('\n');
      for (const id of ['nobody-1', 'nobody-2', 'nobody-3']) {
        expect(trace).toMatch(new RegExp(`member\\.unknown .*${id}.*skipped`));
      }
      const events = (await journalOf(suite, scim)).filter(
        ({ type }) => String(type) === 'scim.group.members_skipped',
      );
      expect(events.map(({ target, after }) => [target?.id, after?.count, after?.ids])).toEqual([
        [group.id, 1, ['nobody-1']],
        [group.id, 1, ['nobody-2']],
        [group.id, 1, ['nobody-3']],
      ]);
    },
    async strict(scim) {
      const user = await makeUser(scim, 'user-1');
      const group = await makeGroup(scim, 'Group One', user.id);
      const more = groupBody('Group Two', user.id, 'nobody');
      expectError(await scim.post('/Groups', more), 400, 'invalidValue');
      await expectUnchanged(scim, group.path, async () => {
        const value = [{ value: 'nobody' }];
        for (const op of ['add', 'replace']) {
          const reply = await scim.patch(group.path, patchBody({ op, path: 'members', value }));
          expectError(reply, 400, 'invalidValue');
        }
        const put = groupBody('Group One', 'nobody');
        expectError(await scim.put(group.path, put), 400, 'invalidValue');
      });
      expect((await scim.get('/Groups')).body.totalResults).toBe(1);
    },
  });

  both(suite, 'E11: a path-less PATCH with dotted keys or keys with a URN', {
    async lenient(scim) {
      const { path } = await makeUser(scim, 'user-1');
      const value = { 'name.givenName': 'A', [`${ENTERPRISE}:department`]: 'B', title: 'C' };
      const body = expectOk(await scim.patch(path, patchBody({ op: 'replace', value })));
      expect(body).toMatchObject({
        title: 'C',
        name: { givenName: 'A' },
        [ENTERPRISE]: { department: 'B' },
      });
      const odd = { op: 'add', value: { 'nothing.here': 'x', nickName: 'N' } };
      expect(expectOk(await scim.patch(path, patchBody(odd))).nickName).toBe('N');
      expect(await traceOf(suite, scim)).toContain('attribute.ignored nothing.here');
    },
    async strict(scim) {
      const { path } = await makeUser(scim, 'user-1');
      await expectUnchanged(scim, path, async () => {
        for (const key of [
          'name.givenName',
          `${ENTERPRISE}:department`,
          'emails[type eq "work"].value',
        ]) {
          const operation = { op: 'replace', value: { title: 'C', [key]: 'x' } };
          expectError(await scim.patch(path, patchBody(operation)), 400, 'invalidPath');
        }
      });
      const value = { name: { givenName: 'A' }, [ENTERPRISE]: { department: 'B' } };
      const whole = expectOk(await scim.patch(path, patchBody({ op: 'replace', value })));
      expect(whole).toMatchObject(value);
    },
  });

  const answers = async (scim: ScimClient): Promise<void> => {
    const user = await makeUser(scim, 'user-1', { externalId: 'same' });
    const other = await makeUser(scim, 'user-2', { externalId: 'same' });
    const group = await makeGroup(scim, 'Group One', user.id);
    const title = patchBody({ op: 'replace', path: 'title', value: 'x' });
    expect(expectOk(await scim.patch(user.path, title)).title).toBe('x');
    expect(expectOk(await scim.put(user.path, userBody('user-1'))).id).toBe(user.id);
    const rename = { op: 'replace', value: { id: group.id, displayName: 'Group 1' } };
    expectNoContent(await scim.patch(group.path, patchBody(rename)));
    expectOk(await scim.patch(`${group.path}?attributes=displayName`, patchBody(rename)));
    expectError(await scim.post('/Users', userBody('USER-1')), 409, 'uniqueness');
    expectError(await scim.post('/Groups', groupBody('GROUP 1')), 409, 'uniqueness');
    const selection = '?attributes=id&excludedAttributes=meta';
    expectError(await scim.get(`/Users${selection}`), 400, 'invalidValue');
    const put = userBody('user-1', { id: other.id, title: 'y' });
    expect(expectOk(await scim.put(user.path, put))).toMatchObject({ id: user.id, title: 'y' });
    const foreign = { op: 'replace', value: { id: other.id } };
    expectError(await scim.patch(user.path, patchBody(foreign)), 400, 'mutability');
    const version = expectOk(await scim.get(user.path)).meta;
    const same = { op: 'replace', path: 'title', value: 'y' };
    expect(expectOk(await scim.patch(user.path, patchBody(same))).meta).toEqual(version);
  };
  both(suite, 'one answer for both', { lenient: answers, strict: answers });

  describe('the last owner and the last administrator', () => {
    const owner = { email: 'owner@example.com', name: 'Owner One' };

    test('interpretation: the last owner cannot be lost through SCIM', async () => {
      const scim = await suite.scim({ owner });
      const user = await makeUser(scim, 'owner@example.com');
      await makeUser(scim, 'other@example.com');
      const { organizationId, connectionId } = scim;
      const requests = `/organizations/${organizationId}/connections/${connectionId}/link-requests`;
      const [waiting] = items((await suite.server.rest('GET', requests)).body.items);
      const approval = `${requests}/${String(waiting?.id)}/approve`;
      expect((await suite.server.rest('POST', approval, { body: {} })).status).toBe(200);
      await expectUnchanged(scim, user.path, async () => {
        const off = patchBody({ op: 'replace', path: 'active', value: false });
        const refusals = [
          await scim.patch(user.path, off),
          await scim.put(user.path, userBody('owner@example.com', { active: false })),
          await scim.delete(user.path),
        ];
        for (const reply of refusals) {
          expectError(reply, 400, 'invalidValue');
          expect(reply.body.detail).toMatch(/owner/);
        }
      });
      const alerts = (await journalOf(suite, scim)).filter(
        ({ type }) => String(type) === 'scim.lockout_refused',
      );
      expect(alerts).toHaveLength(3);
      const members = await suite.server.rest(
        'GET',
        `/organizations/${scim.organizationId}/members`,
      );
      const kept = items(members.body.items).find(({ email }) => String(email) === owner.email);
      expect(kept).toMatchObject({ status: 'active', standing: 'owner' });
    });

    test('interpretation: the last administrator cannot leave the group that makes one', async () => {
      const scim = await suite.scim();
      const user = await makeUser(scim, 'user-1@example.com');
      const group = await makeGroup(scim, 'Admins', user.id);
      const { organizationId, connectionId } = scim;
      const path = `/organizations/${organizationId}/connections/${connectionId}/group-mappings`;
      const body = { mappings: [{ groupId: group.id, role: 'admin' }] };
      expect((await suite.server.rest('PUT', path, { body })).status).toBe(200);
      await expectUnchanged(scim, group.path, async () => {
        const remove = { op: 'remove', path: `members[value eq "${user.id}"]` };
        const refusals = [
          await scim.patch(group.path, patchBody(remove)),
          await scim.put(group.path, { ...groupBody('Admins'), members: [] }),
          await scim.delete(group.path),
          await scim.delete(user.path),
        ];
        for (const reply of refusals) {
          expectError(reply, 400, 'invalidValue');
          expect(reply.body.detail).toMatch(/administrator/);
        }
      });
      const types = (await journalOf(suite, scim)).map(({ type }) => String(type));
      expect(types.filter((type) => type === 'scim.lockout_refused')).toHaveLength(4);
      const second = await makeUser(scim, 'user-2@example.com');
      const add = { op: 'add', path: 'members', value: [{ value: second.id }] };
      expectNoContent(await scim.patch(group.path, patchBody(add)));
      expectNoContent(await scim.delete(user.path));
    });
  });
};

// What is read and refused asks nothing of a store.
overServers('interpretations', interpretations, { databases: ['sqlite'] });
