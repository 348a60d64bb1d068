import { queryOf } from '../../client/client.js';
import { errorProblems, listProblems } from '../../client/expectations.js';
import { at, isObject, listAt, textAt } from '../../client/json.js';
import { GROUP_URN, USER_URN } from '../../client/messages.js';
import { create, equal, hasMembers, list, match, patch, put, read, remove } from '../steps.js';
import { membersOf, type Person, type Team } from '../people.js';
import type { Group, Provider, SimulationContext, User } from '../simulation-context.js';

/** Every so many people also go through what happens rarely: a repeated create, a search in capitals. */
const RARE = 5;

/** Okta's lifecycle management: rows O1 to O16. Group push comes after the people; people are never deleted (O7). */
export const okta: Provider = {
  name: 'okta',
  title: 'Okta',
  clientProfile: {
    userAgent: 'Okta SCIM Client 1.0.0',
    contentType: 'application/scim+json; charset=utf-8',
    accept: 'application/scim+json',
  },
  media: 'any',
  scenarios: () => [{ name: '', baseQuery: '', run }],
};

async function run(context: SimulationContext): Promise<void> {
  await context.each('test connection', [0], () => testConnection(context));
  const users = await context.each('create', context.people, (person) =>
    provision(context, person),
  );
  await context.each('import', [users], (all) => importAll(context, all));
  await context.each('update profiles', users, (user) => updateProfile(context, user));
  const groups = await context.each('push groups', context.teams, (team) =>
    push(context, team, users),
  );
  await context.each('deactivate', users, (user) => setActive(context, user, false));
  await context.each('reactivate', users, (user) => setActive(context, user, true));
  if (context.keeps) return;
  await context.each('unlink groups', groups, ({ id }) => remove(context, 'O8', 'Group', id));
  await context.each('unassign', users, (user) => setActive(context, user, false));
}

/** O1, O13: some administrators enter the header's value without "Bearer ". */
async function testConnection(context: SimulationContext): Promise<void> {
  await list(context, 'O1', 'User', 'startIndex=1&count=2');
  await list(context, 'O1', 'User', 'count=1&startIndex=1');
  await list(context, 'O1', 'Group', 'startIndex=1&count=100');
  const raw = await context.client.send('GET', '/Users', { query: 'count=1', withoutBearer: true });
  context.answers.check(raw, 'O13', listProblems(raw, context.media));
  const wrong = { query: 'count=1', authorization: 'non-token' };
  const refused = await context.client.send('GET', '/Users', wrong);
  context.answers.check(refused, 'O13', errorProblems(refused, [401]));
}

/** O2, O4, O5: match, create, and what happens when the create is repeated after a timeout. */
async function provision(context: SimulationContext, person: Person): Promise<User | undefined> {
  const filter = equal('userName', person.userName);
  await match(context, 'O2', { type: 'User', filter, also: 'startIndex=1&count=100' });
  const body = profile(context, person);
  const id = await create(context, 'O4', 'User', body);
  if (id === undefined) return undefined;
  if (person.index % RARE === 0) {
    const again = await context.client.send('POST', '/Users', { body });
    context.answers.check(again, 'O5', errorProblems(again, [409], ['uniqueness']));
    const capitals = equal('userName', person.userName.toUpperCase());
    await match(context, 'O2', {
      type: 'User',
      filter: capitals,
      also: 'startIndex=1&count=100',
      id,
    });
  }
  await match(context, 'O5', { type: 'User', filter, also: 'startIndex=1&count=100', id });
  return { person, id };
}

function profile(context: SimulationContext, person: Person): object {
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
    password: `Pw-${context.random.guid()}`,
    active: true,
  };
}

/** O3: page after page until totalResults is reached; everybody exactly once. */
async function importAll(context: SimulationContext, users: readonly User[]): Promise<void> {
  const seen = new Set<string>();
  for (let startIndex = 1; ;) {
    const answer = await list(context, 'O3', 'User', queryOf({ startIndex, count: 100 }));
    const rows = listAt(answer.json, 'Resources');
    const again = rows.map((row) => textAt(row, 'id')).filter((id) => seen.has(id));
    context.answers.checkThat(answer, 'O3', again.length === 0, 'nobody on two pages', again);
    const echoed = at(answer.json, 'startIndex');
    context.answers.checkThat(
      answer,
      'O3',
      echoed === startIndex,
      `startIndex ${startIndex}`,
      echoed,
    );
    for (const row of rows) seen.add(textAt(row, 'id'));
    startIndex += rows.length;
    const total = Number(at(answer.json, 'totalResults'));
    if (rows.length > 0 && startIndex <= total) continue;
    const missing = users.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
    context.answers.checkThat(
      answer,
      'O3',
      seen.size === total,
      `${total} people in all`,
      seen.size,
    );
    context.answers.checkThat(answer, 'O3', missing.length === 0, 'every person created', missing);
    return;
  }
}

/** O6: GET, change, PUT all of it back. */
async function updateProfile(context: SimulationContext, { person, id }: User): Promise<void> {
  const { externalId } = person;
  const before = await read(context, 'O6', { type: 'User', id, has: { externalId } });
  if (!isObject(before.json)) return;
  const { name } = before.json;
  const body = {
    ...before.json,
    name: { ...(isObject(name) && name), givenName: `${person.givenName}-2` },
    title: person.title,
  };
  const headers = { 'accept-charset': 'utf-8' };
  const answer = await put(context, 'O6', { type: 'User', id, body, headers });
  const risen =
    Date.parse(textAt(answer.json, 'meta', 'lastModified')) >=
    Date.parse(textAt(before.json, 'meta', 'lastModified'));
  context.answers.checkThat(answer, 'O6', risen, 'meta.lastModified not earlier than before');
  await read(context, 'O6', { type: 'User', id, has: body });
}

/** O7: nothing else changes, and the person can still be found. */
async function setActive(
  context: SimulationContext,
  { person, id }: User,
  active: boolean,
): Promise<void> {
  const operations = [{ op: 'replace', value: { active } }];
  const answer = await patch(context, 'O7', { type: 'User', id, operations });
  if (answer.status === 200) {
    const came = at(answer.json, 'active');
    context.answers.checkThat(answer, 'O7', came === active, `active ${active}`, came);
  }
  const { externalId, displayName } = person;
  const after = await read(context, 'O7', { type: 'User', id, has: { externalId, displayName } });
  const came = at(after.json, 'active');
  context.answers.checkThat(after, 'O7', came === active, `active ${active}, a JSON boolean`, came);
  const filter = equal('userName', person.userName);
  await match(context, 'O7', { type: 'User', filter, also: 'startIndex=1&count=100', id });
}

/** O8, with the answers that O16 allows. */
async function push(
  context: SimulationContext,
  team: Team,
  users: readonly User[],
): Promise<Group | undefined> {
  const { displayName } = team;
  const filter = equal('displayName', displayName);
  await match(context, 'O8', { type: 'Group', filter, also: 'startIndex=1&count=100' });
  const pushed = membersOf(users, team, context.teams.length);
  const members = pushed.map(({ id, person }) => ({ value: id, display: person.userName }));
  const body = { schemas: [GROUP_URN], displayName, members };
  const id = await create(context, 'O8', 'Group', body);
  if (id === undefined) return undefined;
  const ids = pushed.map((user) => user.id);
  await hasMembers(context, 'O8', id, ids);
  await match(context, 'O8', { type: 'Group', filter, also: 'startIndex=1&count=100', id });
  await rename(context, id, `${displayName} renamed`);
  await changeMembers(context, id, ids);
  return { team, id };
}

async function rename(context: SimulationContext, id: string, displayName: string): Promise<void> {
  // Okta repeats the id inside of the value.
  const operations = [{ op: 'replace', value: { id, displayName } }];
  await patch(context, 'O8', { type: 'Group', id, operations });
  await read(context, 'O8', { type: 'Group', id, has: { displayName } });
}

async function changeMembers(
  context: SimulationContext,
  id: string,
  ids: readonly string[],
): Promise<void> {
  const change = (...operations: { op: string; path: string; value?: unknown }[]) =>
    patch(context, 'O8', { type: 'Group', id, operations });
  const all = ids.map((value) => ({ value, display: value }));
  const [first, ...others] = ids;
  if (first !== undefined) {
    await change({ op: 'remove', path: `members[value eq "${first}"]` });
    await hasMembers(context, 'O8', id, others);
    await change(
      { op: 'remove', path: `members[value eq "${others[0] ?? first}"]` },
      { op: 'add', path: 'members', value: [{ value: first, display: first }] },
    );
    await hasMembers(context, 'O8', id, [...others.slice(1), first]);
  }
  await change({ op: 'replace', path: 'members', value: [] });
  await hasMembers(context, 'O8', id, []);
  await change({ op: 'replace', path: 'members', value: all });
  await hasMembers(context, 'O8', id, ids);
  // the same again changes nothing and is no error
  await change({ op: 'replace', path: 'members', value: all });
  await hasMembers(context, 'O8', id, ids);
}
