import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operationList, type Operation } from '#api/index.js';
import { newId } from '#kernel/index.js';
import { makers, uploads } from '../kit/example-makers.js';
import {
  requests,
  startServer,
  type Reply,
  type Requests,
  type TestServer,
} from '../kit/server.js';
import { signIn } from '../kit/sessions.js';
import { ContractExamples } from '../kit/contract-examples.js';
import { TestTenant, statusAndCode } from './test-tenants.js';

/**
 * Ids of another organization in bodies and queries (those in paths are the business of test/project/strangers): from the examples of
 * the contract, every field that holds the id of something is filled with one of theirs.
 */
let server: TestServer;
let ours: TestTenant;
let theirs: TestTenant;
/** the owner of ours, by the cookie of a session */
let person: Requests;

beforeAll(async () => {
  server = await startServer();
  ours = await TestTenant.create(server);
  theirs = await TestTenant.create(server);
  for (const one of [ours, theirs]) {
    await one.operatorRequest('PATCH', '', { policies: { joinRequests: 'open' } });
  }
  const { email = '' } = await ours.readMember(ours.ownerId);
  const account = await server.rest('POST', '/accounts', {
    body: { email, name: 'Owner', emailVerified: true },
  });
  const { headers } = await signIn(server, { accountId: String(account.body.id) });
  person = requests(`${server.url}/api/v1`, headers);
});
afterAll(() => server.close());

/** Names of things that belong to an organization. */
const OWNED =
  /\{((?:member|acceptor|owner|space|product|invitation|joinRequest|scimGroup|seat|notice)Id)\}/g;

function ownedIn(operation: Operation): string[] {
  const { query = {}, body = {} } = operation.example ?? {};
  const found = JSON.stringify([query, body]).matchAll(OWNED);
  return [...new Set([...found].map(([, name = '']) => name))];
}

const attacked = operationList.filter(
  (operation) => operation.scope !== 'public' && ownedIn(operation).length > 0,
);

async function journalOf({ id }: TestTenant): Promise<string> {
  return (await server.rest('GET', `/organizations/${id}/journal?limit=200`)).text;
}

const SAYS = [
  '"outcome":"failed"',
  '"items":[]',
  '"read":0',
  '"status":"waiting"',
  '"condition":"connection_active"',
  '"condition":"break_glass_owner"',
];

/** A list of rows refuses each; a filter finds nothing; marking passes over; a preview says what is missing. */
function requireUnknown({ status, text }: Reply): void {
  if (status >= 400) expect([[400, 404], text]).toEqual([expect.arrayContaining([status]), text]);
  else expect([SAYS.some((one) => text.includes(one)), text]).toEqual([true, text]);
}

describe('an id of another organization, in a body or a query', () => {
  test('there are operations to be tried', () => {
    expect(attacked.length).toBeGreaterThanOrEqual(8);
  });

  for (const operation of attacked) {
    test(`is unknown to ${operation.operationId}`, async () => {
      const mine = new ContractExamples(server, ours.id, makers, uploads);
      const foreign = new ContractExamples(server, theirs.id, makers, uploads);
      const given: Record<string, string> = {};
      for (const name of ownedIn(operation)) {
        if (name === 'noticeId') given[name] = newId();
        else given[name] = await foreign.make(name);
      }
      const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      for (const name of inPath) if (name !== 'organizationId') given[name] = await mine.make(name);
      const call = await mine.callOf(operation, given);
      const before = await journalOf(theirs);
      const reply = await server.rest(operation.method, call.path, {
        headers: call.headers,
        ...(call.body !== undefined && { body: call.body }),
      });
      requireUnknown(reply);
      // and to a person who has signed in, without any key
      if (operation.scope !== 'operator') {
        requireUnknown(
          await person(operation.method, call.path, {
            ...(call.body !== undefined && { body: call.body }),
          }),
        );
      }
      await server.composed.jobs.runNow('run-tasks');
      expect(await journalOf(theirs)).toBe(before);
    });
  }
});

describe('by name, one by one', () => {
  let foreign: Readonly<Record<'member' | 'space' | 'product' | 'invitation' | 'account', string>>;
  beforeAll(async () => {
    const idOf = async (path: string, body: object): Promise<string> =>
      String((await theirs.operatorRequest('POST', path, body)).id);
    foreign = {
      member: (await theirs.member('viewer')).id,
      space: await idOf('/spaces', { name: 'Theirs' }),
      product: await idOf('/products', { key: 'theirs', name: 'Theirs', seats: 9 }),
      invitation: await idOf('/invitations', { email: `${newId()}@example.com` }),
      account: newId(),
    };
  });

  const email = (): string => `${newId()}@example.com`;
  const rows: readonly [
    string,
    string,
    () => Promise<string> | string,
    (mine: string) => unknown,
    RegExp,
  ][] = [
    [
      'successor',
      'POST',
      async () => `/members/${(await ours.member('viewer')).id}/remove`,
      () => ({ successorMemberId: foreign.member }),
      /^404 member\.missing/,
    ],
    [
      'survivor of a merge',
      'POST',
      async () => `/members/${(await ours.member('viewer')).id}/merge`,
      () => ({ into: foreign.member }),
      /^404 member\.missing/,
    ],
    [
      'heir',
      'POST',
      () => '/ownership-offers',
      () => ({ fromMemberId: ours.ownerId, toMemberId: foreign.member, roleAfter: 'admin' }),
      /^404 member\.missing/,
    ],
    [
      'giver',
      'POST',
      () => '/ownership-offers',
      () => ({ fromMemberId: foreign.member, toMemberId: ours.ownerId, roleAfter: 'admin' }),
      /^404 member\.missing|^400/,
    ],
    [
      'space of a member',
      'POST',
      () => '/members',
      () => ({ email: email(), name: 'X', spaces: [{ spaceId: foreign.space, role: 'member' }] }),
      /^404 space\.missing/,
    ],
    [
      'product of a member',
      'POST',
      () => '/members',
      () => ({ email: email(), name: 'X', products: [foreign.product] }),
      /^404 product\.missing/,
    ],
    [
      'space of an invitation',
      'POST',
      () => '/invitations',
      () => ({ email: email(), spaces: [{ spaceId: foreign.space, role: 'member' }] }),
      /^404 space\.missing/,
    ],
    [
      'product of an invitation',
      'POST',
      () => '/invitations',
      () => ({ email: email(), products: [foreign.product] }),
      /^404 product\.missing/,
    ],
    [
      'seat of our product',
      'POST',
      () => '/seats',
      (mine) => ({ productId: mine, memberId: foreign.member }),
      /^404 member\.missing/,
    ],
    [
      'seat of their product',
      'POST',
      () => '/seats',
      () => ({ productId: foreign.product, memberId: ours.ownerId }),
      /^404 product\.missing/,
    ],
    [
      'notice',
      'POST',
      () => '/notices',
      () => ({ notice: 'user-action', data: { title: 'X' }, memberIds: [foreign.member] }),
      /^404 member\.missing/,
    ],
    [
      'test of a mail',
      'POST',
      () => '/mail-templates/invitation/en/test',
      () => ({ memberId: foreign.member }),
      /^404 member\.missing/,
    ],
  ];

  for (const [what, method, path, body, expected] of rows) {
    test(what, async () => {
      const product = await ours.operatorRequest('POST', '/products', {
        key: `p-${newId().slice(-8)}`,
        name: 'Ours',
        seats: 9,
      });
      const address = `/organizations/${ours.id}${await path()}`;
      const before = await journalOf(theirs);
      const reply = await server.rest(method, address, { body: body(String(product.id)) });
      expect(statusAndCode(reply)).toMatch(expected);
      expect(await journalOf(theirs)).toBe(before);
    });
  }

  test('rows of a bulk fail one by one, and nobody of theirs is touched', async () => {
    const before = await journalOf(theirs);
    const admin = ours.actingAs();
    const bulk = await admin('POST', '/members/bulk', {
      body: { action: 'suspend', ids: [foreign.member] },
    });
    expect(bulk.text).toContain('member.missing');
    const revoke = await admin('POST', '/invitations/bulk-revoke', {
      body: { ids: [foreign.invitation] },
    });
    await server.composed.jobs.runNow('run-tasks');
    const done = await ours.operatorRequest('GET', `/tasks/${String(revoke.body.id)}/rows`);
    expect(JSON.stringify(done)).toContain('"status":"failed"');
    expect(await journalOf(theirs)).toBe(before);
    const read = await theirs.operatorRequest('GET', `/invitations/${foreign.invitation}`);
    expect(read.status).toBe('pending');
  });

  test('a custom role of theirs is no role here', async () => {
    const role = { name: 'their-role', title: 'Theirs', permissions: ['members:read'] };
    await theirs.operatorRequest('POST', '/roles', role);
    const member = await ours.member('viewer');
    const path = `/organizations/${ours.id}/members/${member.id}/roles`;
    const reply = await server.rest('POST', path, { body: { role: 'their-role' } });
    expect(statusAndCode(reply)).toMatch(/role\.unknown$/);
    const sent = await server.rest('POST', `/organizations/${ours.id}/invitations`, {
      body: { email: email(), roles: ['their-role'] },
    });
    expect(statusAndCode(sent)).toMatch(/role\.unknown$/);
    expect(statusAndCode(await ours.actingAs()('GET', '/roles/their-role'))).toMatch(/^404/);
  });

  test('an idempotency key of one caller is nothing to another', async () => {
    const key = newId();
    const headers = { 'idempotency-key': key };
    const body = { name: 'Space' };
    const first = await ours.actingAs()('POST', '/spaces', { body, headers });
    const second = await theirs.actingAs()('POST', '/spaces', { body, headers });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
    expect(second.body['organizationId']).not.toBe(first.body['organizationId']);
    const narrow = ours.actingAs(undefined, await ours.narrowKey('members:read'));
    expect(statusAndCode(await narrow('POST', '/spaces', { body, headers }))).toBe(
      '403 permission.missing',
    );
  });
});
