import { afterEach, expect, test } from '@jest/globals';
import { equals } from '#store/index.js';
import { emptyFolder, startMuster, type RunningCommand } from '../cli/processes.js';
import { FakeClock, TestApplication, seedUsers } from '../kit/application.js';
import { requests, type Json, type Requests } from '../kit/server.js';
import { overStores, storeKinds } from '../kit/stores.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const KEY = 'operator-key-of-a-test';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

interface Served {
  readonly url: string;
  readonly running: RunningCommand;
  readonly rest: Requests;
}

/** `muster start` as a process of its own. */
async function serve(storeUrl: string): Promise<Served> {
  const folder = await emptyFolder();
  const running = startMuster(folder.path, ['start'], {
    MUSTER_STORE__URL: storeUrl,
    MUSTER_HTTP__PORT: '0',
    MUSTER_OPERATOR__KEY: KEY,
    MUSTER_SECRETS__KEY: 'muster_secrets_keyofatest0123456789',
    MUSTER_LOG__LEVEL: 'info',
    MUSTER_SCIM__RATE_LIMIT__SUSTAINED: '100000',
  });
  cleanUp.push(folder.remove, () => running.child.kill('SIGKILL'));
  const said = await running.prints(/"msg":"listening".*\n/);
  const line = said.split('\n').find((one) => one.includes('"msg":"listening"')) ?? '';
  const { url } = JSON.parse(line) as { url: string };
  return { url, running, rest: requests(`${url}/api/v1`, { authorization: `Bearer ${KEY}` }) };
}

interface ScimTarget {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly token: string;
}

async function createTarget({ rest }: Served): Promise<ScimTarget> {
  const made = async (path: string, body: unknown) => (await rest('POST', path, { body })).body;
  const organization = await made('/organizations', {
    name: 'Example',
    owner: { email: 'owner@example.com', name: 'Owner' },
  });
  const connections = `/organizations/${organization.id}/connections`;
  const connection = await made(connections, { kind: 'scim', name: 'Directory' });
  const credential = await made(`${connections}/${connection.id}/credentials`, { kind: 'token' });
  return {
    organizationId: String(organization.id),
    connectionId: String(connection.id),
    token: String(credential['token']),
  };
}

const send = ({ url }: Served, { connectionId, token }: ScimTarget): Requests =>
  requests(`${url}/scim/${connectionId}/v2`, {
    authorization: `Bearer ${token}`,
    'content-type': 'application/scim+json',
  });

/** What was answered with success, so must be there for ever. */
interface Acknowledged {
  readonly users: Map<string, { title: number; member: boolean }>;
}

/** Creates people, puts them into the group and changes them, until nobody answers any more. */
async function write(
  scim: Requests,
  writer: string,
  groupId: string,
  { users }: Acknowledged,
): Promise<void> {
  for (let count = 0; ; count += 1) {
    const userName = `${writer}-${count}@example.com`;
    try {
      const created = await scim('POST', '/Users', { body: { schemas: [USER], userName } });
      if (created.status !== 201) throw new Error(created.text);
      const id = String(created.body.id);
      const state = { title: 0, member: false };
      users.set(id, state);
      const joins = { op: 'add', path: 'members', value: [{ value: id }] };
      const join = { schemas: [PATCH_OP], Operations: [joins] };
      if ((await scim('PATCH', `/Groups/${groupId}`, { body: join })).status !== 204) return;
      state.member = true;
      for (let title = 1; title <= 2; title += 1) {
        const change = { op: 'replace', path: 'title', value: String(title) };
        const body = { schemas: [PATCH_OP], Operations: [change] };
        if ((await scim('PATCH', `/Users/${id}`, { body })).status !== 200) return;
        state.title = title;
      }
    } catch (error) {
      // killed in the middle: the connection broke
      if ((error as Error).name === 'TypeError') return;
      throw error;
    }
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function kill({ running }: Served): Promise<void> {
  running.child.kill('SIGKILL');
  await running.ended;
}

/** A connection whose people are put into one group, which is mapped to a role. */
interface WriterWork extends Acknowledged {
  readonly target: ScimTarget;
  readonly groupId: string;
}

async function startWork(server: Served): Promise<WriterWork> {
  const where = await createTarget(server);
  const body = { schemas: [GROUP], displayName: 'Payers' };
  const group = await send(server, where)('POST', '/Groups', { body });
  const groupId = String(group.body.id);
  const path = `/organizations/${where.organizationId}/connections/${where.connectionId}`;
  const mappings = [{ groupId, role: 'billing' }];
  await server.rest('PUT', `${path}/group-mappings`, { body: { mappings } });
  return { target: where, groupId, users: new Map() };
}

function writers(server: Served, work: WriterWork, count: number, name: string): Promise<void>[] {
  return Array.from({ length: count }, (_, index) =>
    write(send(server, work.target), `${name}-${index}`, work.groupId, work),
  );
}

/** Every page of a REST list. */
async function pages(server: Served, path: string, parameter: string): Promise<Json[]> {
  const items: Json[] = [];
  for (let next: string | undefined; ;) {
    const query = next === undefined ? '' : `&${parameter}=${next}`;
    const { body } = await server.rest('GET', `${path}?limit=200${query}`);
    items.push(...(body['items'] as unknown as Json[]));
    if (body['next'] === undefined) return items;
    next = String(body['next']);
  }
}

/** All that was acknowledged is there; of what was not, each thing is there wholly or not at all. */
async function verify(server: Served, { target: where, users }: WriterWork): Promise<void> {
  const scim = send(server, where);
  const list = await scim('GET', '/Users?count=1000');
  const people = list.body['Resources'] as unknown as {
    id: string;
    title?: string;
    groups?: object[];
  }[];
  const kept = new Map(people.map((user) => [user.id, user]));
  const lost = [...users].filter(([id, { title, member }]) => {
    const user = kept.get(id);
    // what was under way may be there as well, and no more than that
    const now = Number(user?.title ?? 0);
    return !user || now < title || now > title + 1 || (member && !user.groups);
  });
  expect(lost).toEqual([]);
  expect(kept.size - users.size).toBeLessThanOrEqual(3);
  for (const query of ['count=1000', 'count=0']) {
    expect((await scim('GET', `/Users?${query}`)).body['totalResults']).toBe(kept.size);
  }
  const home = `/organizations/${where.organizationId}`;
  const members = await pages(server, `${home}/members`, 'cursor');
  const paying = members.filter(({ roles }) => (roles as unknown as string[]).includes('billing'));
  const payers = people.filter(({ groups }) => groups);
  expect([members.length, paying.length]).toEqual([kept.size + 1, payers.length]);
  const journal = await pages(server, `${home}/journal`, 'after');
  expect(journal.map(({ sequence }) => sequence)).toEqual(journal.map((_, index) => index + 1));
}

const durable = storeKinds.filter((kind) => kind.durable);

overStores(
  'kill -9 during SCIM writes',
  (kind) => {
    test('nothing that was acknowledged is lost, and nothing is there by half', async () => {
      const opened = await kind.open();
      cleanUp.push(() => opened.close());
      await opened.store.close();
      const first = await serve(opened.url);
      // SQLite is one process' own; MongoDB serves two, and the other one goes on
      const other = kind.name === 'mongodb' ? await serve(opened.url) : undefined;
      // An organization for each death: what a dead process had open keeps MongoDB's documents for up to a minute
      // (transactionLifetimeLimitSeconds), and the next writers of that organization wait for it.
      const works = [await startWork(first)];
      const beside = other ? await startWork(other) : undefined;
      const besides = other && beside ? writers(other, beside, 2, 'b') : [];
      let server = first;
      const rounds = other ? 1 : 2;
      for (let round = 0; round < rounds; round += 1) {
        const work = works[round] as WriterWork;
        const running = writers(server, work, 3, 'a');
        await until(() => work.users.size >= 20);
        await kill(server);
        await Promise.all(running);
        server = await serve(opened.url);
        if (round + 1 < rounds) works.push(await startWork(server));
      }
      if (other && beside) {
        const before = beside.users.size;
        await until(() => beside.users.size >= before + 3);
        await kill(other);
        await Promise.all(besides);
        works.push(beside);
      }
      for (const work of works) await verify(server, work);
      const after = await startWork(server);
      const body = { schemas: [USER], userName: 'after@example.com' };
      expect((await send(server, after.target)('POST', '/Users', { body })).status).toBe(201);
      await kill(server);
    }, 90_000);

    test('roles that were being recomputed are finished by the next start', async () => {
      const opened = await kind.open();
      cleanUp.push(() => opened.close());
      const clock = new FakeClock();
      const app = new TestApplication(opened.store, clock);
      const scimConnection = await app.scimConnection();
      const { id: organizationId } = scimConnection.organization;
      const { id: connectionId } = scimConnection.connection;
      const ids = await seedUsers(opened.store, { organizationId, connectionId }, 150);
      const groupId = await scimConnection.group('Payers', ...ids);
      // the change is kept, the work is not begun: as if killed in between
      await app.core.groupMappings.replace(app.ctx(), organizationId, connectionId, {
        mappings: [{ groupId, role: 'billing' }],
      });
      await app.close();
      await opened.store.close();
      const server = await serve(opened.url);
      const path = `/organizations/${organizationId}/connections/${connectionId}/group-mappings`;
      for (let tries = 0; tries < 200; tries += 1) {
        const { body } = await server.rest('GET', path);
        if (body['recompute'] === undefined) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await kill(server);
      await opened.reopen();
      const { members, connections } = opened.store.read;
      expect((await connections.get(connectionId))?.recompute).toBeUndefined();
      const { records } = await members.find({
        where: equals('organizationId', organizationId),
        limit: 1_000,
      });
      const payers = records.filter(({ grants }) => grants.some(({ role }) => role === 'billing'));
      expect(payers).toHaveLength(150);
    });
  },
  durable,
);
