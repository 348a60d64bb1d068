import { queryOf } from '../client/client.js';
import { listProblems, problem } from '../client/expectations.js';
import { at, isObject, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, SEARCH_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import { NotCheckable, offered, type ConformanceRun } from './conformance-run.js';

/** Rows 41 to 54. */
export const reading: CheckGroup = {
  name: 'D',
  title: 'Read, attributes, paging, sorting',
  checks: [
    { row: '41', title: 'attributes=userName gives id, schemas, userName', verify: onlyAttributes },
    {
      row: '42',
      title: 'excludedAttributes: id stays, emails go',
      async verify(run) {
        const { first } = await run.threeUsers();
        const got = await run.get(first, { excludedAttributes: 'id,schemas,emails' });
        run.expectThat(first.answer, at(got, 'id') === first.id, 'id, which is always returned');
        run.expectThat(first.answer, at(got, 'emails') === undefined, 'no emails');
        run.expectThat(first.answer, textAt(got, 'userName') !== '', 'userName');
      },
    },
    {
      row: '43',
      title: 'sub-attributes and URNs in attributes, in any case',
      verify: attributePaths,
    },
    {
      row: '44',
      title: 'attributes with excludedAttributes: 400, or attributes wins',
      async verify(run) {
        const { first } = await run.threeUsers();
        const query = 'attributes=userName&excludedAttributes=title';
        const answer = await run.send('GET', first.path, { query });
        if (answer.status === 400) return run.expectError(answer, [400]);
        run.expectStatus(answer);
        run.expectThat(answer, at(answer.json, 'displayName') === undefined, 'attributes wins');
      },
    },
    {
      row: '45',
      title: 'an unknown name in attributes is ignored',
      async verify(run) {
        const { first } = await run.threeUsers();
        const got = await run.get(first, { attributes: 'nothing,userName' });
        run.expectThat(first.answer, textAt(got, 'userName') !== '', 'userName');
        run.expectThat(first.answer, at(got, 'displayName') === undefined, 'no displayName');
      },
    },
    {
      row: '46',
      title: 'totals are integers and agree with the rows',
      async verify(run) {
        const ours = Object.values(await run.threeUsers()).map(({ id }) => `id eq "${id}"`);
        const filter = ours.join(' or ');
        for (const [startIndex, count, rows] of [
          [1, 2, 2],
          [2, 5, 2],
          [3, 1, 1],
          [4, 5, 0],
        ] as const) {
          const answer = await run.list('User', { filter, startIndex, count });
          run.expectThat(answer, at(answer.json, 'startIndex') === startIndex, 'its startIndex');
          run.expectThat(answer, listAt(answer.json, 'Resources').length === rows, `${rows} rows`);
          run.expectThat(answer, at(answer.json, 'totalResults') === 3, 'totalResults 3');
        }
      },
    },
    { row: '47', title: 'startIndex and count out of bounds', verify: bounds },
    { row: '48', title: 'beyond the end: an empty page; count=x: 400', verify: beyond },
    { row: '49', title: 'a walk through pages sees each once', verify: walk },
    {
      row: '50',
      title: 'without count: a default page, total right',
      async verify(run) {
        await run.threeUsers();
        const whole = await run.list('User', { count: 1 });
        const page = await run.list('User', {});
        const same = at(whole.json, 'totalResults') === at(page.json, 'totalResults');
        run.expectThat(page, same, 'the same totalResults');
        run.expectThat(page, listAt(page.json, 'Resources').length > 0, 'rows');
      },
    },
    { row: '51', title: 'sortBy, ascending and descending', verify: sorting },
    {
      row: '52',
      title: 'sortOrder=bogus: 400, or ascending',
      async verify(run) {
        const query = 'sortBy=userName&sortOrder=bogus&count=2';
        const answer = await run.send('GET', '/Users', { query });
        if (answer.status === 400) return run.expectError(answer, [400], ['invalidValue']);
        run.expectNone(answer, listProblems(answer));
      },
    },
    { row: '53', title: '.search of a type and of the root', verify: search },
    { row: '54', title: 'cursors (RFC 9865)', verify: cursors },
  ],
};

async function onlyAttributes(run: ConformanceRun): Promise<void> {
  const { first } = await run.threeUsers();
  const user = await run.user({ displayName: 'Shown', title: 'x' });
  const { path, body } = user;
  const query = 'attributes=userName';
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'title', value: 'y' }],
  };
  const made = { schemas: [USER_URN], userName: run.name(), displayName: 'Shown' };
  const list = await run.list('User', { attributes: 'userName', filter: `id eq "${first.id}"` });
  const answers = [
    await run.send('GET', path, { query }),
    await run.send('PUT', path, { query, body }),
    await run.send('PATCH', path, { query, body: patch }),
    await run.send('POST', '/Users', { query, body: made }),
  ];
  for (const answer of answers) run.expectStatus(answer, 200, 201);
  for (const [answer, resource] of [
    ...answers.map((answer) => [answer, answer.json] as const),
    [list, at(list.json, 'Resources', 0)] as const,
  ]) {
    run.expectThat(answer, isObject(resource), 'a resource');
    const names = Object.keys(isObject(resource) ? resource : {});
    const few = names.every((name) => ['id', 'schemas', 'userName', 'meta'].includes(name));
    run.expectThat(answer, few, 'id, schemas and userName alone');
    run.expectThat(answer, names.includes('id') && names.includes('userName'), 'id and userName');
  }
}

async function attributePaths(run: ConformanceRun): Promise<void> {
  const { first } = await run.threeUsers();
  const name = await run.get(first, { attributes: 'NAME.givenname' });
  run.expectThat(first.answer, at(name, 'name', 'givenName') === 'Ana', 'name.givenName');
  run.expectThat(first.answer, at(name, 'name', 'familyName') === undefined, 'no name.familyName');
  const core = await run.get(first, { attributes: `${USER_URN}:userName` });
  run.expectThat(first.answer, textAt(core, 'userName') !== '', 'userName by its full URN');
  const extension = await run.get(first, { attributes: `${ENTERPRISE_URN}:department` });
  const inner = at(extension, ENTERPRISE_URN);
  run.expectThat(
    first.answer,
    at(inner, 'department') === 'Research',
    'department by its full URN',
  );
  run.expectThat(first.answer, at(inner, 'employeeNumber') === undefined, 'no employeeNumber');
}

async function bounds(run: ConformanceRun): Promise<void> {
  await run.threeUsers();
  for (const startIndex of [0, -5]) {
    const { json, ...answer } = await run.list('User', { startIndex, count: 1 });
    const echoed = at(json, 'startIndex') === 1;
    run.expectThat({ json, ...answer }, echoed, 'startIndex 1');
  }
  const whole = await run.list('User', { count: 1 });
  for (const count of [0, -1]) {
    const answer = await run.list('User', { count });
    run.expectThat(answer, listAt(answer.json, 'Resources').length === 0, 'no rows');
    const same = at(answer.json, 'totalResults') === at(whole.json, 'totalResults');
    run.expectThat(answer, same, 'the total all the same');
  }
  await run.list('User', { count: 1_000_000 });
}

async function beyond(run: ConformanceRun): Promise<void> {
  const whole = await run.list('User', { count: 1 });
  const far = await run.list('User', { startIndex: 1_000_000_000, count: 10 });
  run.expectThat(far, listAt(far.json, 'Resources').length === 0, 'no rows');
  const same = at(far.json, 'totalResults') === at(whole.json, 'totalResults');
  run.expectThat(far, same, 'the total all the same');
  const answer = await run.send('GET', '/Users', { query: 'count=x' });
  run.expectError(answer, [400], ['invalidValue', 'invalidCount']);
}

async function walk(run: ConformanceRun): Promise<void> {
  const ids = (await run.crowd()).map(({ id }) => id);
  const seen: string[] = [];
  const filter = `userName sw ${JSON.stringify(`${run.tag}-crowd`)}`;
  for (let startIndex = 1, total = 1; startIndex <= total;) {
    const { json } = await run.list('User', { filter, startIndex, count: 15 });
    const rows = listAt(json, 'Resources');
    seen.push(...rows.map((row) => textAt(row, 'id')));
    total = rows.length === 0 ? 0 : Number(at(json, 'totalResults'));
    startIndex += rows.length;
    // a change to a user already seen must not push others from page to page
    const [changed] = ids;
    if (changed !== undefined) {
      const title = String(startIndex);
      const body = {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'title', value: title }],
      };
      run.expectStatus(await run.send('PATCH', `/Users/${changed}`, { body }), 200, 204);
    }
  }
  const last = await run.list('User', { filter, count: 1 });
  run.expectThat(last, new Set(seen).size === seen.length, 'nobody twice');
  run.expectThat(
    last,
    ids.every((id) => seen.includes(id)),
    'everybody of ours',
  );
}

async function sorting(run: ConformanceRun): Promise<void> {
  await offered(run, 'sort');
  const { first, second, third } = await run.threeUsers();
  const ours = [first, second, third].map(({ id }) => `id eq "${id}"`).join(' or ');
  const order = async (sortBy: string, sortOrder: string): Promise<string> => {
    const answer = await run.list('User', { filter: ours, sortBy, sortOrder });
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
      run.expectNone(first.answer, [
        problem(`${sortBy}: ${ascending}, then ${descending}`, `${up}, then ${down}`),
      ]);
  }
}

async function search(run: ConformanceRun): Promise<void> {
  const { first } = await run.threeUsers();
  const filter = `userName eq ${JSON.stringify(textAt(first.answer.json, 'userName'))}`;
  const body = {
    schemas: [SEARCH_URN],
    filter,
    attributes: ['userName'],
    startIndex: 1,
    count: 10,
  };
  const answer = await run.send('POST', '/Users/.search', { body });
  if ([404, 405, 501].includes(answer.status)) throw new NotCheckable('.search is not offered');
  run.expectNone(answer, listProblems(answer));
  run.expectThat(answer, at(answer.json, 'Resources', 0, 'id') === first.id, 'the user');
  run.expectThat(
    answer,
    at(answer.json, 'Resources', 0, 'displayName') === undefined,
    'userName alone',
  );
  const bare = await run.send('POST', '/Users/.search', { body: { filter } });
  run.expectError(bare, [400], ['invalidSyntax', 'invalidValue']);
  const group = await run.group();
  const either = `id eq "${first.id}" or id eq "${group.id}"`;
  const root = await run.send('POST', '/.search', {
    body: { schemas: [SEARCH_URN], filter: `(${either}) and meta.resourceType eq "Group"` },
  });
  if ([404, 405, 501].includes(root.status)) return;
  run.expectNone(root, listProblems(root));
  run.expectThat(root, at(root.json, 'totalResults') === 1, 'the group alone');
}

async function cursors(run: ConformanceRun): Promise<void> {
  const pagination = at(await run.config(), 'pagination');
  if (at(pagination, 'cursor') !== true)
    throw new NotCheckable('no pagination.cursor in the config');
  const { first, second, third } = await run.threeUsers();
  const filter = [first, second, third].map(({ id }) => `id eq "${id}"`).join(' or ');
  const seen: string[] = [];
  for (let cursor = '', pages = 0; pages < 5; pages += 1) {
    const query = queryOf({ filter, count: 2, cursor });
    const answer = await run.send('GET', '/Users', { query });
    run.expectStatus(answer);
    seen.push(...listAt(answer.json, 'Resources').map((row) => textAt(row, 'id')));
    cursor = textAt(answer.json, 'nextCursor');
    if (cursor === '') {
      const all = seen.length === 3 && new Set(seen).size === 3;
      return run.expectThat(answer, all, 'each of three once, then no nextCursor');
    }
    run.expectThat(answer, /^[\w.~-]+$/.test(cursor), 'a cursor of unreserved characters');
    if (pages === 0) {
      const forged = await run.send('GET', '/Users', { query: queryOf({ cursor: `${cursor}x` }) });
      run.expectError(forged, [400], ['invalidCursor', 'expiredCursor']);
    }
  }
  throw new NotCheckable('the cursors did not end');
}
