import { queryOf } from '../client/client.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../client/messages.js';
import type { Check, CheckGroup } from './checks.js';
import { holds } from './patching.js';
import type { ConformanceRun, Created } from './conformance-run.js';

/**
 * What Microsoft's SCIM validator and its Logic App template look at by plain SCIM requests (M6 to M8; rows E1, E22, E25, E29, E30).
 * The template's other tests drive a directory of Entra, or an OAuth client.
 */
export const microsoft: CheckGroup = {
  name: 'Entra',
  title: "Microsoft's validator and Logic App template",
  checks: [
    named('E22', 'Schema_Discoverability_Test', schemaDiscoverability),
    named('E25', 'SCIM_Null_Update_Test', nullUpdate),
    named('E6', 'SCIM_User_Create_Test', userCreate),
    named('E11', 'SCIM_User_Update_Test', userUpdate),
    named('E7', 'SCIM_Group_Create_Test', groupCreate),
    named('E15', 'SCIM_Group_Update_Test', groupUpdate),
    named('E25a', 'SCIM_User_Pagination_Test', (run) => pagination(run, 'User')),
    named('E25a', 'SCIM_Group_Pagination_Test', (run) => pagination(run, 'Group')),
    named('E13', 'SCIM_Update_Manager_Test', updateManager),
    named('E1', 'a filter without a match: 200 and totalResults 0', noMatch),
    named('E2', 'every matching attribute can be filtered', matching),
    named('E18', 'disable, restore, delete', lifecycle),
    named('E29', 'only declared sub-attributes; emails are objects', declared),
    named('E30', 'many members in one PATCH', manyMembers),
    named('E31', 'a wrong secret: 401', async (run) => {
      run.expectError(await run.send('GET', '/Users', { authorization: 'Bearer wrong' }), [401]);
    }),
  ],
};

function named(row: string, title: string, verify: Check['verify']): Check {
  return { row, title, verify };
}

const MAPPED = [
  'userName',
  'displayName',
  'title',
  'preferredLanguage',
  'name.givenName',
  'name.familyName',
  'name.formatted',
  'emails.value',
  'addresses.streetAddress',
  'phoneNumbers.value',
  'active',
];
const MAPPED_EXTENSION = ['employeeNumber', 'department', 'manager'];

/** The attributes of the default mapping are published, and so is the group's schema. */
async function schemaDiscoverability(run: ConformanceRun): Promise<void> {
  const answer = await run.send('GET', '/Schemas');
  run.expectStatus(answer);
  const schemas = listAt(answer.json, 'Resources');
  const has = (urn: string, path: string): boolean => {
    const [name, inner] = path.split('.');
    const attributes = listAt(
      schemas.find((one) => at(one, 'id') === urn),
      'attributes',
    );
    const attribute = attributes.find((one) => at(one, 'name') === name);
    if (inner === undefined) return attribute !== undefined;
    return listAt(attribute, 'subAttributes').some((one) => at(one, 'name') === inner);
  };
  for (const path of MAPPED) run.expectThat(answer, has(USER_URN, path), `${path} published`);
  for (const path of MAPPED_EXTENSION)
    run.expectThat(answer, has(ENTERPRISE_URN, path), `${ENTERPRISE_URN}:${path} published`);
  for (const path of ['displayName', 'members.value'])
    run.expectThat(answer, has(GROUP_URN, path), `Group ${path} published`);
}

/** The template empties optional attributes twice: with empty texts, then with null. */
async function nullUpdate(run: ConformanceRun): Promise<void> {
  const user = await run.user({ title: 'x', nickName: 'n', displayName: 'd', locale: 'en' });
  for (const value of ['', null]) {
    const operations = ['title', 'nickName', 'displayName', 'locale'].map((path) => ({
      op: 'replace',
      path,
      value,
    }));
    const after = await run.patched(user, ...operations);
    for (const { path } of operations)
      holds(run, user, isUnassigned(at(after, path)), `no ${path} after ${JSON.stringify(value)}`);
  }
}

async function userCreate(run: ConformanceRun): Promise<void> {
  const user = await run.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    externalId: `logic-${run.tag}`,
    active: true,
    emails: [{ primary: true, type: 'work', value: `logic@${run.tag}.example.com` }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Ana Zed', familyName: 'Zed', givenName: 'Ana' },
    roles: [],
  });
  const same = at(user.answer.json, 'userName') === user.body['userName'];
  run.expectThat(user.answer, same, 'userName as it was sent');
}

async function userUpdate(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  const values = {
    displayName: 'Updated',
    title: 'Updated',
    nickName: 'Updated',
    preferredLanguage: 'sv-SE',
    userType: 'Contractor',
    timezone: 'Europe/Stockholm',
  };
  const operations = Object.entries(values).map(([path, value]) => ({
    op: 'replace',
    path,
    value,
  }));
  const after = await run.patched(user, ...operations);
  for (const [path, value] of Object.entries(values))
    holds(run, user, at(after, path) === value, `${path} ${value}`);
}

async function groupCreate(run: ConformanceRun): Promise<void> {
  const group = await run.group({ externalId: `logic-${run.tag}` });
  const same = at(group.answer.json, 'displayName') === group.body['displayName'];
  run.expectThat(group.answer, same, 'displayName as it was sent');
}

async function groupUpdate(run: ConformanceRun): Promise<void> {
  const group = await run.group();
  const [displayName, externalId] = [run.name('group'), `new-${run.tag}`];
  const after = await run.patched(
    group,
    { op: 'replace', path: 'displayName', value: displayName },
    { op: 'replace', path: 'externalId', value: externalId },
  );
  holds(run, group, at(after, 'displayName') === displayName, `displayName ${displayName}`);
  holds(run, group, at(after, 'externalId') === externalId, `externalId ${externalId}`);
}

const AT_LEAST = 11;
const PAGE = 5;

async function pagination(run: ConformanceRun, type: 'User' | 'Group'): Promise<void> {
  if (type === 'User') await run.crowd();
  else for (let index = 0; index < AT_LEAST; index += 1) await run.group();
  for (let page = 0; page < 2; page += 1) {
    const startIndex = page * PAGE + 1;
    const answer = await run.list(type, { startIndex, count: PAGE });
    run.expectThat(
      answer,
      at(answer.json, 'startIndex') === startIndex,
      `startIndex ${startIndex}`,
    );
    run.expectThat(answer, listAt(answer.json, 'Resources').length === PAGE, `${PAGE} rows`);
  }
}

async function updateManager(run: ConformanceRun): Promise<void> {
  const [user, one, two] = [await run.user(), await run.user(), await run.user()];
  const path = `${ENTERPRISE_URN}:manager`;
  for (const [op, value, wanted] of [
    ['Add', one.id, one.id],
    ['Replace', two.id, two.id],
    ['Replace', '', ''],
  ] as const) {
    const after = await run.patched(user, { op, path, value });
    const came = textAt(after, ENTERPRISE_URN, 'manager', 'value');
    holds(run, user, came === wanted, wanted === '' ? 'no manager' : `manager.value ${wanted}`);
  }
}

async function noMatch(run: ConformanceRun): Promise<void> {
  for (const [type, filter] of [
    ['User', `userName eq "${run.tag}-nobody"`],
    ['User', `externalId eq "${run.tag}-nobody"`],
    ['User', `emails[type eq "work"].value eq "${run.tag}-nobody@example.com"`],
    ['Group', `displayName eq "${run.tag}-nobody"`],
  ] as const) {
    const answer = await run.list(type, { filter });
    run.expectThat(answer, at(answer.json, 'totalResults') === 0, 'totalResults 0');
  }
}

async function matching(run: ConformanceRun): Promise<void> {
  const value = `match@${run.tag}.example.com`;
  const emails = [{ type: 'work', value, primary: true }];
  const user = await run.user({ externalId: `match-${run.tag}`, emails });
  for (const filter of [
    `userName eq ${JSON.stringify(user.body['userName'])}`,
    `externalId eq "match-${run.tag}"`,
    `emails[type eq "work"].value eq "${value}"`,
    `externalId eq match-${run.tag}`,
  ]) {
    const answer = await run.list('User', { filter });
    run.expectThat(answer, at(answer.json, 'Resources', 0, 'id') === user.id, 'the user');
  }
}

async function lifecycle(run: ConformanceRun): Promise<void> {
  const user = await run.user({ active: true });
  for (const [value, active] of [
    ['False', false],
    ['True', true],
  ] as const) {
    const after = await run.patched(user, { op: 'Replace', path: 'active', value });
    holds(run, user, at(after, 'active') === active, `active ${active}`);
    const filter = `userName eq ${JSON.stringify(user.body['userName'])}`;
    const found = await run.list('User', { filter });
    run.expectThat(
      found,
      at(found.json, 'Resources', 0, 'active') === active,
      `active ${active} in the list`,
    );
  }
  run.expectStatus(await run.send('DELETE', user.path), 204);
  run.expectError(await run.send('GET', user.path), [404]);
}

async function declared(run: ConformanceRun): Promise<void> {
  const { undeclared } = await run.dictionary();
  const { first } = await run.threeUsers();
  const user: Created = await run.user({ emails: [{ value: 'a@example.com', type: 'work' }] });
  const group = await run.group({ members: [{ value: user.id }] });
  for (const made of [first, user, group]) {
    const strays = undeclared(await run.get(made));
    holds(run, made, strays.length === 0, `only what /Schemas declares, not ${strays.join(', ')}`);
  }
  const email = at(user.answer.json, 'emails', 0);
  run.expectThat(user.answer, typeof email === 'object', 'emails with objects');
}

async function manyMembers(run: ConformanceRun): Promise<void> {
  const group = await run.group();
  const value = (await run.crowd()).map(({ id }) => ({ value: id }));
  const after = await run.patched(group, { op: 'Add', path: 'members', value });
  holds(run, group, listAt(after, 'members').length === value.length, `${value.length} members`);
  const query = queryOf({ excludedAttributes: 'members' });
  const lean = await run.send('GET', group.path, { query });
  run.expectThat(lean, at(lean.json, 'members') === undefined, 'no members when they are excluded');
}
