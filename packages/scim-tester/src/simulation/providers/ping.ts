import { queryOf } from '../../client/client.js';
import { at, isObject, listAt, textAt } from '../../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../../client/messages.js';
import { create, equal, hasMembers, list, match, put, read, remove } from '../moves.js';
import { membersOf, type Person, type Team } from '../people.js';
import type { Group, Provider, Stage, User } from '../stages.js';

/** PingFederate's SCIM provisioner with its defaults: everything by PUT, and groups matched by listing all of them. */
export const ping: Provider = {
  name: 'ping',
  title: 'PingFederate',
  manners: {
    userAgent: '',
    contentType: 'application/scim+json',
    accept: 'application/scim+json',
  },
  media: 'scim',
  plays: () => [{ name: '', baseQuery: '', run }],
};

async function run(stage: Stage): Promise<void> {
  await stage.each('test connection', [0], async () => {
    await list(stage, 'Ping', 'User', 'startIndex=1&count=1');
  });
  const users = await stage.each('create', stage.people, (person) => provision(stage, person));
  await stage.each('update', users, (user) => update(stage, user));
  await stage.each('disable', users, (user) => replace(stage, user, { active: false }));
  await stage.each('enable', users, (user) => replace(stage, user, { active: true }));
  const groups = await stage.each('groups', stage.teams, (team) => provisionGroup(stage, team));
  await stage.each('group members', groups, (group) => fill(stage, group, users));
  await stage.each('delete groups', groups, ({ id }) => remove(stage, 'Ping', 'Group', id));
  await stage.each('delete', users, ({ id }) => remove(stage, 'Ping', 'User', id));
}

async function provision(stage: Stage, person: Person): Promise<User | undefined> {
  const filter = equal('userName', person.userName);
  await match(stage, 'Ping', { type: 'User', filter });
  const id = await create(stage, 'Ping', 'User', profile(person));
  if (id === undefined) return undefined;
  await match(stage, 'Ping', { type: 'User', filter, id });
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

async function update(stage: Stage, user: User): Promise<void> {
  const { title, givenName } = user.person;
  await replace(stage, user, { title, name: { givenName: `${givenName} 2`, familyName: 'Two' } });
}

/** PUT replaces: what is left out is gone. */
async function replace(stage: Stage, { person, id }: User, change: object): Promise<void> {
  const body = { ...profile(person), phoneNumbers: undefined, ...change };
  const answer = await put(stage, 'Ping', { type: 'User', id, body });
  const left = at(answer.json, 'phoneNumbers');
  const cleared = left === undefined || left === null || (Array.isArray(left) && left.length === 0);
  stage.judge.that(answer, 'Ping', cleared, 'no phoneNumbers after a PUT without them', left);
  await read(stage, 'Ping', { type: 'User', id, has: body });
}

/** All groups are listed, page by page, and looked through. */
async function findGroup(stage: Stage, displayName: string): Promise<string | undefined> {
  let found: string | undefined;
  for (let startIndex = 1; ;) {
    const answer = await list(stage, 'Ping', 'Group', queryOf({ startIndex, count: 100 }));
    const rows = listAt(answer.json, 'Resources');
    const row = rows.find((one) => at(one, 'displayName') === displayName);
    if (row !== undefined) found = textAt(row, 'id');
    startIndex += rows.length;
    if (rows.length === 0 || startIndex > Number(at(answer.json, 'totalResults'))) return found;
  }
}

async function provisionGroup(stage: Stage, team: Team): Promise<Group | undefined> {
  const { displayName } = team;
  await findGroup(stage, displayName);
  const id = await create(stage, 'Ping', 'Group', { schemas: [GROUP_URN], displayName });
  return id === undefined ? undefined : { team, id };
}

/** Whole groups by PUT: filled, reduced, renamed. */
async function fill(stage: Stage, { team, id }: Group, users: readonly User[]): Promise<void> {
  const members = membersOf(users, team, stage.teams.length).map((user) => user.id);
  const before = await read(stage, 'Ping', { type: 'Group', id });
  const known = await findGroup(stage, team.displayName);
  stage.judge.that(before, 'Ping', known === id, `the group ${id} in the list of all`, known);
  const group = isObject(before.json) ? before.json : { schemas: [GROUP_URN] };
  const values = members.map((value) => ({ value }));
  const displayName = `${team.displayName} renamed`;
  await put(stage, 'Ping', { type: 'Group', id, body: { ...group, members: values } });
  await hasMembers(stage, 'Ping', id, members);
  const fewer = { ...group, displayName, members: values.slice(1) };
  await put(stage, 'Ping', { type: 'Group', id, body: fewer });
  await hasMembers(stage, 'Ping', id, members.slice(1));
  await read(stage, 'Ping', { type: 'Group', id, has: { displayName } });
}
