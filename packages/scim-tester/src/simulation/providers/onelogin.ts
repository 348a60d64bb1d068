import { literal } from '../../client/client.js';
import { statusProblems } from '../../client/expectations.js';
import { at, textAt } from '../../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../../client/messages.js';
import { create, hasMembers, checkMatch, list, patch, put, read, remove } from '../steps.js';
import { membersOf, type Person, type Team } from '../people.js';
import type { Group, Provider, SimulationContext, User } from '../simulation-context.js';

const OLD_CORE = 'urn:scim:schemas:core:2.0';
const OLD_ENTERPRISE = 'urn:scim:schemas:extension:enterprise:2.0';

/**
 * OneLogin's SCIM connectors. The body is a template that an administrator edits: every second person here gets the modern one,
 * the others one from the days of the drafts (old URNs, `active` as text, `id: null`, `managerId`, a single e-mail as an object).
 */
export const onelogin: Provider = {
  name: 'onelogin',
  title: 'OneLogin',
  clientProfile: { userAgent: '', contentType: 'application/json', accept: 'application/json' },
  media: 'any',
  scenarios: () => [{ name: '', baseQuery: '', run }],
};

async function run(context: SimulationContext): Promise<void> {
  await context.each('test connection', [0], () => testConnection(context));
  const users = await context.each('create', context.people, (person) =>
    provision(context, person),
  );
  await context.each('update', users, (user, index) => {
    const manager = users[(index + 1) % users.length] ?? user;
    return update(context, user, manager.id);
  });
  await context.each('suspend', users, (user) => setActive(context, user, false));
  await context.each('unsuspend', users, (user) => setActive(context, user, true));
  const groups = await context.each('groups', context.teams, (team) =>
    ruleGroup(context, team, users),
  );
  if (context.keeps) return;
  await context.each('delete groups', groups, ({ id }) => remove(context, 'OneLogin', 'Group', id));
  await context.each('delete', users, ({ id }) => remove(context, 'OneLogin', 'User', id));
}

/** Spaces as `+`, and a query that ends in a loose `&`. */
function looseQuery(attribute: string, value: string): string {
  const filter = `${attribute} eq ${literal(value)}`;
  return `filter=${encodeURIComponent(filter).replaceAll('%20', '+')}&`;
}

/** A person who is not there: an empty list, or 404. */
async function testConnection(context: SimulationContext): Promise<void> {
  const query = looseQuery('userName', `nobody-${context.random.guid()}@example.com`);
  const answer = await context.client.send('GET', '/Users', { query });
  context.answers.check(answer, 'OneLogin', statusProblems(answer, [200, 404], 'any'));
  if (answer.status === 200) checkMatch(context, 'OneLogin', answer, undefined);
  await list(context, 'OneLogin', 'User', 'startIndex=1&count=10&');
}

async function provision(context: SimulationContext, person: Person): Promise<User | undefined> {
  const query = looseQuery('userName', person.userName);
  checkMatch(context, 'OneLogin', await list(context, 'OneLogin', 'User', query), undefined);
  const means = modernTemplate(person, true);
  const id = await create(context, 'OneLogin', 'User', template(person, true), means);
  if (id === undefined) return undefined;
  checkMatch(context, 'OneLogin', await list(context, 'OneLogin', 'User', query), id);
  await read(context, 'OneLogin', { type: 'User', id, has: means });
  return { person, id };
}

function template(person: Person, active: boolean): object {
  return person.index % 2 === 0 ? modernTemplate(person, active) : oldTemplate(person, active);
}

function modernTemplate(person: Person, active: boolean): object {
  const { userName, givenName, familyName, email, displayName } = person;
  return {
    schemas: [USER_URN],
    userName,
    name: { givenName, familyName },
    displayName,
    active,
    emails: [{ value: email, type: 'work', primary: true }],
  };
}

function oldTemplate(person: Person, active: boolean): object {
  const { email } = person;
  return {
    ...modernTemplate(person, active),
    schemas: [OLD_CORE, OLD_ENTERPRISE],
    id: null,
    active: String(active),
    emails: { value: email, type: 'work', primary: true },
  };
}

/** GET by id, then PUT of the whole template. */
async function update(
  context: SimulationContext,
  { person, id }: User,
  managerId: string,
): Promise<void> {
  await read(context, 'OneLogin', { type: 'User', id });
  const old = person.index % 2 !== 0;
  const { title, department } = person;
  const extension = old
    ? { [OLD_ENTERPRISE]: { department, manager: { managerId } } }
    : { [ENTERPRISE_URN]: { department, manager: { value: managerId } } };
  const schemas = old ? [OLD_CORE, OLD_ENTERPRISE] : [USER_URN, ENTERPRISE_URN];
  const body = { ...template(person, true), schemas, title, ...extension };
  const wanted = {
    ...modernTemplate(person, true),
    title,
    [ENTERPRISE_URN]: { department, manager: { value: managerId } },
  };
  await replace(context, id, body, wanted);
}

async function setActive(
  context: SimulationContext,
  { person, id }: User,
  active: boolean,
): Promise<void> {
  await replace(context, id, template(person, active), modernTemplate(person, active));
}

/** PUT of what the template says; a GET shows what it means. */
async function replace(
  context: SimulationContext,
  id: string,
  body: object,
  wanted: object,
): Promise<void> {
  if (at(body, 'id') === undefined) await put(context, 'OneLogin', { type: 'User', id, body });
  else {
    const answer = await context.client.send('PUT', `/Users/${id}`, { body });
    context.answers.check(answer, 'OneLogin', statusProblems(answer, [200], context.media));
    const came = textAt(answer.json, 'id');
    context.answers.checkThat(answer, 'OneLogin', came === id, `id ${id}`, came);
  }
  await read(context, 'OneLogin', { type: 'User', id, has: wanted });
}

/** Groups come from rules: looked up, created, filled by PATCH. */
async function ruleGroup(
  context: SimulationContext,
  team: Team,
  users: readonly User[],
): Promise<Group | undefined> {
  const query = looseQuery('displayName', team.displayName);
  checkMatch(context, 'OneLogin', await list(context, 'OneLogin', 'Group', query), undefined);
  const body = { schemas: [GROUP_URN], displayName: team.displayName };
  const id = await create(context, 'OneLogin', 'Group', body);
  if (id === undefined) return undefined;
  const members = membersOf(users, team, context.teams.length).map((user) => user.id);
  for (const value of members) {
    const operations = [{ op: 'add', path: 'members', value: [{ value }] }];
    await patch(context, 'OneLogin', { type: 'Group', id, operations });
  }
  await hasMembers(context, 'OneLogin', id, members);
  const [first, ...others] = members;
  if (first !== undefined) {
    const operations = [{ op: 'remove', path: `members[value eq "${first}"]` }];
    await patch(context, 'OneLogin', { type: 'Group', id, operations });
    await hasMembers(context, 'OneLogin', id, others);
  }
  return { team, id };
}
