import { echoProblems } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import type { Lab } from './labs.js';

/** Rows 72 to 75. */
export const replacing: CheckGroup = {
  name: 'F',
  title: 'PUT',
  checks: [
    { row: '72', title: 'what a GET showed can be PUT back', run: backAgain },
    { row: '73', title: 'left out: cleared; userName missing: 400, taken: 409', run: leftOut },
    { row: '74', title: 'the id of the URL counts; externalId is kept', run: otherId },
    { row: '75', title: 'a group gets exactly the members of the PUT', run: groupMembers },
  ],
};

async function backAgain(lab: Lab): Promise<void> {
  const user = await lab.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    externalId: `back-${lab.tag}`,
    name: { givenName: 'Ana', familyName: 'Zed' },
    emails: [{ value: 'a@example.com', type: 'work', primary: true }],
    [ENTERPRISE_URN]: { department: 'Research' },
  });
  await lab.group({ members: [{ value: user.id }] });
  const before = await lab.get(user);
  const answer = await lab.send('PUT', user.path, { body: before });
  lab.ok(answer);
  lab.none(answer, echoProblems(before, answer.json));
  const after = await lab.get(user);
  lab.none(answer, echoProblems(before, after));
  lab.that(answer, listAt(after, 'groups').length === 1, 'still in its group');
  const [was, is] = [at(before, 'meta', 'created'), at(after, 'meta', 'created')];
  lab.that(answer, was === is, 'meta.created as before');
}

async function leftOut(lab: Lab): Promise<void> {
  const user = await lab.user({ title: 'x', emails: [{ value: 'a@example.com', type: 'work' }] });
  const { userName } = user.body;
  const body = { schemas: [USER_URN], userName };
  const answer = await lab.send('PUT', user.path, { body });
  lab.ok(answer);
  const after = await lab.get(user);
  lab.that(answer, isUnassigned(at(after, 'title')), 'no title any more');
  lab.that(answer, isUnassigned(at(after, 'emails')), 'no emails any more');
  const bare = await lab.send('PUT', user.path, { body: { schemas: [USER_URN], title: 'y' } });
  lab.refused(bare, [400], ['invalidValue', 'invalidSyntax']);
  const other = await lab.user();
  const taken = { schemas: [USER_URN], userName: other.body['userName'] };
  lab.refused(await lab.send('PUT', user.path, { body: taken }), [409], ['uniqueness']);
}

async function otherId(lab: Lab): Promise<void> {
  const [user, other] = [await lab.user({ externalId: `put-${lab.tag}` }), await lab.user()];
  const body = { ...user.body, id: other.id, displayName: 'Changed', password: `Pw-${lab.tag}` };
  const answer = await lab.send('PUT', user.path, { body });
  if (answer.status === 400) lab.refused(answer, [400], ['mutability', 'invalidValue']);
  else {
    lab.ok(answer);
    lab.that(answer, at(answer.json, 'id') === user.id, `id ${user.id}`);
    lab.that(answer, !answer.text.includes(`Pw-${lab.tag}`), 'no password');
    const kept = at(answer.json, 'externalId') === `put-${lab.tag}`;
    lab.that(answer, kept, 'externalId as it was sent');
  }
  const untouched = await lab.get(other);
  lab.that(answer, at(untouched, 'displayName') !== 'Changed', 'the other one as before');
}

async function groupMembers(lab: Lab): Promise<void> {
  const [one, two] = [await lab.user(), await lab.user()];
  const group = await lab.group({ members: [{ value: one.id }] });
  const { displayName } = group.body;
  const before = at(await lab.get(group), 'meta');
  for (const wanted of [[], [one.id, two.id], [two.id]]) {
    const members = wanted.map((value) => ({ value }));
    const body = { schemas: [GROUP_URN], displayName, members };
    const answer = await lab.send('PUT', group.path, { body });
    lab.ok(answer);
    const after = await lab.get(group);
    const ids = listAt(after, 'members').map((member) => textAt(member, 'value'));
    const same = ids.length === wanted.length && wanted.every((id) => ids.includes(id));
    lab.that(answer, same, `the members ${JSON.stringify(wanted)}`);
    const meta = at(after, 'meta');
    lab.that(answer, at(meta, 'created') === at(before, 'created'), 'meta.created as before');
    const [was, is] = [textAt(before, 'lastModified'), textAt(meta, 'lastModified')];
    lab.that(answer, Date.parse(is) >= Date.parse(was), 'meta.lastModified not earlier');
  }
}
