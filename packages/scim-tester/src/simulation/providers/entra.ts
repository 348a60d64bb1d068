import { queryOf } from '../../client/client.js';
import { createSchemaDictionary, type SchemaDictionary } from '../../client/dictionaries.js';
import { errorProblems, listProblems } from '../../client/expectations.js';
import { at, listAt, textAt } from '../../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../../client/messages.js';
import { create, equal, list, match, patch, read, remove } from '../steps.js';
import type { Person } from '../people.js';
import type { Provider, SimulationContext, User } from '../simulation-context.js';
import { profileChanges } from './entra-changes.js';
import { provisionGroups } from './entra-groups.js';

/** Behind the Tenant URL: Entra then keeps closer to the RFC (E10). */
const FLAG = 'aadOptscim062020';

/** Every so many people also go through what happens rarely. */
const RARE = 5;

/** Microsoft Entra ID's provisioning service: rows E1 to E31. */
export const entra: Provider = {
  name: 'entra',
  title: 'Microsoft Entra ID',
  clientProfile: {
    // E24: there may be none
    userAgent: '',
    contentType: 'application/scim+json; charset=utf-8',
    accept: 'application/scim+json',
  },
  media: 'scim',
  scenarios: ({ aadOptscim }) => [
    ...(aadOptscim === 'on'
      ? []
      : [
          {
            name: `without ${FLAG}`,
            baseQuery: '',
            run: (context: SimulationContext) => run(context, false),
          },
        ]),
    ...(aadOptscim === 'off'
      ? []
      : [
          {
            name: `with ${FLAG}`,
            baseQuery: FLAG,
            run: (context: SimulationContext) => run(context, true),
          },
        ]),
  ],
};

async function run(context: SimulationContext, modern: boolean): Promise<void> {
  const [dictionary] = await context.each('test connection', [0], () => testConnection(context));
  const users = await context.each('create', context.people, (person) =>
    provision(context, person),
  );
  await context.each('discover accounts', [users], (all) => discover(context, all));
  await context.each('update', users, (user, index) => {
    const manager = users[(index + 1) % users.length] ?? user;
    return update(context, { user, manager, modern, dictionary });
  });
  await context.each('disable', users, (user) =>
    setActive(context, user, { active: false, modern }),
  );
  await context.each('restore', users, (user) =>
    setActive(context, user, { active: true, modern }),
  );
  await provisionGroups(context, users, modern);
  if (context.keeps) return;
  await context.each('delete', users, (user) => erase(context, user));
}

/** E1, E22, E31: a person who cannot be there, the schemas, and a wrong secret. */
async function testConnection(context: SimulationContext): Promise<SchemaDictionary> {
  await match(context, 'E1', { type: 'User', filter: equal('userName', context.random.guid()) });
  const also = 'excludedAttributes=members';
  const nobody = equal('displayName', context.random.guid());
  await match(context, 'E1', { type: 'Group', filter: nobody, also });
  const wrong = { query: 'count=1', authorization: `Bearer ${context.random.guid()}` };
  const refused = await context.client.send('GET', '/Users', wrong);
  context.answers.check(refused, 'E31', errorProblems(refused, [401]));
  const schemas = await context.client.send('GET', '/Schemas');
  context.answers.check(schemas, 'E22', listProblems(schemas));
  context.answers.checkThat(schemas, 'E22', !/:\s*null[,}\]]/.test(schemas.text), 'no null values');
  const dictionary = createSchemaDictionary(listAt(schemas.json, 'Resources'));
  for (const urn of [USER_URN, GROUP_URN, ENTERPRISE_URN])
    context.answers.checkThat(schemas, 'E22', dictionary.urns.has(urn), `the schema ${urn}`);
  return dictionary;
}

async function provision(context: SimulationContext, person: Person): Promise<User | undefined> {
  const { userName, externalId, email } = person;
  const filter = equal('userName', userName);
  await match(context, 'E4', { type: 'User', filter });
  const body = profile(person);
  const id = await create(context, 'E6', 'User', body);
  if (id === undefined) return undefined;
  await match(context, 'E2', { type: 'User', filter, id });
  if (person.index % RARE === 0) await matchOtherwise(context, { person, id });
  const again = { ...body, userName: userName.toUpperCase(), externalId: context.random.guid() };
  const twice = await context.client.send('POST', '/Users', { body: again });
  context.answers.check(twice, 'E23', errorProblems(twice, [409], ['uniqueness']));
  await read(context, 'E5', { type: 'User', id, has: { externalId, emails: [{ value: email }] } });
  return { person, id };
}

/** E6: both schemas, empty roles, a meta of its own and nulls. */
function profile(person: Person): object {
  const { userName, givenName, familyName, email, displayName, externalId } = person;
  return {
    schemas: [USER_URN, ENTERPRISE_URN],
    externalId,
    userName,
    active: true,
    displayName,
    emails: [{ primary: true, type: 'work', value: email }],
    meta: { resourceType: 'User' },
    name: { formatted: `${givenName} ${familyName}`, familyName, givenName },
    roles: [],
    title: null,
    [ENTERPRISE_URN]: { division: 'Division 1', manager: null },
  };
}

/** E2, E5: other attributes may be chosen for the match; externalId is exact about letter case. */
async function matchOtherwise(context: SimulationContext, { person, id }: User): Promise<void> {
  const { email, externalId, userName } = person;
  await match(context, 'E5', { type: 'User', filter: equal('externalId', externalId), id });
  const work = equal('emails[type eq "work"].value', email);
  await match(context, 'E2', { type: 'User', filter: work, id });
  const both = `${equal('userName', userName)} and ${equal('externalId', externalId)}`;
  await match(context, 'E2', { type: 'User', filter: both, id });
  const capitals = equal('userName', userName.toUpperCase());
  await match(context, 'E23', { type: 'User', filter: capitals, id });
}

/** E25a: account discovery walks through everybody by index. */
async function discover(context: SimulationContext, users: readonly User[]): Promise<void> {
  const seen = new Set<string>();
  for (let startIndex = 1; ;) {
    const answer = await list(context, 'E25a', 'User', queryOf({ startIndex, count: 50 }));
    const rows = listAt(answer.json, 'Resources');
    for (const row of rows) seen.add(textAt(row, 'id'));
    startIndex += rows.length;
    const total = Number(at(answer.json, 'totalResults'));
    if (rows.length > 0 && startIndex <= total) continue;
    const missing = users.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
    context.answers.checkThat(
      answer,
      'E25a',
      seen.size === total,
      `${total} people in all`,
      seen.size,
    );
    context.answers.checkThat(
      answer,
      'E25a',
      missing.length === 0,
      'every person created',
      missing,
    );
    return;
  }
}

interface Update {
  readonly user: User;
  readonly manager: User;
  readonly modern: boolean;
  readonly dictionary: SchemaDictionary | undefined;
}

/** E9 to E13, E15, E29: each PATCH answers 200 or 204, and a GET shows what it did. */
async function update(
  context: SimulationContext,
  { user, manager, modern, dictionary }: Update,
): Promise<void> {
  const { id, person } = user;
  for (const change of profileChanges(person, modern, manager.id)) {
    const { row, operations, has = {}, lacks } = change;
    await patch(context, row, { type: 'User', id, operations });
    const { externalId, userName } = person;
    const after = await read(context, row, {
      type: 'User',
      id,
      has: { externalId, userName, ...has },
    });
    const missing = lacks?.(after.json);
    if (lacks !== undefined)
      context.answers.checkThat(after, row, missing === undefined, missing ?? '');
    const strays = dictionary?.undeclared(after.json) ?? [];
    context.answers.checkThat(
      after,
      'E29',
      strays.length === 0,
      'only attributes of /Schemas',
      strays,
    );
  }
  // E3: how Entra checks that a reference is in place
  const filter = `${equal('id', id)} and ${equal('manager', manager.id)}`;
  await match(context, 'E3', { type: 'User', filter, also: 'attributes=id', id });
}

interface Activation {
  readonly active: boolean;
  readonly modern: boolean;
}

/** E18: disabled people can be read, found and changed. */
async function setActive(
  context: SimulationContext,
  { person, id }: User,
  wish: Activation,
): Promise<void> {
  const { active, modern } = wish;
  const value = modern ? active : active ? 'True' : 'False';
  const operations = [{ op: modern ? 'replace' : 'Replace', path: 'active', value }];
  await patch(context, 'E18', { type: 'User', id, operations });
  const after = await read(context, 'E18', { type: 'User', id });
  const came = at(after.json, 'active');
  context.answers.checkThat(
    after,
    'E18',
    came === active,
    `active ${active}, a JSON boolean`,
    came,
  );
  const filter = equal('userName', person.userName);
  const found = await match(context, 'E18', { type: 'User', filter, id });
  const listed = at(found.json, 'Resources', 0, 'active');
  context.answers.checkThat(
    found,
    'E18',
    listed === active,
    `active ${active} in the list`,
    listed,
  );
  if (active) return;
  const title = `${person.title} (away)`;
  const change = modern
    ? { op: 'replace', value: { title } }
    : { op: 'Replace', path: 'title', value: title };
  await patch(context, 'E18', { type: 'User', id, operations: [change] });
  await read(context, 'E18', { type: 'User', id, has: { title } });
}

/** E18, E25b: gone under the id, and the name is free for the next one. */
async function erase(context: SimulationContext, { person, id }: User): Promise<void> {
  await remove(context, 'E18', 'User', id);
  await match(context, 'E18', { type: 'User', filter: equal('userName', person.userName) });
}
