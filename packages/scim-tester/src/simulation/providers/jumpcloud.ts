import { GROUP_URN, USER_URN } from '../../client/messages.js';
import { create, equal, hasMembers, match, patch, put, read, remove } from '../moves.js';
import { membersOf, type Person, type Team } from '../people.js';
import type { Group, Provider, Stage, User } from '../stages.js';

/** JumpCloud: core schema only; activation makes a test user and a test group and takes them away again. */
export const jumpcloud: Provider = {
  name: 'jumpcloud',
  title: 'JumpCloud',
  manners: {
    userAgent: '',
    contentType: 'application/scim+json',
    accept: 'application/scim+json, application/json',
  },
  media: 'any',
  plays: () => [{ name: '', baseQuery: '', run }],
};

async function run(stage: Stage): Promise<void> {
  await stage.each('activate', [0], () => activate(stage));
  const users = await stage.each('create', stage.people, (person) => provision(stage, person));
  await stage.each('update', users, (user) => update(stage, user));
  await stage.each('deactivate', users, (user) => setActive(stage, user, false));
  await stage.each('reactivate', users, (user) => setActive(stage, user, true));
  const groups = await stage.each('groups', stage.teams, (team) => bind(stage, team, users));
  await stage.each('delete groups', groups, ({ id }) => remove(stage, 'JumpCloud', 'Group', id));
  await stage.each('delete', users, ({ id }) => remove(stage, 'JumpCloud', 'User', id));
}

/** The administrator names the test address; the user and the group are gone afterwards. */
async function activate(stage: Stage): Promise<void> {
  const userName = `test-${stage.random.guid()}@example.com`;
  const filter = equal('userName', userName);
  await match(stage, 'JumpCloud', { type: 'User', filter });
  const name = { givenName: 'Test', familyName: 'User' };
  const emails = [{ value: userName, type: 'work', primary: true }];
  const user = { schemas: [USER_URN], userName, name, emails, active: true };
  const userId = await create(stage, 'JumpCloud', 'User', user);
  const displayName = `Test group ${stage.random.guid()}`;
  const group = { schemas: [GROUP_URN], displayName, members: [] };
  const groupId = await create(stage, 'JumpCloud', 'Group', group);
  if (userId !== undefined && groupId !== undefined) {
    const operations = [{ op: 'Add', path: 'members', value: [{ value: userId }] }];
    await patch(stage, 'JumpCloud', { type: 'Group', id: groupId, operations });
    await hasMembers(stage, 'JumpCloud', groupId, [userId]);
  }
  if (groupId !== undefined) await remove(stage, 'JumpCloud', 'Group', groupId);
  if (userId !== undefined) await remove(stage, 'JumpCloud', 'User', userId);
  await match(stage, 'JumpCloud', { type: 'User', filter });
}

async function provision(stage: Stage, person: Person): Promise<User | undefined> {
  const filter = equal('userName', person.userName);
  await match(stage, 'JumpCloud', { type: 'User', filter });
  const id = await create(stage, 'JumpCloud', 'User', profile(person));
  if (id === undefined) return undefined;
  await match(stage, 'JumpCloud', { type: 'User', filter, id });
  return { person, id };
}

function profile(person: Person): object {
  const { userName, givenName, familyName, email, displayName, externalId } = person;
  return {
    schemas: [USER_URN],
    userName,
    externalId,
    displayName,
    name: { givenName, familyName },
    emails: [{ value: email, type: 'work', primary: true }],
    active: true,
  };
}

async function update(stage: Stage, { person, id }: User): Promise<void> {
  const body = { ...profile(person), title: person.title, displayName: `${person.displayName} 2` };
  await put(stage, 'JumpCloud', { type: 'User', id, body });
  await read(stage, 'JumpCloud', { type: 'User', id, has: body });
}

async function setActive(stage: Stage, { person, id }: User, active: boolean): Promise<void> {
  const operations = [{ op: 'replace', path: 'active', value: active }];
  await patch(stage, 'JumpCloud', { type: 'User', id, operations });
  const has = { active, userName: person.userName };
  await read(stage, 'JumpCloud', { type: 'User', id, has });
}

/** Members come and go as arrays of values, the way Entra once did it. */
async function bind(stage: Stage, team: Team, users: readonly User[]): Promise<Group | undefined> {
  const { displayName } = team;
  const filter = equal('displayName', displayName);
  await match(stage, 'JumpCloud', { type: 'Group', filter });
  const body = { schemas: [GROUP_URN], displayName, members: [] };
  const id = await create(stage, 'JumpCloud', 'Group', body);
  if (id === undefined) return undefined;
  const members = membersOf(users, team, stage.teams.length).map((user) => user.id);
  if (members.length > 0) {
    const value = members.map((member) => ({ value: member }));
    await patch(stage, 'JumpCloud', {
      type: 'Group',
      id,
      operations: [{ op: 'Add', path: 'members', value }],
    });
    await hasMembers(stage, 'JumpCloud', id, members);
    await patch(stage, 'JumpCloud', {
      type: 'Group',
      id,
      operations: [{ op: 'Remove', path: 'members', value: value.slice(0, 1) }],
    });
    await hasMembers(stage, 'JumpCloud', id, members.slice(1));
  }
  return { team, id };
}
