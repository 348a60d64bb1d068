import { queryOf } from '../../client/client.js';
import { at, isObject, listAt, textAt } from '../../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../../client/messages.js';
import { create, equal, hasMembers, list, match, put, read, remove } from '../steps.js';
import { membersOf, type Person, type Team } from '../people.js';
import type { Group, Provider, SimulationContext, User } from '../simulation-context.js';

/** PingFederate's SCIM provisioner with its defaults: everything by PUT, and groups matched by listing all of them. */
export const ping: Provider = {
  name: 'ping',
  title: 'PingFederate',
  clientProfile: {
    userAgent: '',
    contentType: 'application/scim+json',
    accept: 'application/scim+json',
  },
  media: 'scim',
  scenarios: () => [{ name: '', baseQuery: '', run }],
};

async function run(context: SimulationContext): Promise<void> {
  await context.each('test connection', [0], async () => {
    await list(context, 'Ping', 'User', 'startIndex=1&count=1');
  });
  const users = await context.each('create', context.people, (person) =>
    provision(context, person),
  );
  await context.each('update', users, (user) => update(context, user));
  await context.each('disable', users, (user) => replace(context, user, { active: false }));
  await context.each('enable', users, (user) => replace(context, user, { active: true }));
  const groups = await context.each('groups', context.teams, (team) =>
    provisionGroup(context, team),
  );
  await context.each('group members', groups, (group) => fill(context, group, users));
  if (context.keeps) return;
  await context.each('delete groups', groups, ({ id }) => remove(context, 'Ping', 'Group', id));
  await context.each('delete', users, ({ id }) => remove(context, 'Ping', 'User', id));
}

async function provision(context: SimulationContext, person: Person): Promise<User | undefined> {
  const filter = equal('userName', person.userName);
  await match(context, 'Ping', { type: 'User', filter });
  const id = await create(context, 'Ping', 'User', profile(person));
  if (id === undefined) return undefined;
  await match(context, 'Ping', { type: 'User', filter, id });
  return { person, id };
}

function profile(person: Person): object {
  const { userName, givenName, familyName, email, displayName, externalId, department } = person;
  return {
    schemas: [USER_URN, ENTERPRISE_URN],
    userName,
    externalId,
    displayName,
    name: { givenName, familyName, formatted: `${givenName} ${familyName}` },
    emails: [{ value: email, type: 'work', primary: true }],
    phoneNumbers: [{ value: '+1 555 0100', type: 'work' }],
    active: true,
    [ENTERPRISE_URN]: { department },
  };
}

async function update(context: SimulationContext, user: User): Promise<void> {
  const { title, givenName } = user.person;
  await replace(context, user, { title, name: { givenName: `${givenName} 2`, familyName: 'Two' } });
}

/** PUT replaces: what is left out is gone. */
async function replace(
  context: SimulationContext,
  { person, id }: User,
  change: object,
): Promise<void> {
  const body = { ...profile(person), phoneNumbers: undefined, ...change };
  const answer = await put(context, 'Ping', { type: 'User', id, body });
  const left = at(answer.json, 'phoneNumbers');
  const cleared = left === undefined || left === null || (Array.isArray(left) && left.length === 0);
  context.answers.checkThat(
    answer,
    'Ping',
    cleared,
    'no phoneNumbers after a PUT without them',
    left,
  );
  await read(context, 'Ping', { type: 'User', id, has: body });
}

/** All groups are listed, page by page, and looked through. */
async function findGroup(
  context: SimulationContext,
  displayName: string,
): Promise<string | undefined> {
  let found: string | undefined;
  for (let startIndex = 1; ;) {
    const answer = await list(context, 'Ping', 'Group', queryOf({ startIndex, count: 100 }));
    const rows = listAt(answer.json, 'Resources');
    const row = rows.find((one) => at(one, 'displayName') === displayName);
    if (row !== undefined) found = textAt(row, 'id');
    startIndex += rows.length;
    if (rows.length === 0 || startIndex > Number(at(answer.json, 'totalResults'))) return found;
  }
}

async function provisionGroup(context: SimulationContext, team: Team): Promise<Group | undefined> {
  const { displayName } = team;
  await findGroup(context, displayName);
  const id = await create(context, 'Ping', 'Group', { schemas: [GROUP_URN], displayName });
  return id === undefined ? undefined : { team, id };
}

/** Whole groups by PUT: filled, reduced, renamed. */
async function fill(
  context: SimulationContext,
  { team, id }: Group,
  users: readonly User[],
): Promise<void> {
  const members = membersOf(users, team, context.teams.length).map((user) => user.id);
  const before = await read(context, 'Ping', { type: 'Group', id });
  const known = await findGroup(context, team.displayName);
  context.answers.checkThat(
    before,
    'Ping',
    known === id,
    `the group ${id} in the list of all`,
    known,
  );
  const group = isObject(before.json) ? before.json : { schemas: [GROUP_URN] };
  const values = members.map((value) => ({ value }));
  const displayName = `${team.displayName} renamed`;
  await put(context, 'Ping', { type: 'Group', id, body: { ...group, members: values } });
  await hasMembers(context, 'Ping', id, members);
  const fewer = { ...group, displayName, members: values.slice(1) };
  await put(context, 'Ping', { type: 'Group', id, body: fewer });
  await hasMembers(context, 'Ping', id, members.slice(1));
  await read(context, 'Ping', { type: 'Group', id, has: { displayName } });
}
