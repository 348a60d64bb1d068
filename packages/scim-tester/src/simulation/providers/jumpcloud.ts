import { GROUP_URN, USER_URN } from '../../client/messages.js';
import { create, equal, hasMembers, match, patch, put, read, remove } from '../steps.js';
import { membersOf, type Person, type Team } from '../people.js';
import type { Group, Provider, SimulationContext, User } from '../simulation-context.js';

/** JumpCloud: core schema only; activation makes a test user and a test group and takes them away again. */
export const jumpcloud: Provider = {
  name: 'jumpcloud',
  title: 'JumpCloud',
  clientProfile: {
    userAgent: '',
    contentType: 'application/scim+json',
    accept: 'application/scim+json, application/json',
  },
  media: 'any',
  scenarios: () => [{ name: '', baseQuery: '', run }],
};

async function run(context: SimulationContext): Promise<void> {
  await context.each('activate', [0], () => activate(context));
  const users = await context.each('create', context.people, (person) =>
    provision(context, person),
  );
  await context.each('update', users, (user) => update(context, user));
  await context.each('deactivate', users, (user) => setActive(context, user, false));
  await context.each('reactivate', users, (user) => setActive(context, user, true));
  const groups = await context.each('groups', context.teams, (team) => bind(context, team, users));
  if (context.keeps) return;
  await context.each('delete groups', groups, ({ id }) =>
    remove(context, 'JumpCloud', 'Group', id),
  );
  await context.each('delete', users, ({ id }) => remove(context, 'JumpCloud', 'User', id));
}

/** The administrator names the test address; the user and the group are gone afterwards. */
async function activate(context: SimulationContext): Promise<void> {
  const userName = `test-${context.random.guid()}@example.com`;
  const filter = equal('userName', userName);
  await match(context, 'JumpCloud', { type: 'User', filter });
  const name = { givenName: 'Test', familyName: 'User' };
  const emails = [{ value: userName, type: 'work', primary: true }];
  const user = { schemas: [USER_URN], userName, name, emails, active: true };
  const userId = await create(context, 'JumpCloud', 'User', user);
  const displayName = `Test group ${context.random.guid()}`;
  const group = { schemas: [GROUP_URN], displayName, members: [] };
  const groupId = await create(context, 'JumpCloud', 'Group', group);
  if (userId !== undefined && groupId !== undefined) {
    const operations = [{ op: 'Add', path: 'members', value: [{ value: userId }] }];
    await patch(context, 'JumpCloud', { type: 'Group', id: groupId, operations });
    await hasMembers(context, 'JumpCloud', groupId, [userId]);
  }
  if (groupId !== undefined) await remove(context, 'JumpCloud', 'Group', groupId);
  if (userId !== undefined) await remove(context, 'JumpCloud', 'User', userId);
  await match(context, 'JumpCloud', { type: 'User', filter });
}

async function provision(context: SimulationContext, person: Person): Promise<User | undefined> {
  const filter = equal('userName', person.userName);
  await match(context, 'JumpCloud', { type: 'User', filter });
  const id = await create(context, 'JumpCloud', 'User', profile(person));
  if (id === undefined) return undefined;
  await match(context, 'JumpCloud', { type: 'User', filter, id });
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

async function update(context: SimulationContext, { person, id }: User): Promise<void> {
  const body = { ...profile(person), title: person.title, displayName: `${person.displayName} 2` };
  await put(context, 'JumpCloud', { type: 'User', id, body });
  await read(context, 'JumpCloud', { type: 'User', id, has: body });
}

async function setActive(
  context: SimulationContext,
  { person, id }: User,
  active: boolean,
): Promise<void> {
  const operations = [{ op: 'replace', path: 'active', value: active }];
  await patch(context, 'JumpCloud', { type: 'User', id, operations });
  const has = { active, userName: person.userName };
  await read(context, 'JumpCloud', { type: 'User', id, has });
}

/** Members come and go as arrays of values, the way Entra once did it. */
async function bind(
  context: SimulationContext,
  team: Team,
  users: readonly User[],
): Promise<Group | undefined> {
  const { displayName } = team;
  const filter = equal('displayName', displayName);
  await match(context, 'JumpCloud', { type: 'Group', filter });
  const body = { schemas: [GROUP_URN], displayName, members: [] };
  const id = await create(context, 'JumpCloud', 'Group', body);
  if (id === undefined) return undefined;
  const members = membersOf(users, team, context.teams.length).map((user) => user.id);
  if (members.length > 0) {
    const value = members.map((member) => ({ value: member }));
    await patch(context, 'JumpCloud', {
      type: 'Group',
      id,
      operations: [{ op: 'Add', path: 'members', value }],
    });
    await hasMembers(context, 'JumpCloud', id, members);
    await patch(context, 'JumpCloud', {
      type: 'Group',
      id,
      operations: [{ op: 'Remove', path: 'members', value: value.slice(0, 1) }],
    });
    await hasMembers(context, 'JumpCloud', id, members.slice(1));
  }
  return { team, id };
}
