import { expect, test } from '@jest/globals';
import type { Session } from '#core/index.js';
import { eraseExchanges } from '#provisioning/index.js';
import { newTraceId } from '#kernel/index.js';
import {
  equals,
  type Exchange,
  type ExchangeReads,
  type Store,
  type Writers,
} from '#store/index.js';
import {
  overApplications,
  TestApplication,
  USER,
  type ScimConnection,
} from '../kit/application.js';
import {
  bucketOfRead,
  keysOfAskedName,
  markOf,
  marksOf,
} from '../../src/provisioning/exchanges/persons.js';
import { linesOf, personKeyOf, textOfLines } from '../../src/provisioning/exchanges/read-lines.js';
import { faultOf } from '../kit/faults.js';
import { inOrganizationScope } from '../kit/organization-scopes.js';

// Reads that went well share rows; whoever asks sees one log.

const DAY = 86_400_000;
const SECOND = 1_000;
const LIMITS = { rowsPerConnection: 300, bytesPerConnection: 1_048_576 };

overApplications('reads in the log of exchanges', (app) => {
  const rowsOf = async ({ connection }: ScimConnection) => {
    const where = equals('connectionId', connection.id);
    return (await app().store.read.exchangeReads.find({ where, limit: 1_000 })).records;
  };

  const entriesOf = ({ connection }: ScimConnection) =>
    app().store.read.exchanges.count(equals('connectionId', connection.id));

  const tallies = async ({ connection }: ScimConnection) => ({
    rows: await app().store.read.tallies.get(`exchange-rows:${connection.id}`),
    bytes: await app().store.read.tallies.get(`exchange-bytes:${connection.id}`),
  });

  /** All pages of a list. */
  const pages = async (scim: ScimConnection, query: object, limit = 100) => {
    const { exchanges } = app().provisioning;
    const { organization, connection } = scim;
    const found: Exchange[][] = [];
    let cursor: string | undefined;
    do {
      const asked = { limit, ...query, ...(cursor !== undefined && { cursor }) };
      const page = await exchanges.list(app().ctx(), organization.id, connection.id, asked);
      found.push([...page.items]);
      cursor = page.next;
    } while (cursor !== undefined);
    return found;
  };
  const list = async (scim: ScimConnection, query: object, limit?: number) =>
    (await pages(scim, query, limit)).flat();

  interface Seen {
    readonly path: string;
    readonly status?: number;
    readonly traceId?: string;
  }

  const sessionOf = ({ token }: ScimConnection) =>
    app().core.credentials.authenticate(app().ctx(), token);

  /** A read as the door records it, in a process of its choice. */
  const record = async (house: TestApplication, scim: ScimConnection, seen: Seen) =>
    recordIn(house, await sessionOf(scim), seen);

  const recordIn = (house: TestApplication, session: Session, seen: Seen): void => {
    const { path, status = 200, traceId = newTraceId() } = seen;
    const ctx = house.provisioning.startExchange({ ...app().ctx(), traceId }, session, 'Agent/1');
    Object.assign(ctx.exchange, { operation: 'user.query', resourceType: 'User' });
    const answer = { status, latencyMs: 1, responseText: '{"Resources":[]}' };
    house.provisioning.record(ctx, { method: 'GET', path, query: '', ...answer });
  };

  test('reads of one second share a row; changes and refusals stand between them', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('a@example.com');
    for (let at = 0; at < 5; at += 1) await scim.call('GET', `/Users/${id}`);
    await scim.call('GET', '/Users/nobody');
    await scim.call('GET', '/Users?filter=userName%20eq%20%22a@example.com%22');
    await scim.call('GET', `/Users/${id}`);
    const lines = await scim.exchanges();
    expect(lines.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'user.create 201',
      ...Array.from({ length: 5 }, () => 'user.read 200'),
      'user.read 404',
      'user.query 200',
      'user.read 200',
    ]);
    expect(await entriesOf(scim)).toBe(2);
    const counts = (await rowsOf(scim)).map(({ operation, count }) => ({ operation, count }));
    const countOf = (what: string) =>
      counts.reduce((sum, { operation, count }) => sum + (operation === what ? count : 0), 0);
    expect([countOf('user.read'), countOf('user.query')]).toEqual([6, 1]);
    const [, first] = lines;
    expect(first).toMatchObject({
      method: 'GET',
      path: `/Users/${id}`,
      resourceType: 'User',
      resourceId: id,
      outcome: 'ok',
      organizationId: scim.organization.id,
      connectionId: scim.connection.id,
      latencyMs: 1,
      trace: [],
      response: expect.stringContaining(id),
    });
    const { exchanges } = app().provisioning;
    const get = (of: ScimConnection, line = '') =>
      exchanges.get(app().ctx(), of.organization.id, of.connection.id, line);
    for (const line of lines) expect(await get(scim, line.id)).toEqual(line);
    const stranger = await app().scimConnection();
    const wrong = [get(stranger, first?.id), get(scim, 'x'), get(scim, newTraceId())];
    for (const fault of await Promise.all(wrong.map(faultOf))) {
      expect(fault).toMatchObject({ code: 'record.missing' });
    }
  });

  test('those of one operation, client and second are one row of 250 lines at most', async () => {
    const scim = await app().scimConnection();
    const session = await sessionOf(scim);
    for (let at = 0; at < 300; at += 1) recordIn(app(), session, { path: `/Users?at=${at}` });
    app().clock.advance(SECOND);
    recordIn(app(), session, { path: '/Users' });
    await app().provisioning.exchanges.flush();
    expect((await rowsOf(scim)).map(({ count }) => count)).toEqual([250, 50, 1]);
    expect((await scim.exchanges()).map(({ path }) => path)).toEqual([
      ...Array.from({ length: 300 }, (_, at) => `/Users?at=${at}`),
      '/Users',
    ]);
  });

  test('two processes: every page in both directions has each line once, in order', async () => {
    const scim = await app().scimConnection();
    const other = new TestApplication(app().store, app().clock);
    const paths: string[] = [];
    for (let at = 0; at < 60; at += 1) {
      const path = `/Users?startIndex=${at}`;
      paths.push(path);
      const status = at % 7 === 3 ? 400 : 200;
      await record(at % 2 === 0 ? app() : other, scim, { path, status });
      app().clock.advance(90);
      if (at % 20 === 9) await other.provisioning.exchanges.flush();
    }
    await other.provisioning.exchanges.flush();
    expect((await rowsOf(scim)).length).toBeGreaterThan(6);
    for (const limit of [7, 100]) {
      const up = await list(scim, { order: 'asc' }, limit);
      expect(up.map(({ path }) => path)).toEqual(paths);
      expect(await list(scim, { order: 'desc' }, limit)).toEqual([...up].reverse());
    }
    const up = await list(scim, { order: 'asc' });
    expect([...up].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(up);
    // a range that begins and ends within a second
    const [from, to] = [up[13]?.createdAt, up[37]?.createdAt];
    const within = up.filter(({ createdAt }) => createdAt >= `${from}` && createdAt < `${to}`);
    expect(within).toHaveLength(24);
    expect(await list(scim, { from, to, order: 'asc' }, 5)).toEqual(within);
    expect(await list(scim, { from, to }, 5)).toEqual([...within].reverse());
    await other.close();
  });

  test('each filter finds what it names, in entries and in reads', async () => {
    const scim = await app().scimConnection();
    const id = await scim.user('b@example.com');
    await scim.call('GET', `/Users/${id}`);
    await scim.call('GET', '/Users?count=1');
    await scim.call('GET', '/Users/nobody');
    const member = await scim.memberOf(id);
    const asked = async (query: object) =>
      (await list(scim, { ...query, order: 'asc' })).map((one) => one.operation);
    expect(await asked({ outcome: 'ok' })).toEqual(['user.create', 'user.read', 'user.query']);
    expect(await asked({ outcome: 'refused' })).toEqual(['user.read']);
    expect(await asked({ operation: 'user.read' })).toEqual(['user.read', 'user.read']);
    const [good, bad] = ['ok', 'refused'].map((outcome) => ({ outcome, operation: 'user.read' }));
    expect([await list(scim, good ?? {}), await list(scim, bad ?? {})]).toMatchObject([
      [{ status: 200 }],
      [{ status: 404 }],
    ]);
    expect(await asked({ operation: 'group.read' })).toEqual([]);
    // plain reads are not looked for by whom they are about
    expect(await asked({ resourceId: id })).toEqual(['user.create']);
    expect(await asked({ memberId: member.id })).toEqual(['user.create']);
    expect(await asked({ address: 'b@example.com' })).toEqual(['user.create']);
    for (const { traceId } of await scim.exchanges()) {
      expect(await list(scim, { traceId })).toMatchObject([{ traceId }]);
    }
    expect(await list(scim, { traceId: newTraceId() })).toEqual([]);
  });

  test('trace ids without a time are looked for 10,000 lines at a time', async () => {
    const scim = await app().scimConnection();
    const house = new TestApplication(app().store, app().clock);
    const wanted = 'f0000000000000000000000000000001';
    const session = await sessionOf(scim);
    recordIn(house, session, { path: '/Users', traceId: wanted });
    for (let at = 0; at < 10_300; at += 1) {
      // each row has one below and one above
      const traceId = `${at % 2 === 0 ? '0' : 'ff'}${at}`;
      recordIn(house, session, { path: `/Users?startIndex=${at}`, traceId });
      if (at % 100 === 0) app().clock.advance(SECOND);
      if (at % 1_000 === 0) await house.provisioning.exchanges.flush();
    }
    await house.close();
    const [first, ...others] = await pages(scim, { traceId: wanted });
    expect(first).toEqual([]);
    expect(others.flat()).toMatchObject([{ traceId: wanted, path: '/Users' }]);
  });

  test('A6 reads keep no more than so many lines and bytes, and give their room back', async () => {
    const scim = await app().scimConnection();
    const house = new TestApplication(app().store, app().clock, { exchanges: LIMITS });
    await house.attach(scim).call('DELETE', '/Users/nobody');
    const session = await sessionOf(scim);
    for (let at = 0; at < 700; at += 1) {
      recordIn(house, session, { path: `/Users?startIndex=${at}` });
      if (at % 50 === 49) app().clock.advance(SECOND);
    }
    const lines = await house.attach(scim).exchanges();
    expect(lines.length).toBeLessThanOrEqual(LIMITS.rowsPerConnection);
    expect(lines.length).toBeGreaterThan(LIMITS.rowsPerConnection - 60);
    expect(lines.at(-1)?.path).toBe('/Users?startIndex=699');
    const bytes = lines.reduce((sum, line) => sum + (line.bytes ?? 0), 0);
    expect(await tallies(scim)).toEqual({ rows: lines.length, bytes });
    expect(house.provisioning.exchanges.figures().evicted).toBe(701 - lines.length);
    app().clock.advance(91 * DAY);
    while ((await house.provisioning.exchanges.removeOld(app().ctx())).more);
    expect(await rowsOf(scim)).toEqual([]);
    expect(await tallies(scim)).toEqual({ rows: 0, bytes: 0 });
    await house.close();
  });

  test('a person is taken out of the rows, and others stay', async () => {
    const scim = await app().scimConnection();
    const [id, other] = [await scim.user('c@example.com'), await scim.user('d@example.com')];
    const filter = (name: string) => `/Users?filter=userName%20eq%20%22${name}@example.com%22`;
    for (let at = 0; at < 30; at += 1) {
      await scim.call('GET', `/Users/${at % 3 === 0 ? id : other}`);
      await scim.call('GET', filter(at % 3 === 0 ? 'C' : 'd'));
      app().clock.advance(SECOND / 2);
    }
    await scim.call('GET', '/Schemas');
    await app().provisioning.exchanges.flush();
    const before = await scim.exchanges();
    // a read of a release that kept each as an entry of its own
    const [, , read] = before;
    const bucket = { personKey: bucketOfRead(id) };
    const old: Exchange = { ...read, id: newTraceId(), ...bucket, readOf: id } as Exchange;
    // what asked for the name, as releases before schema version 11 named it: a search, and queries that share a row
    const [key, earlierKey] = keysOfAskedName('c@example.com') as [string, string];
    expect([key.length, earlierKey.length]).toEqual([22, 70]);
    const search = { ...old, id: newTraceId(), method: 'POST', personKey: earlierKey };
    const row = (await rowsOf(scim)).find(({ lines }) => lines.includes(key)) as ExchangeReads;
    const lines = linesOf(row).filter((line) => personKeyOf(line) === key);
    const earlierRow = {
      ...row,
      id: newTraceId(),
      count: lines.length,
      persons: marksOf(new Set([markOf(earlierKey)])),
      lines: textOfLines(lines.map((line) => line.replace(key, earlierKey))),
    };
    await app().store.transaction('exchanges', async (tx) => {
      await tx.exchanges.insertMissing([old, search]);
      await tx.exchangeReads.insertMissing([earlierRow]);
    });
    const person = {
      memberIds: [],
      addresses: ['c@example.com'],
      accountIds: [],
      scimUserIds: [id],
      names: ['c@example.com'],
    };
    let done = 0;
    for (let batch = 1; batch > 0; done += batch) {
      batch = await inOrganizationScope(app(), scim.organization, async (scope) => {
        return (await eraseExchanges(scope, person)).done;
      });
    }
    const after = await scim.exchanges();
    // the user's creation, twenty reads, and those of before
    expect(done).toBe(23 + lines.length);
    expect(JSON.stringify(await rowsOf(scim))).not.toContain('asked:');
    expect(JSON.stringify(after)).not.toMatch(new RegExp(`${id}|c@example`, 'i'));
    expect(JSON.stringify(await rowsOf(scim))).not.toMatch(new RegExp(`${id}|c@example`, 'i'));
    const hasPerson = new RegExp(`${id}|c@example`, 'i');
    expect(after).toEqual(before.filter((line) => !hasPerson.test(JSON.stringify(line))));
    const bytes = after.reduce((sum, line) => sum + (line.bytes ?? 0), 0);
    expect(bytes).toBeGreaterThan(0);
  });

  test('reads wait while the database is away, and are given up beyond 10,000', async () => {
    const scim = await app().scimConnection();
    let isAway = true;
    const store = Object.assign(Object.create(app().store) as Store, {
      read: app().store.read,
      transaction: <T>(partition: string, work: (tx: Writers) => Promise<T>) =>
        isAway && partition === 'exchanges'
          ? Promise.reject(new Error('the database is away'))
          : app().store.transaction(partition, work),
    });
    const house = new TestApplication(store, app().clock);
    const { exchanges } = house.provisioning;
    for (let at = 0; at < 300; at += 1) await record(house, scim, { path: `/Users?at=${at}` });
    await exchanges.flush();
    expect(exchanges.figures()).toMatchObject({ waiting: 300, lost: 0 });
    isAway = false;
    await exchanges.flush();
    expect(exchanges.figures()).toMatchObject({ waiting: 0, lost: 0 });
    expect((await scim.exchanges()).map(({ path }) => path)).toEqual(
      Array.from({ length: 300 }, (_, at) => `/Users?at=${at}`),
    );
    isAway = true;
    const session = await sessionOf(scim);
    for (let at = 0; at < 10_500; at += 1) recordIn(house, session, { path: `/Users?n=${at}` });
    const { waiting, lost } = exchanges.figures();
    expect(waiting).toBeLessThanOrEqual(10_000);
    expect(waiting + lost).toBe(10_500);
    isAway = false;
    await house.close();
    const lines = await list(scim, { operation: 'user.query' }, 500);
    expect(lines).toHaveLength(300 + waiting);
    expect(lines[0]?.path).toBe('/Users?n=10499');
  });

  test('what comes while lines are written waits for its own time, and is not a transaction by itself', async () => {
    const scim = await app().scimConnection();
    const session = await sessionOf(scim);
    let transactions = 0;
    const store = Object.assign(Object.create(app().store) as Store, {
      read: app().store.read,
      transaction: <T>(partition: string, work: (tx: Writers) => Promise<T>) => {
        if (partition === 'exchanges' && ++transactions < 5) {
          recordIn(house, session, { path: `/Users?during=${transactions}` });
        }
        return app().store.transaction(partition, work);
      },
    });
    const house = new TestApplication(store, app().clock);
    const { exchanges } = house.provisioning;
    recordIn(house, session, { path: '/Users?before' });
    await exchanges.flush();
    expect([transactions, exchanges.figures().waiting]).toEqual([1, 1]);
    transactions = 5;
    await house.close();
    expect((await scim.exchanges()).map(({ path }) => path)).toEqual([
      '/Users?before',
      '/Users?during=1',
    ]);
  });

  test('what a line cannot say is an entry, and what asks for a password is not shown', async () => {
    const scim = await app().scimConnection();
    await record(app(), scim, { path: '/Users?tab=\t' });
    await scim.call('GET', `/Users?filter=${encodeURIComponent('password eq "hunter2"')}`);
    const lines = await scim.exchanges();
    expect(lines.map(({ path }) => path)).toEqual(['/Users?tab=\t', '/Users?[redacted]']);
    expect(await entriesOf(scim)).toBe(2 - (lines[1]?.status === 200 ? 1 : 0));
  });

  test('the connection is healthy by its reads, and goes with them', async () => {
    const scim = await app().scimConnection();
    await scim.user('e@example.com', { schemas: [USER] });
    for (let at = 0; at < 3; at += 1) await scim.call('GET', '/Users');
    const { provisioning, core, ctx } = app();
    await provisioning.exchanges.flush();
    const { organization, connection } = scim;
    const health = await provisioning.health.get(ctx(), organization.id, connection.id);
    expect(health.recent).toEqual({ requests: 4, troubled: 0 });
    const target = { organizationId: organization.id, connectionId: connection.id };
    await core.connectionDeletions.begin(ctx(), target, 'keep');
    for (let more = true; more;) {
      more = (await core.tasks.runTasks(ctx(), { aborted: false })).more;
    }
    expect([await rowsOf(scim), await entriesOf(scim)]).toEqual([[], 0]);
  });
});
