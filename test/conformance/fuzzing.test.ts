import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Reply, ScimClient } from '../kit/server.js';
import {
  bulkBody,
  ENTERPRISE,
  expectError,
  GROUP,
  makeGroup,
  makeUser,
  patchBody,
  resources,
  searchBody,
  USER,
  type CreatedResource,
} from './client.js';
import { overServers } from './servers.js';

const NAMES = [
  'userName',
  'displayName',
  'name',
  'name.givenName',
  'emails',
  'emails.value',
  'active',
  'password',
  'groups',
  'members',
  'meta',
  'id',
  'externalId',
  'schemas',
  'roles',
  'photos',
  'x509Certificates',
  'addresses',
  'profileUrl',
  'USERNAME',
  '__proto__',
  'constructor',
  'toString',
  '',
  '$ref',
  '$where',
  'a.b',
  ENTERPRISE,
  `${ENTERPRISE}:manager`,
  'title',
  'manager',
  'value',
  'type',
  'primary',
  'display',
  'givenName',
  'department',
  '\u0000',
  '😀',
];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    '',
    'a',
    'True',
    '\ud800',
    '\u0000',
  ),
  fc.constantFrom<unknown>('user-1', 'a'.repeat(300), USER, GROUP, '2026-01-01T00:00:00Z', 'AAEC'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

const value: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { arbitrary: leaf, weight: 4 },
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('any'), { maxKeys: 4 }),
  ),
})).any;

const attributes = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 3 });

const path = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES)).map((two) => two.join('.')),
  fc
    .tuple(fc.constantFrom('emails', 'members', 'roles', 'name', 'addresses'), leaf)
    .map(([name, text]) => `${name}[value eq ${JSON.stringify(text) ?? 'x'}]`),
  fc
    .tuple(
      fc.constantFrom('type', 'primary', 'display'),
      fc.constantFrom('.value', '.type', '.x', ''),
    )
    .map(([sub, rest]) => `emails[${sub} ne "x" and not (${sub} pr)]${rest}`),
  fc.string({ maxLength: 12 }),
);

/** What could have been meant. */
const plausible: fc.Arbitrary<[string, unknown]> = fc.oneof(
  fc.tuple(
    fc.constantFrom('title', 'displayName', 'name.givenName', `${ENTERPRISE}:department`),
    fc.constantFrom<unknown>('a', 'B', '', null, 'x'.repeat(300)),
  ),
  fc.tuple(fc.constant('active'), fc.constantFrom<unknown>(true, 'False', 'true')),
  fc.tuple(
    fc.constantFrom('emails', 'roles', 'phoneNumbers', 'emails[type eq "work"]', 'addresses'),
    fc.constantFrom<unknown>([], [{ value: 'a' }], { type: 'x', primary: true }, { value: 'b' }),
  ),
  fc.tuple(
    fc.constantFrom('emails[type eq "home"].value', 'roles[primary eq true].value', 'ims.value'),
    fc.constantFrom<unknown>('a', 'b', ''),
  ),
  fc.tuple(
    fc.constantFrom(`${ENTERPRISE}:manager`, `${ENTERPRISE}:manager.value`),
    fc.constantFrom<unknown>('a', { value: 'b' }, [{ value: 'c' }], ''),
  ),
  fc.tuple(
    fc.constantFrom('members', 'members[value eq "nobody"]', 'members[type eq "User"]'),
    fc.constantFrom<unknown>([], 'nobody', [{ value: 'nobody' }], { value: 'nobody' }, null),
  ),
);

const operation = fc.oneof(
  fc.record(
    { op: fc.constantFrom('add', 'Replace', 'remove', 'ADD', 'x', 7), path, value },
    { requiredKeys: ['op'] },
  ),
  fc
    .tuple(fc.constantFrom('add', 'replace', 'remove'), plausible, fc.boolean())
    .map(([op, [at, given], whole]) =>
      whole && op !== 'remove' ? { op, value: { [at]: given } } : { op, path: at, value: given },
    ),
);

const filter = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc
    .tuple(path, fc.constantFrom('eq', 'co', 'gt', 'ne', 'sw'), leaf)
    .map(([at, operator, literal]) => `${at} ${operator} ${JSON.stringify(literal)}`),
  fc.tuple(path, path).map(([a, b]) => `${a} pr or not (${b} pr)`),
);

/** Enough to notice what breaks; raise it to hunt. */
const RUNS = { numRuns: 20, seed: 42 };

overServers('fuzzing', (suite) => {
  let scim: ScimClient;
  let user: CreatedResource;
  let group: CreatedResource;

  beforeAll(async () => {
    scim = await suite.scim();
    user = await makeUser(scim, 'user-1', { emails: [{ value: 'a@example.com', type: 'work' }] });
    group = await makeGroup(scim, 'Group One', user.id);
  });

  /** Never a 5xx, never a malformed answer. */
  function check(reply: Reply): void {
    if (reply.status < 400) return;
    expect([400, 404, 409, 413]).toContain(reply.status);
    const { scimType } = reply.body;
    expectError(reply, reply.status, scimType === undefined ? undefined : String(scimType));
  }

  describe('whatever is sent', () => {
    test('row 36, row 101: E21: resources of any shape are taken or refused, never a 5xx', async () => {
      await fc.assert(
        fc.asyncProperty(attributes, fc.boolean(), async (body, isUser) => {
          const [urn, endpoint, target] = isUser
            ? ([USER, '/Users', user] as const)
            : ([GROUP, '/Groups', group] as const);
          const name = isUser ? { userName: 'fuzz' } : { displayName: 'fuzz' };
          const made = await scim.post(endpoint, { schemas: [urn], ...name, ...body });
          check(made);
          if (made.status === 201) {
            const location = `${endpoint}/${made.body.id}`;
            expect((await scim.get(location)).body).toEqual(made.body);
            const put = await scim.put(location, made.body);
            expect(put.body).toEqual(made.body);
            expect((await scim.delete(location)).status).toBe(204);
          }
          check(await scim.put(target.path, { schemas: [urn], ...body }));
          check(await scim.put(target.path, body));
        }),
        RUNS,
      );
    }, 120_000);

    test('row 85: PATCH of any shape is done or refused, never a 5xx', async () => {
      let done = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(operation, { minLength: 1, maxLength: 3 }),
          fc.boolean(),
          async (operations, isUser) => {
            const target = isUser ? user : group;
            const before = (await scim.get(target.path)).text;
            const reply = await scim.patch(target.path, patchBody(...operations));
            check(reply);
            const after = await scim.get(target.path);
            expect(after.status).toBe(200);
            if (reply.status >= 400) expect(after.text).toBe(before);
            else done += 1;
            if (reply.status === 200) expect(after.body).toEqual(reply.body);
          },
        ),
        { ...RUNS, numRuns: 3 * RUNS.numRuns },
      );
      expect(done).toBeGreaterThan(RUNS.numRuns / 4);
    }, 120_000);

    test('row 67: a filter, an order or a selection of any shape is answered', async () => {
      await fc.assert(
        fc.asyncProperty(
          filter,
          path,
          fc.array(path, { maxLength: 2 }),
          async (one, sortBy, names) => {
            for (const body of [
              { filter: one },
              { sortBy },
              { attributes: names },
              { filter: one, sortBy },
            ]) {
              check(await scim.post('/Users/.search', searchBody(body)));
            }
            check(await scim.post('/Groups/.search', searchBody({ filter: one })));
            check(await scim.post('/.search', searchBody({ filter: one, sortBy })));
          },
        ),
        RUNS,
      );
    }, 120_000);

    test('row 99: bulk of any shape is answered, each operation for itself', async () => {
      const bulkOperation = fc.record(
        {
          method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET', ''),
          path: fc.constantFrom(
            '/Users',
            '/Groups',
            '/Users/x',
            '/Users/bulkId:a',
            '//',
            '',
            '/Bulk',
          ),
          bulkId: fc.constantFrom('a', 'b', '', '__proto__'),
          data: fc.oneof(attributes, value),
        },
        { requiredKeys: [] },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(bulkOperation, { maxLength: 4 }), async (operations) => {
          const reply = await scim.post('/Bulk', bulkBody(operations));
          check(reply);
          expect(reply.text).not.toMatch(/"status":"5\d\d"/);
        }),
        RUNS,
      );
      expect(resources(await scim.get('/Users?count=1')).length).toBe(1);
    }, 120_000);
  });
});
