import { queryOf } from '../client/client.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../client/messages.js';
import type { Check, CheckGroup } from './checks.js';
import { holds } from './g-patch.js';
import type { Lab, Made } from './labs.js';

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
    named('E25a', 'SCIM_User_Pagination_Test', (lab) => pagination(lab, 'User')),
    named('E25a', 'SCIM_Group_Pagination_Test', (lab) => pagination(lab, 'Group')),
    named('E13', 'SCIM_Update_Manager_Test', updateManager),
    named('E1', 'a filter without a match: 200 and totalResults 0', noMatch),
    named('E2', 'every matching attribute can be filtered', matching),
    named('E18', 'disable, restore, delete', lifecycle),
    named('E29', 'only declared sub-attributes; emails are objects', declared),
    named('E30', 'many members in one PATCH', manyMembers),
    named('E31', 'a wrong secret: 401', async (lab) => {
      lab.refused(await lab.send('GET', '/Users', { authorization: 'Bearer wrong' }), [401]);
    }),
  ],
};

function named(row: string, title: string, run: Check['run']): Check {
  return { row, title, run };
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
async function schemaDiscoverability(lab: Lab): Promise<void> {
  const answer = await lab.send('GET', '/Schemas');
  lab.ok(answer);
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
  for (const path of MAPPED) lab.that(answer, has(USER_URN, path), `${path} published`);
  for (const path of MAPPED_EXTENSION)
    lab.that(answer, has(ENTERPRISE_URN, path), `${ENTERPRISE_URN}:${path} published`);
  for (const path of ['displayName', 'members.value'])
    lab.that(answer, has(GROUP_URN, path), `Group ${path} published`);
}

/** The template empties optional attributes twice: with empty texts, then with null. */
async function nullUpdate(lab: Lab): Promise<void> {
  const user = await lab.user({ title: 'x', nickName: 'n', displayName: 'd', locale: 'en' });
  for (const value of ['', null]) {
    const operations = ['title', 'nickName', 'displayName', 'locale'].map((path) => ({
      op: 'replace',
      path,
      value,
    }));
    const after = await lab.patched(user, ...operations);
    for (const { path } of operations)
      holds(lab, user, isUnassigned(at(after, path)), `no ${path} after ${JSON.stringify(value)}`);
  }
}

async function userCreate(lab: Lab): Promise<void> {
  const user = await lab.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    externalId: `logic-${lab.tag}`,
    active: true,
    emails: [{ primary: true, type: 'work', value: `logic@${lab.tag}.example.com` }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Ana Zed', familyName: 'Zed', givenName: 'Ana' },
    roles: [],
  });
  const same = at(user.answer.json, 'userName') === user.body['userName'];
  lab.that(user.answer, same, 'userName as it was sent');
}

async function userUpdate(lab: Lab): Promise<void> {
  const user = await lab.user();
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
  const after = await lab.patched(user, ...operations);
  for (const [path, value] of Object.entries(values))
    holds(lab, user, at(after, path) === value, `${path} ${value}`);
}

async function groupCreate(lab: Lab): Promise<void> {
  const group = await lab.group({ externalId: `logic-${lab.tag}` });
  const same = at(group.answer.json, 'displayName') === group.body['displayName'];
  lab.that(group.answer, same, 'displayName as it was sent');
}

async function groupUpdate(lab: Lab): Promise<void> {
  const group = await lab.group();
  const [displayName, externalId] = [lab.name('group'), `new-${lab.tag}`];
  const after = await lab.patched(
    group,
    { op: 'replace', path: 'displayName', value: displayName },
    { op: 'replace', path: 'externalId', value: externalId },
  );
  holds(lab, group, at(after, 'displayName') === displayName, `displayName ${displayName}`);
  holds(lab, group, at(after, 'externalId') === externalId, `externalId ${externalId}`);
}

const AT_LEAST = 11;
const PAGE = 5;

async function pagination(lab: Lab, type: 'User' | 'Group'): Promise<void> {
  for (let index = 0; index < AT_LEAST; index += 1)
    await (type === 'User' ? lab.user() : lab.group());
  for (let page = 0; page < 2; page += 1) {
    const startIndex = page * PAGE + 1;
    const answer = await lab.list(type, { startIndex, count: PAGE });
    lab.that(answer, at(answer.json, 'startIndex') === startIndex, `startIndex ${startIndex}`);
    lab.that(answer, listAt(answer.json, 'Resources').length === PAGE, `${PAGE} rows`);
  }
}

async function updateManager(lab: Lab): Promise<void> {
  const [user, one, two] = [await lab.user(), await lab.user(), await lab.user()];
  const path = `${ENTERPRISE_URN}:manager`;
  for (const [op, value, wanted] of [
    ['Add', one.id, one.id],
    ['Replace', two.id, two.id],
    ['Replace', '', ''],
  ] as const) {
    const after = await lab.patched(user, { op, path, value });
    const came = textAt(after, ENTERPRISE_URN, 'manager', 'value');
    holds(lab, user, came === wanted, wanted === '' ? 'no manager' : `manager.value ${wanted}`);
  }
}

async function noMatch(lab: Lab): Promise<void> {
  for (const [type, filter] of [
    ['User', `userName eq "${lab.tag}-nobody"`],
    ['User', `externalId eq "${lab.tag}-nobody"`],
    ['User', `emails[type eq "work"].value eq "${lab.tag}-nobody@example.com"`],
    ['Group', `displayName eq "${lab.tag}-nobody"`],
  ] as const) {
    const answer = await lab.list(type, { filter });
    lab.that(answer, at(answer.json, 'totalResults') === 0, 'totalResults 0');
  }
}

async function matching(lab: Lab): Promise<void> {
  const value = `match@${lab.tag}.example.com`;
  const emails = [{ type: 'work', value, primary: true }];
  const user = await lab.user({ externalId: `match-${lab.tag}`, emails });
  for (const filter of [
    `userName eq ${JSON.stringify(user.body['userName'])}`,
    `externalId eq "match-${lab.tag}"`,
    `emails[type eq "work"].value eq "${value}"`,
    `externalId eq match-${lab.tag}`,
  ]) {
    const answer = await lab.list('User', { filter });
    lab.that(answer, at(answer.json, 'Resources', 0, 'id') === user.id, 'the user');
  }
}

async function lifecycle(lab: Lab): Promise<void> {
  const user = await lab.user({ active: true });
  for (const [value, active] of [
    ['False', false],
    ['True', true],
  ] as const) {
    const after = await lab.patched(user, { op: 'Replace', path: 'active', value });
    holds(lab, user, at(after, 'active') === active, `active ${active}`);
    const filter = `userName eq ${JSON.stringify(user.body['userName'])}`;
    const found = await lab.list('User', { filter });
    lab.that(
      found,
      at(found.json, 'Resources', 0, 'active') === active,
      `active ${active} in the list`,
    );
  }
  lab.ok(await lab.send('DELETE', user.path), 204);
  lab.refused(await lab.send('GET', user.path), [404]);
}

async function declared(lab: Lab): Promise<void> {
  const { undeclared } = await lab.dictionary();
  const { first } = await lab.trio();
  const user: Made = await lab.user({ emails: [{ value: 'a@example.com', type: 'work' }] });
  const group = await lab.group({ members: [{ value: user.id }] });
  for (const made of [first, user, group]) {
    const strays = undeclared(await lab.get(made));
    holds(lab, made, strays.length === 0, `only what /Schemas declares, not ${strays.join(', ')}`);
  }
  const email = at(user.answer.json, 'emails', 0);
  lab.that(user.answer, typeof email === 'object', 'emails with objects');
}

async function manyMembers(lab: Lab): Promise<void> {
  const [one, two, three] = [await lab.user(), await lab.user(), await lab.user()];
  const group = await lab.group();
  const value = [one, two, three].map(({ id }) => ({ value: id }));
  const after = await lab.patched(group, { op: 'Add', path: 'members', value });
  holds(lab, group, listAt(after, 'members').length === 3, 'three members');
  const query = queryOf({ excludedAttributes: 'members' });
  const lean = await lab.send('GET', group.path, { query });
  lab.that(lean, at(lean.json, 'members') === undefined, 'no members when they are excluded');
}
