import { problem } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { BULK_RESPONSE_URN, BULK_URN, GROUP_URN, USER_URN } from '../client/messages.js';
import type { Answer } from '../client/exchanges.js';
import type { CheckGroup } from './checks.js';
import { holds } from './patching.js';
import { NotCheckable, offered, type ConformanceRun } from './conformance-run.js';

/** Rows 93 to 100. */
export const versions: CheckGroup = {
  name: 'H',
  title: 'DELETE, versions, bulk',
  checks: [
    { row: '93', title: 'deleted: gone everywhere, the name free at once', verify: deletion },
    { row: '94', title: 'a deleted group leaves the groups of its members', verify: groupDeletion },
    { row: '95', title: 'ETag, If-None-Match, If-Match', verify: etags },
    { row: '96', title: 'bulk: one result for each operation', verify: bulkResults },
    { row: '97', title: 'bulk: references, forward and in a circle', verify: bulkReferences },
    { row: '98', title: 'bulk: failOnErrors', verify: failOnErrors },
    { row: '99', title: 'bulk: malformed operations', verify: bulkMalformed },
    { row: '100', title: 'bulk: the rules of single requests', verify: bulkRules },
  ],
};

async function deletion(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  const group = await run.group({ members: [{ value: user.id }] });
  const idle = await run.user({ active: false });
  await run.patched(group, { op: 'add', path: 'members', value: [{ value: idle.id }] });
  const answer = await run.send('DELETE', user.path);
  run.expectStatus(answer, 204);
  run.expectError(await run.send('GET', user.path), [404]);
  run.expectError(await run.send('PUT', user.path, { body: user.body }), [404]);
  run.expectError(await run.patch(user, { op: 'replace', path: 'title', value: 'x' }), [404]);
  run.expectError(await run.send('DELETE', user.path), [404]);
  const filter = `userName eq ${JSON.stringify(user.body['userName'])}`;
  const found = await run.list('User', { filter });
  run.expectThat(found, at(found.json, 'totalResults') === 0, 'not found by a filter');
  const ids = listAt(await run.get(group), 'members').map((one) => textAt(one, 'value'));
  holds(run, group, !ids.includes(user.id), 'not a member any more');
  holds(run, group, ids.includes(idle.id), 'who is inactive stays a member');
  const gone = await run.list('Group', { filter: `members.value eq "${user.id}"` });
  run.expectThat(gone, at(gone.json, 'totalResults') === 0, 'no group has them');
  const inactive = await run.idsMatching(`id eq "${idle.id}"`);
  holds(run, idle, inactive.length === 1, 'who is inactive can be found');
  const again = await run.user(user.body);
  run.expectThat(again.answer, again.id !== user.id, 'a new id for the same name');
}

async function groupDeletion(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  const group = await run.group({ members: [{ value: user.id }] });
  run.expectStatus(await run.send('DELETE', group.path), 204);
  const after = await run.get(user);
  holds(run, user, isUnassigned(at(after, 'groups')), 'no groups');
}

async function etags(run: ConformanceRun): Promise<void> {
  await offered(run, 'etag');
  const user = await run.user({ title: 'x' });
  const first = await run.send('GET', user.path);
  run.expectStatus(first);
  const etag = first.headers.get('etag') ?? '';
  run.expectThat(
    first,
    etag !== '' && etag === at(first.json, 'meta', 'version'),
    'ETag = meta.version',
  );
  const same = await run.send('GET', user.path, { headers: { 'if-none-match': etag } });
  run.expectThat(same, same.status === 304 && same.text === '', '304 without a body');
  run.expectStatus(await run.patch(user, { op: 'replace', path: 'title', value: 'y' }), 200, 204);
  const second = await run.send('GET', user.path, { headers: { 'if-none-match': etag } });
  run.expectStatus(second);
  run.expectThat(second, second.headers.get('etag') !== etag, 'another ETag after a change');
  const headers = { 'if-match': etag };
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value: 'z' }],
  };
  run.expectError(await run.send('PATCH', user.path, { body, headers }), [412]);
  run.expectError(await run.send('PUT', user.path, { body: user.body, headers }), [412]);
  run.expectError(await run.send('DELETE', user.path, { headers }), [412]);
  const current = { 'if-match': second.headers.get('etag') ?? '' };
  run.expectStatus(await run.send('PATCH', user.path, { body, headers: current }), 200, 204);
  const group = await run.group();
  const old = textAt(await run.get(group), 'meta', 'version');
  await run.patched(group, { op: 'add', path: 'members', value: [{ value: user.id }] });
  const stale = { headers: { 'if-match': old } };
  run.expectError(await run.send('PUT', group.path, { ...stale, body: group.body }), [412]);
  run.expectError(await run.send('DELETE', group.path, stale), [412]);
}

interface BulkOperation {
  readonly method?: string;
  readonly path?: string;
  readonly bulkId?: string;
  readonly data?: object;
}

/** Sends and remembers what was created, so that it goes away again. */
async function bulk(
  run: ConformanceRun,
  operations: readonly BulkOperation[],
  more: object = {},
): Promise<{ readonly answer: Answer; readonly results: readonly unknown[] }> {
  await offered(run, 'bulk');
  const body = { schemas: [BULK_URN], Operations: operations, ...more };
  const answer = await run.send('POST', '/Bulk', { body });
  const results = listAt(answer.json, 'Operations');
  for (const result of results) {
    const location = textAt(result, 'location');
    const path = /\/(Users|Groups)\/([^/]+)$/.exec(location);
    if (at(result, 'method') === 'POST' && path?.[2] !== undefined)
      run.created.set(path[2], path[0]);
  }
  return { answer, results };
}

function newUser(run: ConformanceRun, bulkId: string): BulkOperation {
  const data = { schemas: [USER_URN], userName: run.name('bulk') };
  return { method: 'POST', path: '/Users', bulkId, data };
}

async function bulkResults(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  const { answer, results } = await bulk(run, [
    newUser(run, 'a'),
    { method: 'PUT', path: user.path, data: { ...user.body, title: 'bulk' } },
    { method: 'POST', path: '/Users', bulkId: 'b', data: { schemas: [USER_URN] } },
    { method: 'DELETE', path: user.path },
  ]);
  run.expectStatus(answer);
  run.expectThat(
    answer,
    listAt(answer.json, 'schemas').includes(BULK_RESPONSE_URN),
    'a BulkResponse',
  );
  run.expectThat(answer, results.length === 4, 'four results');
  const statuses = results.map((result) => at(result, 'status'));
  const expected = ['201', '200', '400', '204'];
  if (JSON.stringify(statuses) !== JSON.stringify(expected))
    run.expectNone(answer, [problem(`the statuses ${expected.join(', ')}, as texts`, statuses)]);
  run.expectThat(answer, at(results[0], 'bulkId') === 'a', 'bulkId a');
  run.expectThat(
    answer,
    /^https?:/.test(textAt(results[0], 'location')),
    'location of the new one',
  );
  run.expectThat(answer, at(results[2], 'location') === undefined, 'no location on a failed POST');
  run.expectThat(answer, at(results[2], 'response', 'status') === '400', 'response on a failure');
}

async function bulkReferences(run: ConformanceRun): Promise<void> {
  const group = (bulkId: string, ...members: readonly string[]): BulkOperation => ({
    method: 'POST',
    path: '/Groups',
    bulkId,
    data: {
      schemas: [GROUP_URN],
      displayName: run.name('bulk'),
      members: members.map((value) => ({ value })),
    },
  });
  const { answer, results } = await bulk(run, [
    group('g', 'bulkId:u'),
    newUser(run, 'u'),
    group('x', 'bulkId:y'),
    group('y', 'bulkId:x'),
    { method: 'PATCH', path: '/Users/bulkId:u', data: patchTitle('z') },
    { method: 'DELETE', path: '/Users/bulkId:nobody' },
  ]);
  run.expectStatus(answer);
  const statuses = results.map((result) => String(at(result, 'status')));
  run.expectThat(
    answer,
    statuses[0] === '201' && statuses[1] === '201',
    'a forward reference resolved',
  );
  const circle = statuses.slice(2, 4).every((status) => ['201', '409'].includes(status));
  run.expectThat(answer, circle, 'a circle: created, or 409');
  run.expectThat(answer, ['200', '204'].includes(statuses[4] ?? ''), '/Users/bulkId:u patched');
  run.expectThat(answer, /^4/.test(statuses[5] ?? ''), 'an unknown bulkId refused');
  const [userId] = [/[^/]+$/.exec(textAt(results[1], 'location'))?.[0] ?? ''];
  const path = /\/Groups\/[^/]+$/.exec(textAt(results[0], 'location'))?.[0] ?? '';
  const members = listAt(await run.get({ path }), 'members').map((one) => textAt(one, 'value'));
  run.expectThat(
    answer,
    members.length === 1 && members[0] === userId,
    'the new user in the new group',
  );
  run.expectThat(answer, !userId.includes('bulkId'), 'no bulkId inside of an id');
}

function patchTitle(value: string): object {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value }],
  };
}

async function failOnErrors(run: ConformanceRun): Promise<void> {
  const bad: BulkOperation = { method: 'POST', path: '/Users', bulkId: 'bad', data: {} };
  const stopped = await bulk(run, [bad, newUser(run, 'after')], { failOnErrors: 1 });
  run.expectStatus(stopped.answer);
  const made = stopped.results.filter((result) => at(result, 'status') === '201');
  run.expectThat(stopped.answer, made.length === 0, 'nothing after the first error');
  const on = await bulk(run, [bad, newUser(run, 'after')]);
  run.expectThat(
    on.answer,
    at(on.results[1], 'status') === '201',
    'without it the next one is done',
  );
}

async function bulkMalformed(run: ConformanceRun): Promise<void> {
  const config = await offered(run, 'bulk');
  const most = Number(at(config, 'maxOperations'));
  if (most <= 5_000) {
    const many = Array.from({ length: most + 1 }, () => ({ method: 'DELETE', path: '/Users/x' }));
    const { answer } = await bulk(run, many);
    run.expectError(answer, [413]);
  }
  for (const operations of [
    [{ path: '/Users', bulkId: 'a', data: {} }],
    [{ method: 'POST', bulkId: 'a', data: {} }],
    [{ method: 'POST', path: '/Users', data: { schemas: [USER_URN], userName: run.name() } }],
    [newUser(run, 'twice'), newUser(run, 'twice')],
  ]) {
    const { answer, results } = await bulk(run, operations);
    if (answer.status === 400) run.expectError(answer, [400], ['invalidSyntax', 'invalidValue']);
    else {
      const refused = results.some((result) => /^4/.test(String(at(result, 'status'))));
      run.expectThat(answer, answer.status === 200 && refused, 'the operation refused');
    }
  }
}

async function bulkRules(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  const { answer, results } = await bulk(run, [
    { method: 'POST', path: '/Users', bulkId: 'a', data: user.body },
    {
      method: 'PATCH',
      path: user.path,
      data: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'id', value: 'mine' }],
      },
    },
    { method: 'DELETE', path: '/Users/nobody' },
  ]);
  if (answer.status !== 200) throw new NotCheckable('bulk was refused as a whole');
  const statuses = results.map((result) => String(at(result, 'status')));
  if (statuses.join() !== '409,400,404')
    run.expectNone(answer, [problem('the statuses 409, 400, 404', statuses)]);
}
