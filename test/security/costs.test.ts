import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  MAX_RESOURCE_LENGTH,
  MAX_MEMBERSHIP_COUNT,
  requireFewRows,
  requireLightPage,
} from '#provisioning/sizes.js';
import { createTurns } from '#provisioning/turns.js';
import { parseJson } from '#http/json.js';
import { HeldBytes } from '#http/held-bytes.js';
import type { ServerResponse } from 'node:http';
import { EventEmitter } from 'node:events';
import { startServer, type Reply, type ScimClient, type TestServer } from '../kit/server.js';

/**
 * The dearest requests of legal size. Each is answered within a second on a machine that has nothing else to do; without its
 * limit it took from ten seconds to minutes, in which nobody else was answered.
 */
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const SOON_MS = 15_000;

let server: TestServer;
let scim: ScimClient;
let next = 0;

beforeAll(async () => {
  server = await startServer();
  scim = await server.scim();
});

afterAll(() => server.close());

async function soon(work: () => Promise<Reply>): Promise<Reply> {
  const start = performance.now();
  const reply = await work();
  expect(performance.now() - start).toBeLessThan(SOON_MS);
  return reply;
}

function list<T>(length: number, make: (at: number) => T): T[] {
  return Array.from({ length }, (_, at) => make(at));
}

async function userWith(emails: unknown[]): Promise<string> {
  next += 1;
  const reply = await scim.post('/Users', { schemas: [USER], userName: `user-${next}`, emails });
  expect(reply.status).toBe(201);
  return `/Users/${reply.body.id}`;
}

const patch = (path: string, Operations: unknown[]) => () =>
  scim.patch(path, { schemas: [PATCH], Operations });

describe('PATCH with value filters', () => {
  test('a thousand filters of 199 terms over a thousand values', async () => {
    const user = await userWith(list(1_000, (at) => ({ value: `e${at}@example.com` })));
    const terms = list(199, (at) => `value eq "x${at}"`).join(' or ');
    const remove = { op: 'remove', path: `emails[${terms}]` };
    const reply = await soon(patch(user, Array<unknown>(1_000).fill(remove)));
    expect([reply.status, reply.body.scimType]).toEqual([400, 'tooMany']);
    expect((await soon(patch(user, [remove]))).status).toBe(200);
  });

  test('texts that are slow to be searched', async () => {
    const value = 'a'.repeat(8_000);
    const user = await userWith(list(15, (at) => ({ value: `${at}${value}` })));
    const sought = 'a'.repeat(2_000);
    const remove = { op: 'remove', path: `emails[value co "${sought}b${sought}"]` };
    const reply = await soon(patch(user, Array<unknown>(1_000).fill(remove)));
    expect([reply.status, reply.body.scimType]).toEqual([400, 'tooMany']);
  });

  test('a thousand changes of single values go through', async () => {
    const user = await userWith(list(1_000, (at) => ({ value: `e${at}@example.com` })));
    const set = (at: number) => {
      return { op: 'replace', path: `emails[value eq "e${at}@example.com"].display`, value: 'x' };
    };
    expect((await soon(patch(user, list(1_000, set)))).status).toBe(200);
  });

  test('filters on the members of a group', async () => {
    const members = await Promise.all(list(20, (at) => userWith([{ value: `m${at}` }])));
    const reply = await scim.post('/Groups', {
      schemas: [GROUP],
      displayName: 'Filtered',
      members: members.map((path) => ({ value: path.slice('/Users/'.length) })),
    });
    const path = `/Groups/${reply.body.id}`;
    const terms = list(199, (at) => `display eq "x${at}"`).join(' or ');
    const remove = { op: 'remove', path: `members[${terms}]` };
    const refused = await soon(patch(path, Array<unknown>(1_000).fill(remove)));
    expect([refused.status, refused.body.scimType]).toEqual([400, 'tooMany']);
    expect((await soon(patch(path, [remove]))).status).toBe(204);
  });
});

describe('texts of combining marks, whose order takes the square of their number', () => {
  const marks = `a${'\u0315\u0300'.repeat(4_000)}`;

  test('in values', async () => {
    const emails = list(600, (at) => ({ value: `${at}${marks}` }));
    const body = { schemas: [USER], userName: 'marks', emails };
    const reply = await soon(() => scim.post('/Users', body));
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidValue']);
  });

  test('in filters', async () => {
    const filter = `displayName eq "${marks}"`;
    const reply = await soon(() => scim.post('/Users/.search', { schemas: [SEARCH], filter }));
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidFilter']);
  });

  test('as people write them are fine', async () => {
    const userName = `${'Zo\u0308e\u0301 '.repeat(40)}x`;
    expect((await scim.post('/Users', { schemas: [USER], userName })).status).toBe(201);
    const filter = encodeURIComponent(`userName eq "${userName}"`);
    expect((await scim.get(`/Users?filter=${filter}`)).body.totalResults).toBe(1);
  });
});

describe('sizes', () => {
  test('a resource has a largest size, by one request and by many', async () => {
    const photo = `data:${'x'.repeat(60_000)}`;
    const photos = [{ value: photo, type: 'photo' }];
    const body = { schemas: [USER], userName: 'photo', photos };
    const reply = await scim.post('/Users', body);
    expect(reply.status).toBe(201);
    const grow = (at: number) => [
      { op: 'add', path: 'photos', value: [{ value: `${photo}${at}` }] },
    ];
    const path = `/Users/${reply.body.id}`;
    expect((await patch(path, grow(1))()).status).toBe(200);
    const refused = await patch(path, grow(2))();
    expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidValue']);
    expect(refused.text).toContain(String(MAX_RESOURCE_LENGTH));
    const tall = {
      schemas: [USER],
      userName: 'tall',
      emails: list(99, (n) => ({ value: `${n}${'a'.repeat(8_000)}` })),
    };
    expect((await soon(() => scim.post('/Users', tall))).status).toBe(400);
  });

  test('a page of the largest resources is refused before it is written', () => {
    const record = { attributes: 'x'.repeat(MAX_RESOURCE_LENGTH) };
    requireLightPage(Array<object>(200).fill(record));
    expect(() => requireLightPage(Array<object>(1_000).fill(record))).toThrow(/narrow it/);
    requireLightPage(Array<object>(1_000).fill({ attributes: 'x'.repeat(2_000) }));
  });

  test('the journal shows a large change by its length', async () => {
    const emails = list(1_000, (at) => ({ value: `e${at}@example.com`, display: 'x'.repeat(40) }));
    const path = await userWith(emails);
    await patch(path, [{ op: 'replace', path: 'emails.display', value: 'y' }])();
    const journal = await server.rest(
      'GET',
      `/organizations/${scim.organizationId}/journal?limit=200`,
    );
    const lines = Object.values(journal.body.items ?? {});
    const line = lines.findLast((one) => String(one.type) === 'scim.user.updated');
    expect(JSON.stringify(line).length).toBeLessThan(2_000);
    expect(JSON.stringify(line)).toMatch(/"path":"emails","before":"\[\d+ characters\]"/);
  });

  test('a refusal never repeats much of what was sent', async () => {
    const sortBy = 'a'.repeat(1_000_000);
    const reply = await soon(() => scim.post('/Users/.search', { schemas: [SEARCH], sortBy }));
    expect(reply.status).toBe(400);
    expect(reply.text.length).toBeLessThan(3_000);
  });

  test('more names of attributes than any schema has', async () => {
    const attributes = list(300_000, (at) => `a${at}`);
    const reply = await soon(() => scim.post('/Users/.search', { schemas: [SEARCH], attributes }));
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidValue']);
    const joined = attributes.slice(0, 600).join(',');
    expect((await scim.get(`/Users?attributes=${joined}`)).status).toBe(400);
  });

  test('an object of very many names', () => {
    const names = (count: number): string => `{${list(count, (at) => `"${at}":1`).join(',')}}`;
    expect(() => parseJson(names(2_001), 64)).toThrow(/more than 2000 names/);
    expect(Object.keys(parseJson(names(2_000), 64) as object)).toHaveLength(2_000);
  });
});

describe('lists with members', () => {
  test('a page holds so many memberships and no more; one group or user alone may have more', () => {
    requireFewRows(MAX_MEMBERSHIP_COUNT, 100);
    requireFewRows(MAX_MEMBERSHIP_COUNT * 4, 1);
    expect(() => requireFewRows(MAX_MEMBERSHIP_COUNT + 1, 2)).toThrow(/narrow it/);
  });

  test('a group of more rows than one look brings comes whole', async () => {
    const { organizationId, connectionId, get, post } = await server.scim();
    const made = await post('/Groups', { schemas: [GROUP], displayName: 'Large' });
    const groupId = String(made.body.id);
    const now = '2026-01-01T00:00:00.000Z';
    const rows = list(2_500, (at) => ({
      id: `row-${String(at).padStart(6, '0')}`,
      version: 1,
      createdAt: now,
      updatedAt: now,
      connectionId,
      groupId,
      memberId: `member-${at}`,
      type: 'User' as const,
    }));
    await server.store.transaction(organizationId, (tx) => tx.groupMembers.insertMissing(rows));
    const both = await Promise.all([get(`/Groups/${groupId}`), get('/Groups')]);
    for (const { text } of both) expect(text.match(/"member-\d+"/g)).toHaveLength(2_500);
  });

  test('long reads take turns, and beyond a hundred waiting the next one is sent away', async () => {
    const turns = createTurns();
    let release: (() => void) | undefined;
    const first = turns.take(() => new Promise<void>((resolve) => (release = resolve)));
    let running = 0;
    let most = 0;
    const waiting = list(99, () =>
      turns.take(async (pause) => {
        most = Math.max(most, (running += 1));
        await pause();
        running -= 1;
      }),
    );
    await expect(turns.take(() => Promise.resolve())).rejects.toMatchObject({
      code: 'service.busy',
    });
    const patient = turns.patient.take(() => Promise.resolve('told'));
    await new Promise((resolve) => setImmediate(resolve));
    release?.();
    await Promise.all([first, ...waiting]);
    expect(most).toBe(1);
    expect(await patient).toBe('told');
    expect(await turns.take(() => Promise.resolve('free'))).toBe('free');
  });
});

test('a job that has had its time begins no more operations, and says which ones', async () => {
  let now = Date.parse('2026-06-01T12:00:00.000Z');
  const slow = await startServer({ clock: { now: () => (now += 1_000) } });
  try {
    const { post, get } = await slow.scim();
    const Operations = list(40, (at) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `b${at}`,
      data: { schemas: [USER], userName: `user-${at}` },
    }));
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    const { status, body } = await post('/Bulk', { schemas, Operations });
    expect(status).toBe(200);
    const statuses = list(40, (at) => String(body.Operations?.[at]?.status));
    const done = statuses.filter((one) => one === '201').length;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(40);
    expect(statuses.slice(done)).toEqual(list(40 - done, () => '503'));
    expect((await get('/Users?count=0')).body.totalResults).toBe(done);
  } finally {
    await slow.close();
  }
});

describe('memory that clients make us hold', () => {
  const response = (): ServerResponse =>
    Object.assign(new EventEmitter(), { destroyed: false }) as unknown as ServerResponse;

  test('is counted until the answer is out', () => {
    const held = new HeldBytes(100);
    const [one, other] = [response(), response()];
    held.hold(one, 60);
    expect(() => held.hold(other, 50)).toThrow(/at its capacity/);
    held.hold(other, 40);
    one.emit('close');
    held.hold(other, 60);
    other.emit('close');
    // somebody who is alone may hold more than the limit
    held.hold(response(), 500);
    expect(() => held.hold(response(), 1)).toThrow(/at its capacity/);
  });
});
