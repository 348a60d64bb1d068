import { createScimClient, type ScimClient } from '../client/client.js';
import { at, listAt, textAt } from '../client/json.js';
import { BULK_URN, GROUP_URN, patchBody, USER_URN } from '../client/messages.js';
import type { Check } from './checks.js';
import { NotCheckable, type ConformanceRun, type Created } from './conformance-run.js';

export const missingScope: Check = {
  row: '3',
  title: 'a token without the scope: 403',
  async verify(run) {
    const { readOnly } = run.access;
    if (readOnly === undefined) throw new NotCheckable('needs a second token with fewer scopes');
    const authorization = `Bearer ${readOnly}`;
    const user = await run.user({ title: 'before' });
    const group = await run.group({ members: [{ value: user.id }] });
    for (const { path } of [user, group])
      run.expectStatus(await run.send('GET', path, { authorization }));
    for (const [method, path, body] of writesTo(user, group, run.name()))
      run.expectError(await run.send(method, path, { authorization, body }), [403]);
    const body = { schemas: [BULK_URN], Operations: [{ method: 'DELETE', path: user.path }] };
    const bulk = await run.send('POST', '/Bulk', { authorization, body });
    const result = at(bulk.json, 'Operations', 0, 'status') ?? String(bulk.status);
    run.expectThat(bulk, /^(403|404|405|501)$/.test(String(result)), '403 in bulk, too');
    await expectUntouched(run, user, group);
  },
};

export const tenants: Check = {
  row: '4',
  title: 'tenants do not see each other',
  async verify(run) {
    const { otherTenant } = run.access;
    if (otherTenant === undefined) throw new NotCheckable('needs the token of a second tenant');
    const other = clientOf(run, otherTenant);
    const user = await run.user({ title: 'before', externalId: `tenant-${run.tag}` });
    const group = await run.group({ members: [{ value: user.id }] });
    for (const { path } of [user, group]) run.expectError(await other.send('GET', path), [404]);
    const writes = writesTo(user, group, run.name());
    for (const [method, path, body] of writes.filter(([, path]) => path.split('/').length > 2))
      run.expectError(await other.send(method, path, { body }), [404]);
    const query = `filter=${encodeURIComponent(`userName sw ${JSON.stringify(run.tag)}`)}`;
    const list = await other.send('GET', '/Users', { query });
    run.expectStatus(list);
    run.expectThat(list, at(list.json, 'totalResults') === 0, 'nobody of the first tenant');
    const authorization = `Bearer ${otherTenant.token}`;
    run.expectError(await run.send('GET', user.path, { authorization }), [401, 403, 404]);
    await sameNames(run, other, { user, group });
    await expectUntouched(run, user, group);
  },
};

export const rotation: Check = {
  row: '107',
  title: 'tokens expire and rotate',
  async verify(run) {
    const { second, revoked, expired } = run.access;
    if ((second ?? revoked ?? expired) === undefined)
      throw new NotCheckable('needs the right to make and revoke tokens');
    for (const token of [revoked, expired]) {
      if (token === undefined) continue;
      const answer = await run.send('GET', '/Users', { authorization: `Bearer ${token}` });
      run.expectError(answer, [401]);
    }
    if (second === undefined) return;
    const authorization = `Bearer ${second}`;
    const user = await run.user();
    const answer = await run.send('GET', user.path, { authorization });
    run.expectStatus(answer);
    run.expectThat(answer, at(answer.json, 'id') === user.id, 'the same user for both tokens');
  },
};

function clientOf(run: ConformanceRun, { url, token }: { url: string; token: string }): ScimClient {
  return createScimClient({ ...run.client.options, url, token });
}

type Write = readonly [method: string, path: string, body?: unknown];

/** What a stranger could do to a user and a group, from the harmless to the worst. */
function writesTo(user: Created, group: Created, name: string): readonly Write[] {
  const change = patchBody({ op: 'replace', path: 'externalId', value: 'stolen' });
  return [
    ['POST', '/Users', { schemas: [USER_URN], userName: name }],
    ['POST', '/Groups', { schemas: [GROUP_URN], displayName: name }],
    ['PUT', user.path, { schemas: [USER_URN], userName: name }],
    ['PUT', group.path, { schemas: [GROUP_URN], displayName: name }],
    ['PATCH', user.path, change],
    ['PATCH', group.path, change],
    ['DELETE', group.path],
    ['DELETE', user.path],
  ];
}

async function expectUntouched(run: ConformanceRun, user: Created, group: Created): Promise<void> {
  const after = await run.get(user);
  run.expectThat(user.answer, at(after, 'title') === 'before', 'the user as it was');
  const same = at(after, 'externalId') === user.body['externalId'];
  run.expectThat(user.answer, same, 'the externalId as it was');
  const members = listAt(await run.get(group), 'members');
  const kept = members.length === 1 && textAt(members[0], 'value') === user.id;
  run.expectThat(group.answer, kept, 'the group as it was');
}

/** The other tenant may have the same names, and knows no member of the first one. Takes away what it made there. */
async function sameNames(
  run: ConformanceRun,
  other: ScimClient,
  { user, group }: { user: Created; group: Created },
): Promise<void> {
  const twin = await other.send('POST', '/Users', { body: user.body });
  const twinPath = `/Users/${textAt(twin.json, 'id')}`;
  try {
    run.expectStatus(twin, 201);
    run.expectThat(twin, textAt(twin.json, 'id') !== user.id, 'an id of its own');
    const named = await other.send('POST', '/Groups', { body: group.body });
    const namedPath = `/Groups/${textAt(named.json, 'id')}`;
    try {
      run.expectThat(named, named.status < 500, '201, or a refusal, never a 5xx');
      const members = listAt(named.json, 'members');
      const foreign = members.some((member) => textAt(member, 'value') === user.id);
      run.expectThat(named, !foreign, 'no member of the first tenant');
    } finally {
      if (named.status === 201) await other.send('DELETE', namedPath);
    }
  } finally {
    if (twin.status === 201) await other.send('DELETE', twinPath);
  }
}
