import { expect, test } from '@jest/globals';
import { FakeClock, seedUsers } from '../kit/application.js';
import { overServers } from '../kit/server-suites.js';
import { startServer, type Json, type ScimClient, type TestServer } from '../kit/server.js';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const activeTo = (value: boolean) => ({
  schemas: [PATCH_OP],
  Operations: [{ op: 'replace', path: 'active', value }],
});

const clock = new FakeClock();

async function directoryOf(server: TestServer, people: number) {
  const owner = { email: 'owner@example.com', name: 'Owner' };
  const client = await server.scim({ owner });
  const ids = await seedUsers(server.store, client, people);
  return { client, ids, home: `/organizations/${client.organizationId}` };
}

async function deactivate(client: ScimClient, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += 10) {
    const some = ids.slice(from, from + 10);
    const replies = await Promise.all(
      some.map((id) => client.patch(`/Users/${id}`, activeTo(false))),
    );
    for (const { status, body } of replies) expect([status, body.active]).toEqual([200, false]);
  }
}

async function items(server: TestServer, path: string): Promise<readonly Json[]> {
  const { status, body } = await server.rest('GET', path);
  expect([path, status]).toEqual([path, 200]);
  return body['items'] as unknown as Json[];
}

async function active(server: TestServer, organizationId: string): Promise<number> {
  const { members } = server.store.read;
  return members.count({
    kind: 'all',
    terms: [
      {
        kind: 'compare',
        field: { column: 'organizationId' },
        operator: 'eq',
        value: organizationId,
      },
      { kind: 'compare', field: { column: 'status' }, operator: 'eq', value: 'active' },
    ],
  });
}

/** Waits until what a decision began in the background is done. */
async function done(server: TestServer, path: string): Promise<Json> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    const { body } = await server.rest('GET', path);
    if (body['isDone'] === (true as unknown as Json)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} did not end.`);
}

overServers(
  'a mass change of a directory',
  (server) => {
    test('hooks I7: 500 of 1,000 deactivated by mistake: 100 applied, 400 held, all restored', async () => {
      const { client, ids, home } = await directoryOf(server(), 1_000);
      const { organizationId } = client;
      expect(await active(server(), organizationId)).toBe(1_001);
      await deactivate(client, ids.slice(0, 500));
      expect(await active(server(), organizationId)).toBe(901);
      const [batch] = await items(server(), `${home}/mass-changes?status=held`);
      expect(batch).toMatchObject({
        status: 'held',
        connectionId: client.connectionId,
        base: 1_000,
        people: 101,
        counts: { applied: 100, held: 400 },
        isDone: false,
      });
      const path = `${home}/mass-changes/${batch?.id}`;
      // who hears of it, what was applied before, and where it stands
      const journal = await items(server(), `${home}/journal?type=scim.sync.held`);
      expect(journal).toMatchObject([{ target: { id: batch?.id }, after: { people: 101 } }]);
      await server().composed.jobs.runNow('send-mail');
      const mails = await items(server(), `${home}/mails?template=mass-change-held`);
      expect(mails.map(({ to }) => to)).toEqual(['owner@example.com']);
      const before = await items(server(), `${path}/people?state=applied&limit=200`);
      // ten are under way at a time, and which of them comes first is nobody's promise
      const losses = before.flatMap((one) => one['losses'] as unknown as readonly Json[]);
      const applied = losses.map(({ scimUserId }) => String(scimUserId));
      expect(losses.every(({ kind }) => String(kind) === 'deactivated')).toBe(true);
      expect(applied.sort()).toEqual(ids.slice(0, 100).sort());

      const reason = 'A filter at the identity provider was wrong.';
      const rejected = await server().rest('POST', `${path}/reject`, { body: { reason } });
      expect(rejected.status).toBe(200);
      expect((await server().rest('POST', `${path}/restore`, { body: {} })).status).toBe(200);
      const ended = await done(server(), path);
      expect(ended).toMatchObject({
        status: 'rejected',
        reason,
        counts: { applied: 0, held: 0, kept: 400, restored: 100 },
      });
      expect(await active(server(), organizationId)).toBe(1_001);
      expect((await client.get(`/Users/${ids[499]}`)).body.active).toBe(true);
      const again = await server().rest('POST', `${path}/approve`, { body: {} });
      expect([again.status, again.body['code']]).toEqual([409, 'mass_change.decided']);
    }, 420_000);

    test('hooks I12: odd limits are read back as they were set, and hold', async () => {
      const { client, ids, home } = await directoryOf(server(), 130);
      const policies = { massChangePercent: 17, massChangePeople: 23 };
      const patched = await server().rest('PATCH', home, { body: { policies } });
      expect(patched.body['policies']).toMatchObject(policies);
      const brake = await server().rest('GET', `${home}/mass-change-brake`);
      expect(brake.body).toEqual({ percent: 17, people: 23, isOn: true });
      // 22 are more than 17 % of 129, and too few
      await deactivate(client, ids.slice(0, 22));
      expect(await active(server(), client.organizationId)).toBe(109);
      await deactivate(client, ids.slice(22, 24));
      expect(await active(server(), client.organizationId)).toBe(109);
    });

    test('where an organization says nothing the limits of the installation hold', async () => {
      const settings = { scim: { massChanges: { percent: 7, people: 11 } } };
      const own = await startServer({ settings });
      const { home } = await directoryOf(own, 1);
      const brake = await own.rest('GET', `${home}/mass-change-brake`);
      expect(brake.body).toEqual({ percent: 7, people: 11, isOn: true });
      const { client, ids } = await directoryOf(own, 40);
      await deactivate(client, ids.slice(0, 10));
      await deactivate(client, ids.slice(10, 14));
      expect(await active(own, client.organizationId)).toBe(31);
      await own.close();
    });

    test('hooks I6: switching it off needs an owner and a reason, and ends by itself after 24 hours', async () => {
      const { client, ids, home } = await directoryOf(server(), 60);
      const path = `${home}/mass-change-brake`;
      const unsaid = await server().rest('POST', `${path}/switch-off`, { body: { reason: ' ' } });
      expect(unsaid.status).toBe(400);
      const admin = { email: 'admin@example.com', name: 'Admin', roles: ['admin'] };
      const { body: member } = await server().rest('POST', `${home}/members`, { body: admin });
      const headers = { 'muster-acting-member': String(member.id) };
      const body = { reason: 'The domain moves tonight.' };
      const refused = await server().rest('POST', `${path}/switch-off`, { headers, body });
      expect([refused.status, refused.body['code']]).toEqual([403, 'permission.missing']);
      const off = await server().rest('POST', `${path}/switch-off`, { body });
      expect(off.body).toMatchObject({ isOn: false, off: { reason: body.reason } });
      await deactivate(client, ids.slice(0, 25));
      expect(await active(server(), client.organizationId)).toBe(37);
      clock.advance(86_400_000);
      expect((await server().rest('GET', path)).body).toMatchObject({ isOn: true });
      await deactivate(client, ids.slice(25, 50));
      expect(await active(server(), client.organizationId)).toBe(18);
      const types = await items(server(), `${home}/journal?type=scim.brake.switched_off`);
      expect(types).toHaveLength(1);
    });

    test('hooks I4: nobody is touched who is not of the directory, and hooks I15: a first sync removes nobody', async () => {
      const { client, home } = await directoryOf(server(), 0);
      const hand = await server().rest('POST', `${home}/members`, {
        body: { email: 'hand@example.com', name: 'By hand' },
      });
      const ids = await seedUsers(server().store, client, 21);
      expect(await active(server(), client.organizationId)).toBe(23);
      await deactivate(client, ids);
      const [batch] = await items(server(), `${home}/mass-changes`);
      // people of the directory are the base, not everybody
      expect(batch).toMatchObject({ base: 21, counts: { applied: 19, held: 2 } });
      const approved = await server().rest('POST', `${home}/mass-changes/${batch?.id}/approve`, {
        body: {},
      });
      expect(approved.status).toBe(200);
      await done(server(), `${home}/mass-changes/${batch?.id}`);
      expect(await active(server(), client.organizationId)).toBe(2);
      const kept = await server().rest('GET', `${home}/members/${hand.body.id}`);
      expect(kept.body['status']).toBe('active');
    });
  },
  { clock },
);
