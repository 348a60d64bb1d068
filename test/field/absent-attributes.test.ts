import { expect, test } from '@jest/globals';
import { GROUP, overApplications, rolesOf, USER } from '../kit/application.js';

const MODES = ['lenient', 'strict'] as const;

overApplications('attributes that a request does not name', (app) => {
  const put = (more: object = {}) => ({ schemas: [USER], userName: 'ann@x.example', ...more });

  test('S9 a PUT without active leaves a person as they are', async () => {
    for (const mode of MODES) {
      const scim = await app().scimConnection(undefined, mode);
      for (const active of [false, true]) {
        const userName = `${String(active)}@x.example`;
        const id = await scim.user(userName, { active, title: 'old' });
        const before = await scim.memberOf(id);
        const { status, body } = await scim.call(
          'PUT',
          `/Users/${id}`,
          put({ userName, title: 'new' }),
        );
        expect([status, body['active'], body['title']]).toEqual([200, active, 'new']);
        expect((await scim.memberOf(id)).status).toBe(before.status);
        expect(before.status).toBe(active ? 'active' : 'suspended');
      }
    }
  });

  test('S9 active that is removed or null is unassigned and changes nobody', async () => {
    for (const mode of MODES) {
      for (const active of [false, true]) {
        const scim = await app().scimConnection(undefined, mode);
        const id = await scim.user('ann@x.example', { active });
        const path = `/Users/${id}`;
        const status = active ? 'active' : 'suspended';
        for (const unassign of [
          () => scim.patch(path, { op: 'remove', path: 'active' }),
          () => scim.patch(path, { op: 'replace', path: 'active', value: null }),
          () => scim.patch(path, { op: 'replace', value: { active: null } }),
          () => scim.call('PUT', path, put({ active: null })),
        ]) {
          const reply = await unassign();
          expect([reply.status, reply.body['active']]).toEqual([200, undefined]);
          expect((await scim.call('GET', path)).body).not.toHaveProperty('active');
          expect((await scim.memberOf(id)).status).toBe(status);
          // silent again: still unassigned, still the same person
          const silent = await scim.call('PUT', path, put({ title: 'x' }));
          expect([silent.status, silent.body['active']]).toEqual([200, undefined]);
          expect((await scim.memberOf(id)).status).toBe(status);
          const told = await scim.patch(path, { op: 'replace', path: 'active', value: active });
          expect(told.body['active']).toBe(active);
          expect((await scim.memberOf(id)).status).toBe(status);
        }
      }
    }
  });

  test('S9 what is worked out later goes by the active that was told last', async () => {
    for (const active of [false, true]) {
      const scim = await app().scimConnection();
      const id = await scim.user('ann@x.example', { active });
      const path = `/Users/${id}`;
      const group = await scim.group('Group', id);
      await scim.patch(path, { op: 'remove', path: 'active' });
      await scim.mapGroups([{ groupId: group, role: 'admin' }]);
      const changed = await scim.patch(path, {
        op: 'replace',
        value: { displayName: 'Ann', emails: [{ value: 'ann@y.example' }] },
      });
      expect(changed.status).toBe(200);
      expect((await scim.memberOf(id)).status).toBe(active ? 'active' : 'suspended');
      const back = await scim.patch(path, { op: 'replace', path: 'active', value: !active });
      expect(back.body['active']).toBe(!active);
      expect((await scim.memberOf(id)).status).toBe(active ? 'suspended' : 'active');
    }
  });

  test('S9 a new person is active unless told otherwise', async () => {
    const scim = await app().scimConnection();
    for (const more of [{}, { active: null }]) {
      const userName = `${Object.keys(more).length}@x.example`;
      const reply = await scim.call('POST', '/Users', put({ userName, ...more }));
      expect([reply.status, reply.body['active']]).toEqual([201, true]);
      expect((await scim.memberOf(String(reply.body['id']))).status).toBe('active');
    }
  });

  test('S18 a PUT without members keeps them when lenient and clears them when strict', async () => {
    for (const mode of MODES) {
      const scim = await app().scimConnection(undefined, mode);
      const id = await scim.user('ann@x.example');
      const group = await scim.group('Group', id);
      await scim.mapGroups([{ groupId: group, role: 'admin' }]);
      const body = { schemas: [GROUP], displayName: 'Renamed', externalId: 'ext' };
      const reply = await scim.call('PUT', `/Groups/${group}`, body);
      expect([reply.status, reply.body['displayName']]).toEqual([200, 'Renamed']);
      const kept = mode === 'lenient';
      expect(reply.body['members'] ?? []).toHaveLength(kept ? 1 : 0);
      expect(rolesOf(await scim.memberOf(id)).includes('admin by group')).toBe(kept);
    }
  });

  test('S18 [] and null empty a group, other attributes that are left out are cleared', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('ann@x.example');
    for (const [name, members] of [
      ['One', []],
      ['Two', null],
    ] as const) {
      const group = await scim.group(name, id);
      await scim.patch(`/Groups/${group}`, { op: 'add', path: 'externalId', value: 'ext' });
      const body = { schemas: [GROUP], displayName: name, Members: members };
      const reply = await scim.call('PUT', `/Groups/${group}`, body);
      expect(reply.status).toBe(200);
      expect(reply.body).not.toHaveProperty('members');
      expect(reply.body).not.toHaveProperty('externalId');
    }
  });
});
