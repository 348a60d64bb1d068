import { literal } from '../client/client.js';
import { echoProblems, problem } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import type { ConformanceRun } from './conformance-run.js';

/** Rows 24 to 40. */
export const creation: CheckGroup = {
  name: 'C',
  title: 'Create',
  checks: [
    { row: '24', title: 'a minimal user: 201, Location, id, schemas, meta', verify: minimal },
    {
      row: '25',
      title: 'created equals lastModified',
      async verify(run) {
        for (const made of [await run.user(), await run.group()]) {
          const meta = at(made.answer.json, 'meta');
          const same = at(meta, 'created') === at(meta, 'lastModified');
          run.expectThat(made.answer, same, 'the same time');
        }
      },
    },
    { row: '26', title: "the client's id, meta and groups are ignored", verify: ownValues },
    {
      row: '27',
      title: 'userName missing, empty, null, a number: 400',
      async verify(run) {
        for (const userName of [undefined, '', null, 42]) {
          const answer = await run.send('POST', '/Users', {
            body: { schemas: [USER_URN], userName },
          });
          run.expectError(answer, [400], ['invalidValue', 'invalidSyntax']);
        }
      },
    },
    {
      row: '28',
      title: 'schemas missing or empty: 400, or taken for its own; unknown: 400',
      async verify(run) {
        for (const schemas of [undefined, [], null]) {
          const answer = await run.send('POST', '/Users', {
            body: { schemas, userName: run.name() },
          });
          if (answer.status === 400) continue;
          run.expectStatus(answer, 201);
          const urns = listAt(answer.json, 'schemas');
          run.expectThat(answer, urns.includes(USER_URN), `schemas with ${USER_URN}`);
        }
        const body = { schemas: ['urn:example:unknown'], userName: run.name() };
        run.expectError(await run.send('POST', '/Users', { body }), [400]);
        const twice = { schemas: [USER_URN, USER_URN], userName: run.name() };
        const answer = await run.send('POST', '/Users', { body: twice });
        if (answer.status === 400) return;
        run.expectStatus(answer, 201);
        run.expectThat(answer, listAt(answer.json, 'schemas').length === 1, 'the URN once');
      },
    },
    {
      row: '29',
      title: 'userName taken, in any letter case: 409 uniqueness',
      async verify(run) {
        const { body } = await run.user();
        run.expectError(await run.send('POST', '/Users', { body }), [409], ['uniqueness']);
        const userName = String(body['userName']).toUpperCase();
        const answer = await run.send('POST', '/Users', { body: { ...body, userName } });
        run.expectError(answer, [409], ['uniqueness']);
      },
    },
    { row: '29', title: 'ten at once with one userName: one is made', verify: atOnce },
    { row: '30', title: 'externalId as it was sent, never made up', verify: externalIds },
    { row: '31', title: 'the password is never returned', verify: passwords },
    {
      row: '32',
      title: 'two primary values: 400, or only one is kept',
      async verify(run) {
        const emails = [
          { value: 'a@example.com', type: 'work', primary: true },
          { value: 'b@example.com', type: 'home', primary: true },
        ];
        const body = { schemas: [USER_URN], userName: run.name(), emails };
        const answer = await run.send('POST', '/Users', { body });
        if (answer.status === 400) return run.expectError(answer, [400], ['invalidValue']);
        run.expectStatus(answer, 201);
        const primaries = listAt(answer.json, 'emails').filter(
          (one) => at(one, 'primary') === true,
        );
        run.expectThat(answer, primaries.length <= 1, 'at most one primary e-mail');
      },
    },
    {
      row: '33',
      title: 'the enterprise URN is listed exactly when there is data',
      verify: extensionUrns,
    },
    { row: '34', title: 'names in another letter case', verify: letterCase },
    { row: '35', title: 'null and [] are no value', verify: noValues },
    { row: '36', title: 'values of the wrong type: 400; "True" is coerced', verify: wrongTypes },
    {
      row: '37',
      title: 'an unknown attribute: ignored, or 400',
      async verify(run) {
        const odd = { favouriteColour: 'green', constructor: { prototype: { polluted: true } } };
        const body = { schemas: [USER_URN], userName: run.name(), ...odd };
        const answer = await run.send('POST', '/Users', { body });
        if (answer.status === 400)
          return run.expectError(answer, [400], ['invalidSyntax', 'invalidValue']);
        run.expectStatus(answer, 201);
        run.expectThat(answer, !/favouriteColour|polluted/.test(answer.text), 'not echoed');
      },
    },
    { row: '38', title: 'groups: displayName needed; unknown members no 500', verify: groupsNeed },
    {
      row: '39',
      title: 'members show value and $ref; the user shows the group',
      verify: membership,
    },
    { row: '40', title: 'nonsense in binary and reference: 400', verify: formats },
  ],
};

async function minimal(run: ConformanceRun): Promise<void> {
  const made = await run.user();
  const location = made.answer.headers.get('location') ?? '';
  run.expectThat(made.answer, location.endsWith(made.path), `Location that ends in ${made.path}`);
  const got = await run.get(made);
  run.expectThat(
    made.answer,
    at(got, 'userName') === made.body['userName'],
    'a GET shows the same',
  );
  run.expectNone(made.answer, echoProblems(made.answer.json, got));
  const group = await run.group();
  const there = group.answer.headers.get('location') ?? '';
  run.expectThat(group.answer, there.endsWith(group.path), `Location that ends in ${group.path}`);
  run.expectNone(group.answer, echoProblems(group.answer.json, await run.get(group)));
}

async function ownValues(run: ConformanceRun): Promise<void> {
  const group = await run.group();
  const created = '2001-01-01T00:00:00Z';
  const made = await run.user({
    id: 'mine',
    meta: {
      created,
      resourceType: 'Group',
      location: 'https://example.com/mine',
      version: 'W/"x"',
    },
    groups: [{ value: group.id }],
  });
  const { json } = made.answer;
  run.expectThat(made.answer, made.id !== 'mine', 'an id of the server');
  run.expectThat(made.answer, at(json, 'meta', 'created') !== created, 'a date of the server');
  run.expectThat(made.answer, at(json, 'meta', 'resourceType') === 'User', 'the type User');
  run.expectThat(made.answer, isUnassigned(at(json, 'groups')), 'no groups');
  const members = at(await run.get(group), 'members');
  run.expectThat(group.answer, isUnassigned(members), 'nobody in the group');
  run.expectError(await run.send('GET', '/Users/mine'), [404]);
}

async function atOnce(run: ConformanceRun): Promise<void> {
  const body = { schemas: [USER_URN], userName: run.name() };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => run.send('POST', '/Users', { body })),
  );
  const refused = answers.filter(({ status }) => status !== 201);
  for (const answer of refused) run.expectError(answer, [409], ['uniqueness']);
  for (const answer of answers) run.expectThat(answer, refused.length === 9, 'nine of ten refused');
}

async function externalIds(run: ConformanceRun): Promise<void> {
  const externalId = ` Ext/${run.tag} "É E\u0301" `;
  const made = await run.user({ externalId });
  run.expectThat(
    made.answer,
    at(made.answer.json, 'externalId') === externalId,
    `externalId ${externalId}`,
  );
  const bare = await run.user();
  run.expectThat(
    bare.answer,
    isUnassigned(at(bare.answer.json, 'externalId')),
    'no externalId of its own',
  );
  const twin = await run.user({ externalId });
  const found = await run.idsMatching(`externalId eq ${literal(externalId)}`);
  const both = [made.id, twin.id].every((id) => found.includes(id));
  run.expectThat(twin.answer, both && found.length === 2, 'two users with one externalId');
  const group = await run.group({ externalId });
  const same = at(group.answer.json, 'externalId') === externalId;
  run.expectThat(group.answer, same, 'the same externalId on a group');
}

async function passwords(run: ConformanceRun): Promise<void> {
  const password = `Pw-${run.tag}-1!`;
  const made = await run.user({ password });
  const { path, body } = made;
  const answers = [
    made.answer,
    await run.send('GET', path),
    await run.send('GET', path, { query: 'attributes=password' }),
    await run.send('GET', '/Users', { query: 'attributes=userName,password&count=5' }),
    await run.send('PUT', path, { body: { ...body, password: `${password}2` } }),
    await run.patch(made, { op: 'replace', path: 'password', value: `${password}3` }),
  ];
  for (const answer of answers)
    run.expectThat(answer, !/"password"\s*:/i.test(answer.text), 'no password');
}

async function extensionUrns(run: ConformanceRun): Promise<void> {
  const data = { [ENTERPRISE_URN]: { department: 'Research' } };
  const without = await run.user(data);
  const listed = listAt(without.answer.json, 'schemas');
  run.expectThat(
    without.answer,
    listed.includes(ENTERPRISE_URN),
    `${ENTERPRISE_URN} beside its data`,
  );
  for (const nothing of [undefined, {}, null]) {
    const schemas = [USER_URN, ENTERPRISE_URN];
    const idle = await run.user({ schemas, [ENTERPRISE_URN]: nothing });
    const hasData = at(idle.answer.json, ENTERPRISE_URN) !== undefined;
    const named = listAt(idle.answer.json, 'schemas').includes(ENTERPRISE_URN);
    run.expectThat(idle.answer, hasData === named, `${ENTERPRISE_URN} only beside its data`);
  }
}

async function letterCase(run: ConformanceRun): Promise<void> {
  const userName = run.name();
  const body = {
    SCHEMAS: [USER_URN],
    USERNAME: userName,
    Emails: [{ VALUE: 'a@example.com', Type: 'work' }],
    NAME: { givenname: 'Ana' },
  };
  const answer = await run.send('POST', '/Users', { body });
  run.expectStatus(answer, 201);
  run.expectThat(answer, at(answer.json, 'userName') === userName, 'userName, spelled so');
  run.expectThat(
    answer,
    at(answer.json, 'emails', 0, 'value') === 'a@example.com',
    'emails[0].value',
  );
  run.expectThat(answer, at(answer.json, 'name', 'givenName') === 'Ana', 'name.givenName');
  for (const name of ['USERNAME', 'Emails', 'NAME', 'SCHEMAS'])
    run.expectThat(answer, at(answer.json, name) === undefined, `no ${name}, as it was sent`);
  const members = [{ VALUE: textAt(answer.json, 'id') }];
  const named = { schemas: [GROUP_URN], DisplayNAME: run.name('group'), MEMBERS: members };
  const group = await run.send('POST', '/Groups', { body: named });
  run.expectStatus(group, 201);
  run.expectThat(group, listAt(group.json, 'members').length === 1, 'one member');
}

async function noValues(run: ConformanceRun): Promise<void> {
  const made = await run.user({ title: null, emails: [], name: null, roles: [], nickName: null });
  for (const name of ['title', 'emails', 'name', 'roles', 'nickName']) {
    const value = at(made.answer.json, name);
    if (!isUnassigned(value)) run.expectNone(made.answer, [problem(`no ${name}`, value)]);
  }
  const inner = await run.user({ emails: [{ value: 'a@example.com', type: null }] });
  const type = at(inner.answer.json, 'emails', 0, 'type');
  run.expectThat(inner.answer, isUnassigned(type), 'no type of the e-mail');
  const group = await run.group({ members: null });
  run.expectThat(group.answer, isUnassigned(at(group.answer.json, 'members')), 'no members');
}

async function wrongTypes(run: ConformanceRun): Promise<void> {
  for (const wrong of [
    { active: 'maybe' },
    { emails: 7 },
    { emails: [7] },
    { emails: [{ value: 'a@example.com', primary: 'maybe' }] },
    { name: ['Ana'] },
    { title: { a: 1 } },
  ]) {
    const body = { schemas: [USER_URN], userName: run.name(), ...wrong };
    const answer = await run.send('POST', '/Users', { body });
    run.expectError(answer, [400], ['invalidValue', 'invalidSyntax']);
  }
  for (const [text, value] of [
    ['True', true],
    ['False', false],
    ['false', false],
  ] as const) {
    const emails = [{ value: 'a@example.com', primary: text }];
    const { answer } = await run.user({ active: text, emails });
    run.expectThat(answer, at(answer.json, 'active') === value, `active ${value}, a boolean`);
    const primary = at(answer.json, 'emails', 0, 'primary') ?? false;
    run.expectThat(answer, primary === value, `primary ${value}, a boolean`);
  }
}

async function groupsNeed(run: ConformanceRun): Promise<void> {
  const bare = await run.send('POST', '/Groups', { body: { schemas: [GROUP_URN] } });
  run.expectError(bare, [400], ['invalidValue', 'invalidSyntax']);
  const members = [{ value: '00000000-0000-7000-8000-000000000000' }];
  const body = { schemas: [GROUP_URN], displayName: run.name('group'), members };
  const answer = await run.send('POST', '/Groups', { body });
  run.expectThat(answer, answer.status < 500, '201, or a refusal, never a 5xx');
}

async function membership(run: ConformanceRun): Promise<void> {
  const user = await run.user({ displayName: 'Member' });
  const group = await run.group({ members: [{ value: user.id }] });
  const [member, ...others] = listAt(await run.get(group), 'members');
  run.expectThat(
    group.answer,
    others.length === 0 && at(member, 'value') === user.id,
    'one member',
  );
  run.expectThat(group.answer, textAt(member, '$ref').endsWith(user.path), `$ref to ${user.path}`);
  const type = at(member, 'type');
  run.expectThat(group.answer, type === undefined || type === 'User', 'type User');
  const groups = listAt(await run.get(user), 'groups');
  const shown = groups.some((one) => at(one, 'value') === group.id);
  run.expectThat(user.answer, shown, `groups of the user with ${group.id}`);
}

async function formats(run: ConformanceRun): Promise<void> {
  for (const wrong of [
    { x509Certificates: [{ value: 'not base64 !' }] },
    { photos: [{ value: 'no URI at all', type: 'photo' }] },
  ]) {
    const body = { schemas: [USER_URN], userName: run.name(), ...wrong };
    run.expectError(await run.send('POST', '/Users', { body }), [400], ['invalidValue']);
  }
}
