import { expect, test } from '@jest/globals';
import { equals } from '#store/index.js';
import { overApplications, USER, type ScimConnection } from '../kit/application.js';

const HOUR = 3_600_000;
const LIMITS = { rowsPerConnection: 300, bytesPerConnection: 1_048_576 };

overApplications(
  'what one connection may keep in the exchange log',
  (app) => {
    const kept = (scim: ScimConnection) =>
      app().store.read.exchanges.count(equals('connectionId', scim.connection.id));

    const bad = (at: number, length = 0) => ({
      schemas: [USER],
      userName: `user-${at}@example.com`,
      active: 'maybe',
      nickName: 'x'.repeat(length),
    });

    test('A6 refused requests of any kind keep no more than so many rows', async () => {
      const scim = await app().scimConnection();
      const other = await app().scimConnection();
      await other.user('a@example.com');
      for (let at = 0; at < 700; at += 1) await scim.call('POST', '/Users', bad(at));
      await app().provisioning.exchanges.flush();
      expect(await kept(scim)).toBe(LIMITS.rowsPerConnection);
      const lines = await scim.exchanges();
      expect(lines[0]?.request).toContain('user-400@');
      expect(lines.at(-1)?.request).toContain('user-699@');
      expect(await kept(other)).toBe(1);
      expect(app().provisioning.exchanges.figures().evicted).toBeGreaterThanOrEqual(400);
    });

    test('A6 nor more than so many bytes', async () => {
      const scim = await app().scimConnection();
      for (let at = 0; at < 200; at += 1) await scim.call('POST', '/Users', bad(at, 9_000));
      const lines = await scim.exchanges();
      const bytes = lines.reduce((sum, line) => sum + (line.bytes ?? 0), 0);
      expect(bytes).toBeLessThanOrEqual(LIMITS.bytesPerConnection);
      expect(bytes).toBeGreaterThan(LIMITS.bytesPerConnection / 2);
      expect(JSON.stringify(lines).length).toBeLessThan(LIMITS.bytesPerConnection * 1.2);
      expect(lines.at(-1)?.request).toContain('user-199@');
    });

    test('A6 what grows too old gives its room back', async () => {
      const scim = await app().scimConnection();
      for (let at = 0; at < 250; at += 1) await scim.call('POST', '/Users', bad(at));
      await app().provisioning.exchanges.flush();
      app().clock.advance(91 * 24 * HOUR);
      const { exchanges } = app().provisioning;
      while ((await exchanges.removeOld(app().ctx())).more);
      expect(await kept(scim)).toBe(0);
      for (let at = 0; at < 290; at += 1) await scim.call('POST', '/Users', bad(at));
      await exchanges.flush();
      expect(await kept(scim)).toBe(290);
    });

    test('A6 repeats are counted in one entry an hour, whose trace id is that of the last', async () => {
      const scim = await app().scimConnection();
      const id = await scim.user('a@example.com');
      const patch = () => scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: '?' });
      for (let at = 0; at < 50; at += 1) await patch();
      const [, first, ...others] = await scim.exchanges();
      expect(others).toEqual([]);
      expect(first).toMatchObject({ status: 400, count: 50, operation: 'user.patch' });
      for (let at = 0; at < 5; at += 1) await patch();
      const [, second] = await scim.exchanges();
      expect(second).toMatchObject({ id: first?.id, count: 55, createdAt: first?.createdAt });
      expect(second?.traceId).not.toBe(first?.traceId);
      app().clock.advance(HOUR);
      await patch();
      const [, , third] = await scim.exchanges();
      expect(third).not.toHaveProperty('count');
      // what differs in anything is not alike
      await scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: '!' });
      await scim.call('DELETE', '/Users/nobody');
      await scim.call('DELETE', '/Users/nothing');
      expect(await scim.exchanges()).toHaveLength(6);
    });

    test('A6 what goes well is never folded, and repeats in one Bulk are entries of their own', async () => {
      const scim = await app().scimConnection();
      const id = await scim.user('a@example.com');
      for (let at = 0; at < 3; at += 1) await scim.call('GET', `/Users/${id}`);
      const Operations = Array.from({ length: 3 }, () => ({ method: 'DELETE', path: '/Users/x' }));
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
      await scim.call('POST', '/Bulk', { schemas, Operations });
      await scim.call('POST', '/Bulk', { schemas, Operations });
      const lines = await scim.exchanges();
      expect(lines.map(({ operation, count }) => [operation, count])).toEqual([
        ['user.create', undefined],
        ['user.read', undefined],
        ['user.read', undefined],
        ['user.read', undefined],
        ['user.delete', 2],
        ['user.delete', 2],
        ['user.delete', 2],
      ]);
    });

    test('A6 a repeat of what has gone is an entry again', async () => {
      const scim = await app().scimConnection();
      await scim.call('DELETE', '/Users/nobody');
      for (let at = 0; at < 300; at += 1) await scim.call('POST', '/Users', bad(at));
      await app().provisioning.exchanges.flush();
      await scim.call('DELETE', '/Users/nobody');
      expect(await scim.lastExchange()).toMatchObject({ operation: 'user.delete', status: 404 });
    });
  },
  { exchanges: LIMITS },
);
