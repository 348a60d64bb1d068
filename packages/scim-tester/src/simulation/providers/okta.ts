import { queryOf } from '../../client/client.js';
import { errorProblems, listProblems } from '../../client/expectations.js';
import { at, isObject, listAt, textAt } from '../../client/json.js';
import { GROUP_URN, USER_URN } from '../../client/messages.js';
import { create, equal, hasMembers, list, match, patch, put, read, remove } from '../moves.js';
import { membersOf, type Person, type Team } from '../people.js';
import type { Group, Provider, Stage, User } from '../stages.js';

/** Every so many people also go through what happens rarely: a repeated create, a search in capitals. */
const RARE = 5;

/** Okta's lifecycle management: rows O1 to O16. Group push comes after the people; people are never deleted (O7). */
export const okta: Provider = {
  name: 'okta',
  title: 'Okta',
  manners: {
    userAgent: 'Okta SCIM Client 1.0.0',
    contentType: 'application/scim+json; charset=utf-8',
    accept: 'application/scim+json',
  },
  media: 'any',
  plays: () => [{ name: '', baseQuery: '', run }],
};

async function run(stage: Stage): Promise<void> {
  await stage.each('test connection', [0], () => testConnection(stage));
  const users = await stage.each('create', stage.people, (person) => provision(stage, person));
  await stage.each('import', [users], (all) => importAll(stage, all));
  await stage.each('update profiles', users, (user) => updateProfile(stage, user));
  const groups = await stage.each('push groups', stage.teams, (team) => push(stage, team, users));
  await stage.each('deactivate', users, (user) => setActive(stage, user, false));
  await stage.each('reactivate', users, (user) => setActive(stage, user, true));
  await stage.each('unlink groups', groups, ({ id }) => remove(stage, 'O8', 'Group', id));
  await stage.each('unassign', users, (user) => setActive(stage, user, false));
}

/** O1, O13: some administrators enter the header's value without "Bearer ". */
async function testConnection(stage: Stage): Promise<void> {
  await list(stage, 'O1', 'User', 'startIndex=1&count=2');
  await list(stage, 'O1', 'User', 'count=1&startIndex=1');
  await list(stage, 'O1', 'Group', 'startIndex=1&count=100');
  const raw = await stage.client.send('GET', '/Users', { query: 'count=1', withoutBearer: true });
  stage.judge.judge(raw, 'O13', listProblems(raw, stage.media));
  const wrong = { query: 'count=1', authorization: 'non-token' };
  const refused = await stage.client.send('GET', '/Users', wrong);
  stage.judge.judge(refused, 'O13', errorProblems(refused, [401]));
}

/** O2, O4, O5: match, create, and what happens when the create is repeated after a timeout. */
async function provision(stage: Stage, person: Person): Promise<User | undefined> {
  const filter = equal('userName', person.userName);
  await match(stage, 'O2', { type: 'User', filter, also: 'startIndex=1&count=100' });
  const body = profile(stage, person);
  const id = await create(stage, 'O4', 'User', body);
  if (id === undefined) return undefined;
  if (person.index % RARE === 0) {
    const again = await stage.client.send('POST', '/Users', { body });
    stage.judge.judge(again, 'O5', errorProblems(again, [409], ['uniqueness']));
    const capitals = equal('userName', person.userName.toUpperCase());
    await match(stage, 'O2', {
      type: 'User',
      filter: capitals,
      also: 'startIndex=1&count=100',
      id,
    });
  }
  await match(stage, 'O5', { type: 'User', filter, also: 'startIndex=1&count=100', id });
  return { person, id };
}

function profile(stage: Stage, person: Person): object {
  const { userName, givenName, familyName, email, displayName, externalId } = person;
  return {
    schemas: [USER_URN],
    userName,
    name: { givenName, familyName },
    emails: [{ primary: true, value: email, type: 'work' }],
    displayName,
    locale: 'en-US',
    externalId,
    groups: [],
    password: `Pw-${stage.random.guid()}`,
    active: true,
  };
}

/** O3: page after page until totalResults is reached; everybody exactly once. */
async function importAll(stage: Stage, users: readonly User[]): Promise<void> {
  const seen = new Set<string>();
  for (let startIndex = 1; ;) {
    const answer = await list(stage, 'O3', 'User', queryOf({ startIndex, count: 100 }));
    const rows = listAt(answer.json, 'Resources');
    const again = rows.map((row) => textAt(row, 'id')).filter((id) => seen.has(id));
    stage.judge.that(answer, 'O3', again.length === 0, 'nobody on two pages', again);
    const echoed = at(answer.json, 'startIndex');
    stage.judge.that(answer, 'O3', echoed === startIndex, `startIndex ${startIndex}`, echoed);
    for (const row of rows) seen.add(textAt(row, 'id'));
    startIndex += rows.length;
    const total = Number(at(answer.json, 'totalResults'));
    if (rows.length > 0 && startIndex <= total) continue;
    const missing = users.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
    stage.judge.that(answer, 'O3', seen.size === total, `${total} people in all`, seen.size);
    stage.judge.that(answer, 'O3', missing.length === 0, 'every person created', missing);
    return;
  }
}

/** O6: GET, change, PUT all of it back. */
async function updateProfile(stage: Stage, { person, id }: User): Promise<void> {
  const { externalId } = person;
  const before = await read(stage, 'O6', { type: 'User', id, has: { externalId } });
  if (!isObject(before.json)) return;
  const { name } = before.json;
  const body = {
    ...before.json,
    name: { ...(isObject(name) && name), givenName: `${person.givenName}-2` },
    title: person.title,
  };
  const headers = { 'accept-charset': 'utf-8' };
  const answer = await put(stage, 'O6', { type: 'User', id, body, headers });
  const risen =
    Date.parse(textAt(answer.json, 'meta', 'lastModified')) >=
    Date.parse(textAt(before.json, 'meta', 'lastModified'));
  stage.judge.that(answer, 'O6', risen, 'meta.lastModified not earlier than before');
  await read(stage, 'O6', { type: 'User', id, has: body });
}

/** O7: nothing else changes, and the person can still be found. */
async function setActive(stage: Stage, { person, id }: User, active: boolean): Promise<void> {
  const operations = [{ op: 'replace', value: { active } }];
  const answer = await patch(stage, 'O7', { type: 'User', id, operations });
  if (answer.status === 200) {
    const came = at(answer.json, 'active');
    stage.judge.that(answer, 'O7', came === active, `active ${active}`, came);
  }
  const { externalId, displayName } = person;
  const after = await read(stage, 'O7', { type: 'User', id, has: { externalId, displayName } });
  const came = at(after.json, 'active');
  stage.judge.that(after, 'O7', came === active, `active ${active}, a JSON boolean`, came);
  const filter = equal('userName', person.userName);
  await match(stage, 'O7', { type: 'User', filter, also: 'startIndex=1&count=100', id });
}

/** O8, with the answers that O16 allows. */
async function push(stage: Stage, team: Team, users: readonly User[]): Promise<Group | undefined> {
  const { displayName } = team;
  const filter = equal('displayName', displayName);
  await match(stage, 'O8', { type: 'Group', filter, also: 'startIndex=1&count=100' });
  const pushed = membersOf(users, team, stage.teams.length);
  const members = pushed.map(({ id, person }) => ({ value: id, display: person.userName }));
  const body = { schemas: [GROUP_URN], displayName, members };
  const id = await create(stage, 'O8', 'Group', body);
  if (id === undefined) return undefined;
  const ids = pushed.map((user) => user.id);
  await hasMembers(stage, 'O8', id, ids);
  await match(stage, 'O8', { type: 'Group', filter, also: 'startIndex=1&count=100', id });
  await rename(stage, id, `${displayName} renamed`);
  await changeMembers(stage, id, ids);
  return { team, id };
}

async function rename(stage: Stage, id: string, displayName: string): Promise<void> {
  // Okta repeats the id inside of the value.
  const operations = [{ op: 'replace', value: { id, displayName } }];
  await patch(stage, 'O8', { type: 'Group', id, operations });
  await read(stage, 'O8', { type: 'Group', id, has: { displayName } });
}

async function changeMembers(stage: Stage, id: string, ids: readonly string[]): Promise<void> {
  const change = (...operations: { op: string; path: string; value?: unknown }[]) =>
    patch(stage, 'O8', { type: 'Group', id, operations });
  const all = ids.map((value) => ({ value, display: value }));
  const [first, ...others] = ids;
  if (first !== undefined) {
    await change({ op: 'remove', path: `members[value eq "${first}"]` });
    await hasMembers(stage, 'O8', id, others);
    await change(
      { op: 'remove', path: `members[value eq "${others[0] ?? first}"]` },
      { op: 'add', path: 'members', value: [{ value: first, display: first }] },
    );
    await hasMembers(stage, 'O8', id, [...others.slice(1), first]);
  }
  await change({ op: 'replace', path: 'members', value: [] });
  await hasMembers(stage, 'O8', id, []);
  await change({ op: 'replace', path: 'members', value: all });
  await hasMembers(stage, 'O8', id, ids);
  // the same again changes nothing and is no error
  await change({ op: 'replace', path: 'members', value: all });
  await hasMembers(stage, 'O8', id, ids);
}
