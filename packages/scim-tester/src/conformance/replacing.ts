import { echoProblems } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import type { ConformanceRun, Created } from './conformance-run.js';

/** Rows 72 to 75. */
export const replacing: CheckGroup = {
  name: 'F',
  title: 'PUT',
  checks: [
    { row: '72', title: 'what a GET showed can be PUT back', verify: backAgain },
    { row: '72', title: 'what only the server sets is ignored', verify: ownOfServer },
    { row: '73', title: 'left out: cleared; userName missing: 400, taken: 409', verify: leftOut },
    { row: '73', title: 'a refused PUT changes nothing', verify: refusedPut },
    {
      row: '73',
      title: 'a name changes its letter case, and is free when it is given up',
      verify: names,
    },
    { row: '74', title: 'the id of the URL counts; externalId is kept', verify: otherId },
    { row: '75', title: 'a group gets exactly the members of the PUT', verify: groupMembers },
  ],
};

async function backAgain(run: ConformanceRun): Promise<void> {
  const user = await run.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    externalId: `back-${run.tag}`,
    name: { givenName: 'Ana', familyName: 'Zed' },
    emails: [{ value: 'a@example.com', type: 'work', primary: true }],
    [ENTERPRISE_URN]: { department: 'Research' },
  });
  await run.group({ members: [{ value: user.id }] });
  const before = await run.get(user);
  const answer = await run.send('PUT', user.path, { body: before });
  run.expectStatus(answer);
  run.expectNone(answer, echoProblems(before, answer.json));
  const after = await run.get(user);
  run.expectNone(answer, echoProblems(before, after));
  run.expectThat(answer, listAt(after, 'groups').length === 1, 'still in its group');
  const [was, is] = [at(before, 'meta', 'created'), at(after, 'meta', 'created')];
  run.expectThat(answer, was === is, 'meta.created as before');
  const group = await run.group({ externalId: `back-${run.tag}`, members: [{ value: user.id }] });
  const shown = await run.get(group);
  const put = await run.send('PUT', group.path, { body: shown });
  run.expectStatus(put);
  run.expectNone(put, echoProblems(shown, await run.get(group)));
}

async function ownOfServer(run: ConformanceRun): Promise<void> {
  const user = await run.user({ title: 'x' });
  const before = await run.get(user);
  const created = '2001-01-01T00:00:00Z';
  const meta = { resourceType: 'Group', created, location: 'https://example.com/mine' };
  const body = { ...user.body, meta, groups: [{ value: 'nothing' }] };
  const answer = await run.send('PUT', user.path, { body });
  run.expectStatus(answer);
  const after = await run.get(user);
  for (const name of ['resourceType', 'created', 'location'])
    run.expectThat(
      answer,
      at(after, 'meta', name) === at(before, 'meta', name),
      `the same ${name}`,
    );
  run.expectThat(answer, isUnassigned(at(after, 'groups')), 'no groups');
}

async function refusedPut(run: ConformanceRun): Promise<void> {
  const user = await run.user({ title: 'x', emails: [{ value: 'a@example.com', type: 'work' }] });
  const [other, group, taken] = [await run.user(), await run.group(), await run.group()];
  const { userName } = other.body;
  const { displayName } = taken.body;
  const refused: readonly (readonly [Created, object, number])[] = [
    [user, { schemas: [USER_URN], title: 'y' }, 400],
    [user, { schemas: [USER_URN], userName, title: 'y' }, 409],
    [user, { ...user.body, emails: 7 }, 400],
    [group, { schemas: [GROUP_URN] }, 400],
  ];
  for (const [made, body, status] of refused) {
    const before = await run.get(made);
    const answer = await run.send('PUT', made.path, { body });
    run.expectError(answer, [status]);
    const after = await run.get(made);
    run.expectNone(answer, echoProblems(before, after));
  }
  const named = await run.send('PUT', group.path, { body: { schemas: [GROUP_URN], displayName } });
  run.expectStatus(named, 200, 409);
}

async function names(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  const first = String(user.body['userName']);
  const second = run.name('freed');
  for (const userName of [first.toUpperCase(), second]) {
    const answer = await run.send('PUT', user.path, { body: { schemas: [USER_URN], userName } });
    run.expectStatus(answer);
    run.expectThat(
      answer,
      at(await run.get(user), 'userName') === userName,
      `userName ${userName}`,
    );
  }
  await run.user({ userName: first });
  const body = { schemas: [USER_URN], userName: first };
  run.expectError(await run.send('PUT', user.path, { body }), [409], ['uniqueness']);
}

async function leftOut(run: ConformanceRun): Promise<void> {
  const emails = [{ value: 'left@example.com', type: 'work' }];
  const user = await run.user({ title: 'left', emails });
  const { userName } = user.body;
  const body = { schemas: [USER_URN], userName };
  const answer = await run.send('PUT', user.path, { body });
  run.expectStatus(answer);
  const after = await run.get(user);
  run.expectThat(answer, isUnassigned(at(after, 'title')), 'no title any more');
  run.expectThat(answer, isUnassigned(at(after, 'emails')), 'no emails any more');
  const found = await run.idsMatching('emails.value eq "left@example.com" or title eq "left"');
  run.expectThat(answer, !found.includes(user.id), 'not found any more by what was cleared');
  const bare = await run.send('PUT', user.path, { body: { schemas: [USER_URN], title: 'y' } });
  run.expectError(bare, [400], ['invalidValue', 'invalidSyntax']);
  const other = await run.user();
  const taken = { schemas: [USER_URN], userName: other.body['userName'] };
  run.expectError(await run.send('PUT', user.path, { body: taken }), [409], ['uniqueness']);
}

async function otherId(run: ConformanceRun): Promise<void> {
  const [user, other] = [await run.user({ externalId: `put-${run.tag}` }), await run.user()];
  const body = { ...user.body, id: other.id, displayName: 'Changed', password: `Pw-${run.tag}` };
  const answer = await run.send('PUT', user.path, { body });
  if (answer.status === 400) run.expectError(answer, [400], ['mutability', 'invalidValue']);
  else {
    run.expectStatus(answer);
    run.expectThat(answer, at(answer.json, 'id') === user.id, `id ${user.id}`);
    run.expectThat(answer, !answer.text.includes(`Pw-${run.tag}`), 'no password');
    const kept = at(answer.json, 'externalId') === `put-${run.tag}`;
    run.expectThat(answer, kept, 'externalId as it was sent');
  }
  const untouched = await run.get(other);
  run.expectThat(answer, at(untouched, 'displayName') !== 'Changed', 'the other one as before');
}

async function groupMembers(run: ConformanceRun): Promise<void> {
  const [one, two] = [await run.user(), await run.user()];
  const group = await run.group({ members: [{ value: one.id }] });
  const { displayName } = group.body;
  const before = at(await run.get(group), 'meta');
  for (const sent of [[], [one.id, two.id], [two.id, two.id], [one.id], []]) {
    const wanted = [...new Set(sent)];
    const members = sent.map((value) => ({ value }));
    const body = { schemas: [GROUP_URN], displayName, members };
    const answer = await run.send('PUT', group.path, { body });
    run.expectStatus(answer);
    const after = await run.get(group);
    const ids = listAt(after, 'members').map((member) => textAt(member, 'value'));
    const same = ids.length === wanted.length && wanted.every((id) => ids.includes(id));
    run.expectThat(answer, same, `the members ${JSON.stringify(wanted)}`);
    const meta = at(after, 'meta');
    run.expectThat(answer, at(meta, 'created') === at(before, 'created'), 'meta.created as before');
    const [was, is] = [textAt(before, 'lastModified'), textAt(meta, 'lastModified')];
    run.expectThat(answer, Date.parse(is) >= Date.parse(was), 'meta.lastModified not earlier');
  }
  for (const user of [one, two]) {
    const shown = await run.get(user);
    run.expectThat(user.answer, isUnassigned(at(shown, 'groups')), 'no group any more');
  }
}
