import { problem } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, GROUP_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import type { Lab } from './labs.js';

/** Rows 24 to 40. */
export const creation: CheckGroup = {
  name: 'C',
  title: 'Create',
  checks: [
    { row: '24', title: 'a minimal user: 201, Location, id, schemas, meta', run: minimal },
    {
      row: '25',
      title: 'created equals lastModified',
      async run(lab) {
        const made = await lab.user();
        const meta = at(made.answer.json, 'meta');
        lab.that(made.answer, at(meta, 'created') === at(meta, 'lastModified'), 'the same time');
      },
    },
    { row: '26', title: "the client's id, meta and groups are ignored", run: ownValues },
    {
      row: '27',
      title: 'userName missing, empty, null, a number: 400',
      async run(lab) {
        for (const userName of [undefined, '', null, 42]) {
          const answer = await lab.send('POST', '/Users', {
            body: { schemas: [USER_URN], userName },
          });
          lab.refused(answer, [400], ['invalidValue', 'invalidSyntax']);
        }
      },
    },
    {
      row: '28',
      title: 'schemas missing, empty or unknown: 400',
      async run(lab) {
        for (const schemas of [undefined, [], ['urn:example:unknown']]) {
          const body = { schemas, userName: lab.name() };
          lab.refused(await lab.send('POST', '/Users', { body }), [400]);
        }
      },
    },
    {
      row: '29',
      title: 'userName taken, in any letter case: 409 uniqueness',
      async run(lab) {
        const { body } = await lab.user();
        lab.refused(await lab.send('POST', '/Users', { body }), [409], ['uniqueness']);
        const userName = String(body['userName']).toUpperCase();
        const answer = await lab.send('POST', '/Users', { body: { ...body, userName } });
        lab.refused(answer, [409], ['uniqueness']);
      },
    },
    { row: '30', title: 'externalId as it was sent, never made up', run: externalIds },
    { row: '31', title: 'the password is never returned', run: passwords },
    {
      row: '32',
      title: 'two primary values: 400, or only one is kept',
      async run(lab) {
        const emails = [
          { value: 'a@example.com', type: 'work', primary: true },
          { value: 'b@example.com', type: 'home', primary: true },
        ];
        const body = { schemas: [USER_URN], userName: lab.name(), emails };
        const answer = await lab.send('POST', '/Users', { body });
        if (answer.status === 400) return lab.refused(answer, [400], ['invalidValue']);
        lab.ok(answer, 201);
        const primaries = listAt(answer.json, 'emails').filter(
          (one) => at(one, 'primary') === true,
        );
        lab.that(answer, primaries.length <= 1, 'at most one primary e-mail');
      },
    },
    {
      row: '33',
      title: 'the enterprise URN is listed exactly when there is data',
      run: extensionUrns,
    },
    { row: '34', title: 'names in another letter case', run: letterCase },
    { row: '35', title: 'null and [] are no value', run: noValues },
    { row: '36', title: 'values of the wrong type: 400; "True" is coerced', run: wrongTypes },
    {
      row: '37',
      title: 'an unknown attribute: ignored, or 400',
      async run(lab) {
        const body = { schemas: [USER_URN], userName: lab.name(), favouriteColour: 'green' };
        const answer = await lab.send('POST', '/Users', { body });
        if (answer.status === 400)
          return lab.refused(answer, [400], ['invalidSyntax', 'invalidValue']);
        lab.ok(answer, 201);
        lab.that(answer, at(answer.json, 'favouriteColour') === undefined, 'not echoed');
      },
    },
    { row: '38', title: 'groups: displayName needed; unknown members no 500', run: groupsNeed },
    { row: '39', title: 'members show value and $ref; the user shows the group', run: membership },
    { row: '40', title: 'nonsense in binary and reference: 400', run: formats },
  ],
};

async function minimal(lab: Lab): Promise<void> {
  const made = await lab.user();
  const location = made.answer.headers.get('location') ?? '';
  lab.that(made.answer, location.endsWith(made.path), `Location that ends in ${made.path}`);
  const got = await lab.get(made);
  lab.that(made.answer, at(got, 'userName') === made.body['userName'], 'a GET shows the same');
}

async function ownValues(lab: Lab): Promise<void> {
  const created = '2001-01-01T00:00:00Z';
  const made = await lab.user({
    id: 'mine',
    meta: {
      created,
      resourceType: 'Group',
      location: 'https://example.com/mine',
      version: 'W/"x"',
    },
    groups: [{ value: 'nothing' }],
  });
  const { json } = made.answer;
  lab.that(made.answer, made.id !== 'mine', 'an id of the server');
  lab.that(made.answer, at(json, 'meta', 'created') !== created, 'a date of the server');
  lab.that(made.answer, isUnassigned(at(json, 'groups')), 'no groups');
}

async function externalIds(lab: Lab): Promise<void> {
  const externalId = ` Ext/${lab.tag} "É" `;
  const made = await lab.user({ externalId });
  lab.that(
    made.answer,
    at(made.answer.json, 'externalId') === externalId,
    `externalId ${externalId}`,
  );
  const bare = await lab.user();
  lab.that(
    bare.answer,
    isUnassigned(at(bare.answer.json, 'externalId')),
    'no externalId of its own',
  );
}

async function passwords(lab: Lab): Promise<void> {
  const password = `Pw-${lab.tag}-1!`;
  const made = await lab.user({ password });
  const { path, body } = made;
  const answers = [
    made.answer,
    await lab.send('GET', path),
    await lab.send('GET', path, { query: 'attributes=password' }),
    await lab.send('GET', '/Users', { query: 'attributes=userName,password&count=5' }),
    await lab.send('PUT', path, { body: { ...body, password: `${password}2` } }),
    await lab.patch(made, { op: 'replace', path: 'password', value: `${password}3` }),
  ];
  for (const answer of answers) lab.that(answer, !answer.text.includes(password), 'no password');
}

async function extensionUrns(lab: Lab): Promise<void> {
  const data = { [ENTERPRISE_URN]: { department: 'Research' } };
  const without = await lab.user(data);
  const listed = listAt(without.answer.json, 'schemas');
  lab.that(without.answer, listed.includes(ENTERPRISE_URN), `${ENTERPRISE_URN} beside its data`);
  const idle = await lab.user({ schemas: [USER_URN, ENTERPRISE_URN] });
  const hasData = at(idle.answer.json, ENTERPRISE_URN) !== undefined;
  const named = listAt(idle.answer.json, 'schemas').includes(ENTERPRISE_URN);
  lab.that(idle.answer, hasData === named, `${ENTERPRISE_URN} only beside its data`);
}

async function letterCase(lab: Lab): Promise<void> {
  const userName = lab.name();
  const body = {
    SCHEMAS: [USER_URN],
    USERNAME: userName,
    Emails: [{ VALUE: 'a@example.com', Type: 'work' }],
    NAME: { givenname: 'Ana' },
  };
  const answer = await lab.send('POST', '/Users', { body });
  lab.ok(answer, 201);
  lab.that(answer, at(answer.json, 'userName') === userName, 'userName, spelled so');
  lab.that(answer, at(answer.json, 'emails', 0, 'value') === 'a@example.com', 'emails[0].value');
  lab.that(answer, at(answer.json, 'name', 'givenName') === 'Ana', 'name.givenName');
}

async function noValues(lab: Lab): Promise<void> {
  const made = await lab.user({ title: null, emails: [], name: null, roles: [], nickName: null });
  for (const name of ['title', 'emails', 'name', 'roles', 'nickName']) {
    const value = at(made.answer.json, name);
    if (!isUnassigned(value)) lab.none(made.answer, [problem(`no ${name}`, value)]);
  }
}

async function wrongTypes(lab: Lab): Promise<void> {
  for (const wrong of [
    { active: 'maybe' },
    { emails: 'a@example.com' },
    { name: ['Ana'] },
    { title: { a: 1 } },
  ]) {
    const body = { schemas: [USER_URN], userName: lab.name(), ...wrong };
    const answer = await lab.send('POST', '/Users', { body });
    lab.refused(answer, [400], ['invalidValue', 'invalidSyntax']);
  }
  for (const [text, value] of [
    ['True', true],
    ['False', false],
    ['false', false],
  ] as const) {
    const made = await lab.user({ active: text });
    lab.that(made.answer, at(made.answer.json, 'active') === value, `active ${value}, a boolean`);
  }
}

async function groupsNeed(lab: Lab): Promise<void> {
  const bare = await lab.send('POST', '/Groups', { body: { schemas: [GROUP_URN] } });
  lab.refused(bare, [400], ['invalidValue', 'invalidSyntax']);
  const members = [{ value: '00000000-0000-7000-8000-000000000000' }];
  const body = { schemas: [GROUP_URN], displayName: lab.name('group'), members };
  const answer = await lab.send('POST', '/Groups', { body });
  lab.that(answer, answer.status < 500, '201, or a refusal, never a 5xx');
}

async function membership(lab: Lab): Promise<void> {
  const user = await lab.user({ displayName: 'Member' });
  const group = await lab.group({ members: [{ value: user.id }] });
  const [member, ...others] = listAt(await lab.get(group), 'members');
  lab.that(group.answer, others.length === 0 && at(member, 'value') === user.id, 'one member');
  lab.that(group.answer, textAt(member, '$ref').endsWith(user.path), `$ref to ${user.path}`);
  const type = at(member, 'type');
  lab.that(group.answer, type === undefined || type === 'User', 'type User');
  const groups = listAt(await lab.get(user), 'groups');
  const shown = groups.some((one) => at(one, 'value') === group.id);
  lab.that(user.answer, shown, `groups of the user with ${group.id}`);
}

async function formats(lab: Lab): Promise<void> {
  for (const wrong of [
    { x509Certificates: [{ value: 'not base64 !' }] },
    { photos: [{ value: 'no URI at all', type: 'photo' }] },
  ]) {
    const body = { schemas: [USER_URN], userName: lab.name(), ...wrong };
    lab.refused(await lab.send('POST', '/Users', { body }), [400], ['invalidValue']);
  }
}
