import { problem } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { BULK_RESPONSE_URN, BULK_URN, GROUP_URN, USER_URN } from '../client/messages.js';
import type { Answer } from '../client/exchanges.js';
import type { CheckGroup } from './checks.js';
import { holds } from './g-patch.js';
import { NotSeen, offered, type Lab } from './labs.js';

/** Rows 93 to 100. */
export const versions: CheckGroup = {
  name: 'H',
  title: 'DELETE, versions, bulk',
  checks: [
    { row: '93', title: 'deleted: gone everywhere, the name free at once', run: deletion },
    { row: '94', title: 'a deleted group leaves the groups of its members', run: groupDeletion },
    { row: '95', title: 'ETag, If-None-Match, If-Match', run: etags },
    { row: '96', title: 'bulk: one result for each operation', run: bulkResults },
    { row: '97', title: 'bulk: references, forward and in a circle', run: bulkReferences },
    { row: '98', title: 'bulk: failOnErrors', run: failOnErrors },
    { row: '99', title: 'bulk: malformed operations', run: bulkMalformed },
    { row: '100', title: 'bulk: the rules of single requests', run: bulkRules },
  ],
};

async function deletion(lab: Lab): Promise<void> {
  const user = await lab.user();
  const group = await lab.group({ members: [{ value: user.id }] });
  const idle = await lab.user({ active: false });
  await lab.patched(group, { op: 'add', path: 'members', value: [{ value: idle.id }] });
  const answer = await lab.send('DELETE', user.path);
  lab.ok(answer, 204);
  lab.refused(await lab.send('GET', user.path), [404]);
  lab.refused(await lab.send('PUT', user.path, { body: user.body }), [404]);
  lab.refused(await lab.patch(user, { op: 'replace', path: 'title', value: 'x' }), [404]);
  lab.refused(await lab.send('DELETE', user.path), [404]);
  const filter = `userName eq ${JSON.stringify(user.body['userName'])}`;
  const found = await lab.list('User', { filter });
  lab.that(found, at(found.json, 'totalResults') === 0, 'not found by a filter');
  const ids = listAt(await lab.get(group), 'members').map((one) => textAt(one, 'value'));
  holds(lab, group, !ids.includes(user.id), 'not a member any more');
  holds(lab, group, ids.includes(idle.id), 'who is inactive stays a member');
  const again = await lab.user(user.body);
  lab.that(again.answer, again.id !== user.id, 'a new id for the same name');
}

async function groupDeletion(lab: Lab): Promise<void> {
  const user = await lab.user();
  const group = await lab.group({ members: [{ value: user.id }] });
  lab.ok(await lab.send('DELETE', group.path), 204);
  const after = await lab.get(user);
  holds(lab, user, isUnassigned(at(after, 'groups')), 'no groups');
}

async function etags(lab: Lab): Promise<void> {
  await offered(lab, 'etag');
  const user = await lab.user({ title: 'x' });
  const first = await lab.send('GET', user.path);
  lab.ok(first);
  const etag = first.headers.get('etag') ?? '';
  lab.that(first, etag !== '' && etag === at(first.json, 'meta', 'version'), 'ETag = meta.version');
  const same = await lab.send('GET', user.path, { headers: { 'if-none-match': etag } });
  lab.that(same, same.status === 304 && same.text === '', '304 without a body');
  lab.ok(await lab.patch(user, { op: 'replace', path: 'title', value: 'y' }), 200, 204);
  const second = await lab.send('GET', user.path, { headers: { 'if-none-match': etag } });
  lab.ok(second);
  lab.that(second, second.headers.get('etag') !== etag, 'another ETag after a change');
  const headers = { 'if-match': etag };
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value: 'z' }],
  };
  lab.refused(await lab.send('PATCH', user.path, { body, headers }), [412]);
  lab.refused(await lab.send('PUT', user.path, { body: user.body, headers }), [412]);
  lab.refused(await lab.send('DELETE', user.path, { headers }), [412]);
  const current = { 'if-match': second.headers.get('etag') ?? '' };
  lab.ok(await lab.send('PATCH', user.path, { body, headers: current }), 200, 204);
}

interface BulkOperation {
  readonly method?: string;
  readonly path?: string;
  readonly bulkId?: string;
  readonly data?: object;
}

/** Sends and remembers what was created, so that it goes away again. */
async function bulk(
  lab: Lab,
  operations: readonly BulkOperation[],
  more: object = {},
): Promise<{ readonly answer: Answer; readonly results: readonly unknown[] }> {
  await offered(lab, 'bulk');
  const body = { schemas: [BULK_URN], Operations: operations, ...more };
  const answer = await lab.send('POST', '/Bulk', { body });
  const results = listAt(answer.json, 'Operations');
  for (const result of results) {
    const location = textAt(result, 'location');
    const path = /\/(Users|Groups)\/([^/]+)$/.exec(location);
    if (at(result, 'method') === 'POST' && path?.[2] !== undefined) lab.made.set(path[2], path[0]);
  }
  return { answer, results };
}

function newUser(lab: Lab, bulkId: string): BulkOperation {
  const data = { schemas: [USER_URN], userName: lab.name('bulk') };
  return { method: 'POST', path: '/Users', bulkId, data };
}

async function bulkResults(lab: Lab): Promise<void> {
  const user = await lab.user();
  const { answer, results } = await bulk(lab, [
    newUser(lab, 'a'),
    { method: 'PUT', path: user.path, data: { ...user.body, title: 'bulk' } },
    { method: 'POST', path: '/Users', bulkId: 'b', data: { schemas: [USER_URN] } },
    { method: 'DELETE', path: user.path },
  ]);
  lab.ok(answer);
  lab.that(answer, listAt(answer.json, 'schemas').includes(BULK_RESPONSE_URN), 'a BulkResponse');
  lab.that(answer, results.length === 4, 'four results');
  const statuses = results.map((result) => at(result, 'status'));
  const expected = ['201', '200', '400', '204'];
  if (JSON.stringify(statuses) !== JSON.stringify(expected))
    lab.none(answer, [problem(`the statuses ${expected.join(', ')}, as texts`, statuses)]);
  lab.that(answer, at(results[0], 'bulkId') === 'a', 'bulkId a');
  lab.that(answer, /^https?:/.test(textAt(results[0], 'location')), 'location of the new one');
  lab.that(answer, at(results[2], 'location') === undefined, 'no location on a failed POST');
  lab.that(answer, at(results[2], 'response', 'status') === '400', 'response on a failure');
}

async function bulkReferences(lab: Lab): Promise<void> {
  const group = (bulkId: string, ...members: readonly string[]): BulkOperation => ({
    method: 'POST',
    path: '/Groups',
    bulkId,
    data: {
      schemas: [GROUP_URN],
      displayName: lab.name('bulk'),
      members: members.map((value) => ({ value })),
    },
  });
  const { answer, results } = await bulk(lab, [
    group('g', 'bulkId:u'),
    newUser(lab, 'u'),
    group('x', 'bulkId:y'),
    group('y', 'bulkId:x'),
    { method: 'PATCH', path: '/Users/bulkId:u', data: patchTitle('z') },
    { method: 'DELETE', path: '/Users/bulkId:nobody' },
  ]);
  lab.ok(answer);
  const statuses = results.map((result) => String(at(result, 'status')));
  lab.that(answer, statuses[0] === '201' && statuses[1] === '201', 'a forward reference resolved');
  const circle = statuses.slice(2, 4).every((status) => ['201', '409'].includes(status));
  lab.that(answer, circle, 'a circle: created, or 409');
  lab.that(answer, ['200', '204'].includes(statuses[4] ?? ''), '/Users/bulkId:u patched');
  lab.that(answer, /^4/.test(statuses[5] ?? ''), 'an unknown bulkId refused');
  const [userId] = [/[^/]+$/.exec(textAt(results[1], 'location'))?.[0] ?? ''];
  const path = /\/Groups\/[^/]+$/.exec(textAt(results[0], 'location'))?.[0] ?? '';
  const members = listAt(await lab.get({ path }), 'members').map((one) => textAt(one, 'value'));
  lab.that(answer, members.length === 1 && members[0] === userId, 'the new user in the new group');
  lab.that(answer, !userId.includes('bulkId'), 'no bulkId inside of an id');
}

function patchTitle(value: string): object {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value }],
  };
}

async function failOnErrors(lab: Lab): Promise<void> {
  const bad: BulkOperation = { method: 'POST', path: '/Users', bulkId: 'bad', data: {} };
  const stopped = await bulk(lab, [bad, newUser(lab, 'after')], { failOnErrors: 1 });
  lab.ok(stopped.answer);
  const made = stopped.results.filter((result) => at(result, 'status') === '201');
  lab.that(stopped.answer, made.length === 0, 'nothing after the first error');
  const on = await bulk(lab, [bad, newUser(lab, 'after')]);
  lab.that(on.answer, at(on.results[1], 'status') === '201', 'without it the next one is done');
}

async function bulkMalformed(lab: Lab): Promise<void> {
  const config = await offered(lab, 'bulk');
  const most = Number(at(config, 'maxOperations'));
  if (most <= 5_000) {
    const many = Array.from({ length: most + 1 }, () => ({ method: 'DELETE', path: '/Users/x' }));
    const { answer } = await bulk(lab, many);
    lab.refused(answer, [413]);
  }
  for (const operations of [
    [{ path: '/Users', bulkId: 'a', data: {} }],
    [{ method: 'POST', bulkId: 'a', data: {} }],
    [{ method: 'POST', path: '/Users', data: { schemas: [USER_URN], userName: lab.name() } }],
    [newUser(lab, 'twice'), newUser(lab, 'twice')],
  ]) {
    const { answer, results } = await bulk(lab, operations);
    if (answer.status === 400) lab.refused(answer, [400], ['invalidSyntax', 'invalidValue']);
    else {
      const refused = results.some((result) => /^4/.test(String(at(result, 'status'))));
      lab.that(answer, answer.status === 200 && refused, 'the operation refused');
    }
  }
}

async function bulkRules(lab: Lab): Promise<void> {
  const user = await lab.user();
  const { answer, results } = await bulk(lab, [
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
  if (answer.status !== 200) throw new NotSeen('bulk was refused as a whole');
  const statuses = results.map((result) => String(at(result, 'status')));
  if (statuses.join() !== '409,400,404')
    lab.none(answer, [problem('the statuses 409, 400, 404', statuses)]);
}
