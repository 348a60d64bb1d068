import { queryOf } from '../client/client.js';
import { listProblems, problem } from '../client/expectations.js';
import { at, isObject, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, SEARCH_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import { NotSeen, offered, type Lab } from './labs.js';

/** Rows 41 to 54. */
export const reading: CheckGroup = {
  name: 'D',
  title: 'Read, attributes, paging, sorting',
  checks: [
    { row: '41', title: 'attributes=userName gives id, schemas, userName', run: onlyAttributes },
    {
      row: '42',
      title: 'excludedAttributes: id stays, emails go',
      async run(lab) {
        const { first } = await lab.trio();
        const got = await lab.get(first, { excludedAttributes: 'id,schemas,emails' });
        lab.that(first.answer, at(got, 'id') === first.id, 'id, which is always returned');
        lab.that(first.answer, at(got, 'emails') === undefined, 'no emails');
        lab.that(first.answer, textAt(got, 'userName') !== '', 'userName');
      },
    },
    { row: '43', title: 'sub-attributes and URNs in attributes, in any case', run: attributePaths },
    {
      row: '44',
      title: 'attributes with excludedAttributes: 400, or attributes wins',
      async run(lab) {
        const { first } = await lab.trio();
        const query = 'attributes=userName&excludedAttributes=title';
        const answer = await lab.send('GET', first.path, { query });
        if (answer.status === 400) return lab.refused(answer, [400]);
        lab.ok(answer);
        lab.that(answer, at(answer.json, 'displayName') === undefined, 'attributes wins');
      },
    },
    {
      row: '45',
      title: 'an unknown name in attributes is ignored',
      async run(lab) {
        const { first } = await lab.trio();
        const got = await lab.get(first, { attributes: 'nothing,userName' });
        lab.that(first.answer, textAt(got, 'userName') !== '', 'userName');
        lab.that(first.answer, at(got, 'displayName') === undefined, 'no displayName');
      },
    },
    {
      row: '46',
      title: 'totals are integers and agree with the rows',
      async run(lab) {
        await lab.trio();
        const answer = await lab.list('User', { startIndex: 2, count: 2 });
        lab.that(answer, at(answer.json, 'startIndex') === 2, 'startIndex 2');
        lab.that(answer, listAt(answer.json, 'Resources').length <= 2, 'at most 2 rows');
        lab.that(answer, Number(at(answer.json, 'totalResults')) >= 3, 'totalResults of all');
      },
    },
    { row: '47', title: 'startIndex and count out of bounds', run: bounds },
    { row: '48', title: 'beyond the end: an empty page; count=x: 400', run: beyond },
    { row: '49', title: 'a walk through pages sees each once', run: walk },
    {
      row: '50',
      title: 'without count: a default page, total right',
      async run(lab) {
        await lab.trio();
        const whole = await lab.list('User', { count: 1 });
        const page = await lab.list('User', {});
        const same = at(whole.json, 'totalResults') === at(page.json, 'totalResults');
        lab.that(page, same, 'the same totalResults');
        lab.that(page, listAt(page.json, 'Resources').length > 0, 'rows');
      },
    },
    { row: '51', title: 'sortBy, ascending and descending', run: sorting },
    {
      row: '52',
      title: 'sortOrder=bogus: 400, or ascending',
      async run(lab) {
        const query = 'sortBy=userName&sortOrder=bogus&count=2';
        const answer = await lab.send('GET', '/Users', { query });
        if (answer.status === 400) return lab.refused(answer, [400], ['invalidValue']);
        lab.none(answer, listProblems(answer));
      },
    },
    { row: '53', title: '.search of a type and of the root', run: search },
    { row: '54', title: 'cursors (RFC 9865)', run: cursors },
  ],
};

async function onlyAttributes(lab: Lab): Promise<void> {
  const { first } = await lab.trio();
  const user = await lab.user({ displayName: 'Shown', title: 'x' });
  const { path, body } = user;
  const query = 'attributes=userName';
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value: 'y' }],
  };
  const made = { schemas: [USER_URN], userName: lab.name(), displayName: 'Shown' };
  const list = await lab.list('User', { attributes: 'userName', filter: `id eq "${first.id}"` });
  const answers = [
    await lab.send('GET', path, { query }),
    await lab.send('PUT', path, { query, body }),
    await lab.send('PATCH', path, { query, body: patch }),
    await lab.send('POST', '/Users', { query, body: made }),
  ];
  for (const answer of answers) lab.ok(answer, 200, 201);
  for (const [answer, resource] of [
    ...answers.map((answer) => [answer, answer.json] as const),
    [list, at(list.json, 'Resources', 0)] as const,
  ]) {
    lab.that(answer, isObject(resource), 'a resource');
    const names = Object.keys(isObject(resource) ? resource : {});
    const few = names.every((name) => ['id', 'schemas', 'userName', 'meta'].includes(name));
    lab.that(answer, few, 'id, schemas and userName alone');
    lab.that(answer, names.includes('id') && names.includes('userName'), 'id and userName');
  }
}

async function attributePaths(lab: Lab): Promise<void> {
  const { first } = await lab.trio();
  const name = await lab.get(first, { attributes: 'NAME.givenname' });
  lab.that(first.answer, at(name, 'name', 'givenName') === 'Ana', 'name.givenName');
  lab.that(first.answer, at(name, 'name', 'familyName') === undefined, 'no name.familyName');
  const core = await lab.get(first, { attributes: `${USER_URN}:userName` });
  lab.that(first.answer, textAt(core, 'userName') !== '', 'userName by its full URN');
  const extension = await lab.get(first, { attributes: `${ENTERPRISE_URN}:department` });
  const inner = at(extension, ENTERPRISE_URN);
  lab.that(first.answer, at(inner, 'department') === 'Research', 'department by its full URN');
  lab.that(first.answer, at(inner, 'employeeNumber') === undefined, 'no employeeNumber');
}

async function bounds(lab: Lab): Promise<void> {
  await lab.trio();
  for (const startIndex of [0, -5]) {
    const { json, ...answer } = await lab.list('User', { startIndex, count: 1 });
    const echoed = at(json, 'startIndex') === 1;
    lab.that({ json, ...answer }, echoed, 'startIndex 1');
  }
  const whole = await lab.list('User', { count: 1 });
  for (const count of [0, -1]) {
    const answer = await lab.list('User', { count });
    lab.that(answer, listAt(answer.json, 'Resources').length === 0, 'no rows');
    const same = at(answer.json, 'totalResults') === at(whole.json, 'totalResults');
    lab.that(answer, same, 'the total all the same');
  }
  await lab.list('User', { count: 1_000_000 });
}

async function beyond(lab: Lab): Promise<void> {
  const whole = await lab.list('User', { count: 1 });
  const far = await lab.list('User', { startIndex: 1_000_000_000, count: 10 });
  lab.that(far, listAt(far.json, 'Resources').length === 0, 'no rows');
  const same = at(far.json, 'totalResults') === at(whole.json, 'totalResults');
  lab.that(far, same, 'the total all the same');
  const answer = await lab.send('GET', '/Users', { query: 'count=x' });
  lab.refused(answer, [400], ['invalidValue', 'invalidCount']);
}

async function walk(lab: Lab): Promise<void> {
  const ids: string[] = [];
  for (let index = 0; index < 12; index += 1) ids.push((await lab.user()).id);
  const seen: string[] = [];
  const filter = `userName sw ${JSON.stringify(lab.tag)}`;
  for (let startIndex = 1, total = 1; startIndex <= total;) {
    const { json } = await lab.list('User', { filter, startIndex, count: 5 });
    const rows = listAt(json, 'Resources');
    seen.push(...rows.map((row) => textAt(row, 'id')));
    total = rows.length === 0 ? 0 : Number(at(json, 'totalResults'));
    startIndex += rows.length;
    // a change to somebody already seen must not push others from page to page
    const [changed] = ids;
    if (changed !== undefined) {
      const title = String(startIndex);
      const body = {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'title', value: title }],
      };
      lab.ok(await lab.send('PATCH', `/Users/${changed}`, { body }), 200, 204);
    }
  }
  const last = await lab.list('User', { filter, count: 1 });
  lab.that(last, new Set(seen).size === seen.length, 'nobody twice');
  lab.that(
    last,
    ids.every((id) => seen.includes(id)),
    'everybody of ours',
  );
}

async function sorting(lab: Lab): Promise<void> {
  await offered(lab, 'sort');
  const { first, second, third } = await lab.trio();
  const ours = [first, second, third].map(({ id }) => `id eq "${id}"`).join(' or ');
  const order = async (sortBy: string, sortOrder: string): Promise<string> => {
    const answer = await lab.list('User', { filter: ours, sortBy, sortOrder });
    const ids = listAt(answer.json, 'Resources').map((row) => textAt(row, 'id'));
    return ids.map((id) => (id === first.id ? '1' : id === second.id ? '2' : '3')).join('');
  };
  for (const [sortBy, ascending, descending] of [
    // Alpha, beta, Gamma: without regard to letter case
    ['displayName', '123', '321'],
    // Alt, Zed, and one without, who is last ascending and first descending
    ['name.familyName', '213', '312'],
  ] as const) {
    const up = await order(sortBy, 'ascending');
    const down = await order(sortBy, 'descending');
    if (up !== ascending || down !== descending)
      lab.none(first.answer, [
        problem(`${sortBy}: ${ascending}, then ${descending}`, `${up}, then ${down}`),
      ]);
  }
}

async function search(lab: Lab): Promise<void> {
  const { first } = await lab.trio();
  const filter = `userName eq ${JSON.stringify(textAt(first.answer.json, 'userName'))}`;
  const body = {
    schemas: [SEARCH_URN],
    filter,
    attributes: ['userName'],
    startIndex: 1,
    count: 10,
  };
  const answer = await lab.send('POST', '/Users/.search', { body });
  if ([404, 405, 501].includes(answer.status)) throw new NotSeen('.search is not offered');
  lab.none(answer, listProblems(answer));
  lab.that(answer, at(answer.json, 'Resources', 0, 'id') === first.id, 'the user');
  lab.that(answer, at(answer.json, 'Resources', 0, 'displayName') === undefined, 'userName alone');
  const bare = await lab.send('POST', '/Users/.search', { body: { filter } });
  lab.refused(bare, [400], ['invalidSyntax', 'invalidValue']);
  const group = await lab.group();
  const either = `id eq "${first.id}" or id eq "${group.id}"`;
  const root = await lab.send('POST', '/.search', {
    body: { schemas: [SEARCH_URN], filter: `(${either}) and meta.resourceType eq "Group"` },
  });
  if ([404, 405, 501].includes(root.status)) return;
  lab.none(root, listProblems(root));
  lab.that(root, at(root.json, 'totalResults') === 1, 'the group alone');
}

async function cursors(lab: Lab): Promise<void> {
  const pagination = at(await lab.config(), 'pagination');
  if (at(pagination, 'cursor') !== true) throw new NotSeen('no pagination.cursor in the config');
  const { first, second, third } = await lab.trio();
  const filter = [first, second, third].map(({ id }) => `id eq "${id}"`).join(' or ');
  const seen: string[] = [];
  for (let cursor = '', pages = 0; pages < 5; pages += 1) {
    const query = queryOf({ filter, count: 2, cursor });
    const answer = await lab.send('GET', '/Users', { query });
    lab.ok(answer);
    seen.push(...listAt(answer.json, 'Resources').map((row) => textAt(row, 'id')));
    cursor = textAt(answer.json, 'nextCursor');
    if (cursor === '') {
      const all = seen.length === 3 && new Set(seen).size === 3;
      return lab.that(answer, all, 'each of three once, then no nextCursor');
    }
    lab.that(answer, /^[\w.~-]+$/.test(cursor), 'a cursor of unreserved characters');
    if (pages === 0) {
      const forged = await lab.send('GET', '/Users', { query: queryOf({ cursor: `${cursor}x` }) });
      lab.refused(forged, [400], ['invalidCursor', 'expiredCursor']);
    }
  }
  throw new NotSeen('the cursors did not end');
}
