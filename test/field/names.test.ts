import { expect, test } from '@jest/globals';
import { FULL_AUTHORITY, newId, silentLog, systemClock, type Context } from '#kernel/index.js';
import { USER } from '../kit/application.js';
import { faultOf } from '../kit/faults.js';
import { overServers } from '../kit/server-suites.js';
import type { Json, ScimClient } from '../kit/server.js';

/** As the command line calls the core where no server runs. */
const ctx = (): Context => ({
  actor: { kind: 'operator', name: 'command line' },
  authority: FULL_AUTHORITY,
  traceId: newId(),
  clock: systemClock,
  log: silentLog,
});

const PARAGRAPH = 'Example\r\n\r\nYour account is locked, write to help@attacker.example\r\n';

/** What no name is, at any door. */
const NO_NAMES = [
  ['blanks', '   '],
  ['zero width', '\u200b\u2060'],
  ['several lines', PARAGRAPH],
  ['a line separator', 'Exa\u2028mple'],
  ['a next line', 'Exa\u0085mple'],
  ['a null', 'Exa\u0000mple'],
  ['a tab', 'Exa\tmple'],
  ['an override', 'Example\u202egnp.exe'],
  ['an isolate', 'Example\u2066gnp'],
  ['half a character', 'Example\ud83d'],
  ['5,000 characters', 'x'.repeat(5_000)],
] as const;

const NO_ADDRESSES = [
  'a@localhost',
  '.a@x.example',
  'a.@x.example',
  'a..b@x.example',
  `${'a'.repeat(65)}@x.example`,
  'not an address',
  'a@x.example\r\nBcc: b@x.example',
  'a@b@x.example',
  'a b@x.example',
  '"a b"@x.example',
  'a@-x.example',
  'a@x_y.example',
  'a@127.0.0.1',
  'a@[127.0.0.1]',
  'a@0x7f.1',
  'a@x.example/path',
  'a@exa%6dple.example',
  'a@x.1',
  'a@x.example.',
  'a\u200b@x.example',
  `a@${'x'.repeat(64)}.example`,
];

overServers('one reading of names and addresses at every door', (server) => {
  const rest = (method: string, path: string, body?: unknown) =>
    server().rest(method, path, body === undefined ? {} : { body });
  const newOrganization = async (): Promise<string> =>
    String((await rest('POST', '/organizations', { name: 'Example' })).body['id']);
  const unique = (name: string): string => `${name}-${newId().slice(-12)}@example.com`;

  const setUp = async () => {
    const at = `/organizations/${await newOrganization()}`;
    const make = async (path: string, body: object): Promise<string> =>
      String((await rest('POST', at + path, body)).body['id']);
    return {
      at,
      member: await make('/members', { email: unique('m'), name: 'User One' }),
      space: await make('/spaces', { name: 'North' }),
      connection: await make('/connections', { kind: 'scim', name: 'Okta' }),
    };
  };
  let place: Awaited<ReturnType<typeof setUp>> | undefined;

  /** Every way over REST to give something a name. */
  const namesOverRest = async (name: string): Promise<Record<string, number>> => {
    const { at, member, space, connection } = (place ??= await setUp());
    const ask = { email: unique('j'), name, emailVerified: true };
    const requests: [string, string, unknown][] = [
      ['POST', '/organizations', { name }],
      ['POST', '/organizations', { name: 'Fine', owner: { email: unique('o'), name } }],
      ['PATCH', at, { name }],
      ['POST', '/accounts', { email: unique('a'), name }],
      ['POST', `${at}/members`, { email: unique('n'), name }],
      ['PATCH', `${at}/members/${member}`, { name }],
      ['POST', `${at}/invitations`, { email: unique('i'), name, roles: ['viewer'] }],
      ['POST', `${at}/join-requests`, ask],
      ['POST', `${at}/spaces`, { name }],
      ['PATCH', `${at}/spaces/${space}`, { name }],
      ['POST', `${at}/products`, { key: 'pro', name, seats: 1 }],
      ['POST', `${at}/roles`, { name: 'auditor', title: name, permissions: ['members:read'] }],
      ['POST', `${at}/connections`, { kind: 'scim', name }],
      ['PATCH', `${at}/connections/${connection}`, { name }],
      ['POST', `${at}/connections/${connection}/credentials`, { kind: 'token', name }],
      ['POST', `${at}/api-keys`, { name, scopes: ['members:read'] }],
      ['PUT', `${at}/attributes`, { attributes: [{ name: 'a', title: name, type: 'text' }] }],
      ['POST', `${at}/notices`, { notice: 'user-action', data: { title: name } }],
      [
        'PUT',
        `${at}/mail-templates/invitation/en`,
        { subject: name.trim() || name, text: 'Hello {{link}}' },
      ],
    ];
    const statuses: Record<string, number> = {};
    for (const [method, path, body] of requests) {
      const { status } = await rest(method, path, body);
      statuses[`${method} ${path.replace(at, '')} ${JSON.stringify(Object.keys(body as object))}`] =
        status;
    }
    return statuses;
  };

  test.each(NO_NAMES)('M5 a name of %s is refused by REST, whatever is named', async (_, name) => {
    const statuses = await namesOverRest(name);
    const taken = Object.entries(statuses).filter(([, status]) => status !== 400 && status !== 422);
    expect(taken).toEqual([]);
  });

  test('M5 a name that is fine is taken by all of them, without the blanks around it', async () => {
    const statuses = await namesOverRest('  Müller & Söhne 👩‍👩‍👧 שלום ');
    const refused = Object.entries(statuses).filter(
      ([, status]) => status >= 400 && status !== 409,
    );
    expect(refused.filter(([what]) => !what.startsWith('POST /join-requests'))).toEqual([]);
    const made = await rest('POST', '/organizations', { name: ' Example \n' });
    expect(made.body).toMatchObject({ name: 'Example' });
  });

  test.each(NO_NAMES)('S8 a name of %s is refused by the rules themselves', async (_, name) => {
    const { core } = server();
    const id = await newOrganization();
    const { id: connectionId } = await core.connections.create(ctx(), id, {
      kind: 'scim',
      name: 'Okta',
    });
    const person = { email: unique('p'), name };
    const calls = [
      core.organizations.create(ctx(), { name }),
      core.organizations.create(ctx(), { name: 'Fine', owner: person }),
      core.organizations.update(ctx(), { organizationId: id }, { name }),
      core.accounts.create(ctx(), person),
      core.members.add(ctx(), id, person),
      core.invitations.create(ctx(), id, { email: unique('q'), name: `x${name}x` }),
      core.joinRequests.create(ctx(), id, { ...person, emailVerified: true }),
      core.joinRequests.enrol(ctx(), { ...person, emailVerified: true }),
      core.connections.create(ctx(), id, { kind: 'scim', name }),
      core.connections.update(ctx(), { organizationId: id, connectionId }, { name }),
      core.credentials.create(ctx(), id, connectionId, { kind: 'token', name }),
      core.apiKeys.create(ctx(), id, { name, scopes: ['members:read'] }),
      core.spaces.create(ctx(), id, { name }),
      core.products.create(ctx(), id, { key: 'pro', name, seats: 1 }),
      core.roles.create(ctx(), id, { name: 'auditor', title: name, permissions: [] }),
    ];
    const invisible = name.trim() === '' || name === '\u200b\u2060';
    const faults = await Promise.all(
      calls.map((call) =>
        call.then(
          () => ({ code: 'done' }),
          () => ({ code: 'refused' }),
        ),
      ),
    );
    const done = faults.flatMap(({ code }, index) => (code === 'done' ? [index] : []));
    // between two letters, blanks are no fault
    expect(done).toEqual(invisible ? [5] : []);
    const { items } = await core.members.list(ctx(), id, { limit: 10 });
    expect(items).toEqual([]);
  });

  test('S8 what the command line makes without a server is checked', async () => {
    const { core } = server();
    expect(await faultOf(core.organizations.create(ctx(), { name: '   ' }))).toMatchObject({
      code: 'request.invalid',
      errors: [{ field: 'name' }],
    });
    const owner = { email: 'a@localhost', name: 'Owner' };
    expect(await faultOf(core.organizations.create(ctx(), { name: 'Fine', owner }))).toMatchObject({
      code: 'request.invalid',
      errors: [{ field: 'owner.email' }],
    });
  });

  test.each(NO_ADDRESSES)('M20 %j is refused at every door', async (email) => {
    const { at, member } = (place ??= await setUp());
    const person = { email, name: 'User Two' };
    const requests: [string, string, unknown][] = [
      ['POST', '/organizations', { name: 'Example', owner: person }],
      ['POST', '/accounts', person],
      ['POST', `${at}/members`, person],
      ['PATCH', `${at}/members/${member}`, { email }],
      ['POST', `${at}/invitations`, { email, roles: ['viewer'] }],
      ['POST', `${at}/join-requests`, { ...person, emailVerified: true }],
      ['POST', '/enrolments', { ...person, emailVerified: true }],
      ['PUT', `${at}/billing`, { contacts: [email] }],
    ];
    for (const [method, path, body] of requests) {
      const { status } = await rest(method, path, body);
      expect([method, path.replace(at, ''), status]).toEqual([method, path.replace(at, ''), 400]);
    }
  });

  test('M20 what SMTP takes is taken: plus signs, capitals, other scripts, 64 octets', async () => {
    const at = `/organizations/${await newOrganization()}`;
    const addresses = [
      "o'neil+tag@x.example",
      'User.Name@Example.COM',
      'jörg@bücher.example',
      `${'a'.repeat(64)}@x.example`,
      '!#$%&*/=?^_`{|}~-@x.example',
      ' padded@x.example ',
    ];
    for (const email of addresses) {
      const { status, body } = await rest('POST', `${at}/members`, { email, name: 'User' });
      expect([status, body['email']]).toEqual([201, email.trim()]);
    }
  });

  interface Person {
    readonly resource: Json;
    readonly name: string;
    readonly email: string | undefined;
    readonly steps: readonly { step: string; detail: string }[];
  }

  let connection: ScimClient | undefined;

  const provision = async (attributes: Record<string, unknown>): Promise<Person> => {
    connection ??= await server().scim();
    const scim = connection;
    const body = { schemas: [USER], userName: newId(), ...attributes };
    const made = await scim.post('/Users', body);
    expect(made.status).toBe(201);
    const id = String(made.body['id']);
    const at = `/organizations/${scim.organizationId}`;
    const { read } = server().store;
    const user = await read.scimUsers.get(id);
    const member = await read.members.get(user?.memberId ?? '');
    const exchanges = `${at}/connections/${scim.connectionId}/exchanges?resourceId=${id}`;
    const { body: page } = await rest('GET', exchanges);
    const [exchange] = (page as unknown as { items: { trace: Person['steps'] }[] }).items;
    return {
      resource: (await scim.get(`/Users/${id}`)).body,
      name: String(member?.name),
      email: member?.email,
      steps: exchange?.trace ?? [],
    };
  };

  test.each(NO_ADDRESSES)('S8 the address %j stays in SCIM alone', async (value) => {
    const person = await provision({ displayName: 'User One', emails: [{ value }] });
    expect(person.resource).toMatchObject({ emails: [{ value }] });
    expect(person.email).toBeUndefined();
    const notes = person.steps.filter(({ step }) => step === 'member.identity');
    expect(notes.map(({ detail }) => detail)).toEqual([
      `${JSON.stringify(value)} is not an address that mail can be sent to`,
    ]);
  });

  test('S8 an address with blanks around it is the member’s without them', async () => {
    const person = await provision({
      displayName: 'User',
      emails: [{ value: 'a@x.example \r\n' }],
    });
    expect(person.resource).toMatchObject({ emails: [{ value: 'a@x.example \r\n' }] });
    expect(person.email).toBe('a@x.example');
    expect(person.steps).toContainEqual({
      step: 'member.identity',
      detail: 'the address is kept as a@x.example',
    });
  });

  test('S8 the next address that is one is taken where the first is none', async () => {
    const emails = [
      { value: 'nobody', primary: true },
      { value: 'home@x.example', type: 'home' },
    ];
    expect((await provision({ emails })).email).toBe('home@x.example');
    expect((await provision({ emails: [{ value: 'x' }], userName: 'u@x.example' })).email).toBe(
      'u@x.example',
    );
  });

  test('S8 a name is cut and on one line for the member, and whole in SCIM', async () => {
    const long = 'x'.repeat(8_000);
    const cut = await provision({ displayName: long });
    expect(cut.resource).toMatchObject({ displayName: long });
    expect(cut.name).toBe('x'.repeat(200));
    expect(cut.steps.map(({ step }) => step)).toContain('member.identity');
    const lines = await provision({ displayName: 'Ann\r\n\r\nwrite to\u2028b@x\u202e!' });
    expect(lines.name).toBe('Ann write to b@x!');
    expect((await provision({ displayName: `${'x'.repeat(199)}👩` })).name).toBe('x'.repeat(199));
  });

  test('S8 a name of nothing visible is no name: the next one is taken', async () => {
    const name = { givenName: 'Ann', familyName: 'Lee' };
    expect((await provision({ displayName: '\u200b \n', name })).name).toBe('Ann Lee');
    expect((await provision({ displayName: '\u2066\u2069', userName: 'ann' })).name).toBe('ann');
  });

  test('S8 a later change is read like the first one', async () => {
    const scim = await server().scim();
    const made = await scim.post('/Users', { schemas: [USER], userName: 'a@x.example' });
    const path = `/Users/${String(made.body['id'])}`;
    const change = { schemas: [USER], userName: 'a@x.example', displayName: 'A\nB' };
    await scim.put(path, { ...change, emails: [{ value: 'b @x.example' }] });
    const at = `/organizations/${scim.organizationId}`;
    const { body } = await rest('GET', `${at}/members`);
    expect(body).toMatchObject({ items: [{ name: 'A B', email: 'a@x.example' }] });
  });

  test('S8 an attribute that a directory fills takes what a person could write', async () => {
    const scim = await server().scim();
    const at = `/organizations/${scim.organizationId}`;
    const attributes = [
      { name: 'day', title: 'Day', type: 'date', scim: 'title' },
      { name: 'phone', title: 'Phone', type: 'text', scim: 'phoneNumbers' },
    ];
    await rest('PUT', `${at}/attributes`, { attributes });
    const phoneNumbers = [
      { value: '1', type: 'home' },
      { value: '2', type: 'work' },
    ];
    const user = { schemas: [USER], userName: 'ann', title: '2026-13-45', phoneNumbers };
    expect((await scim.post('/Users', user)).status).toBe(201);
    const { body } = await rest('GET', `${at}/members`);
    expect(body).toMatchObject({ items: [{ attributes: { phone: { value: '2' } } }] });
    expect(JSON.stringify(body)).not.toContain('2026-13-45');
  });

  test.each([
    ['the primary one', [{ type: 'work' }, { type: 'home', primary: true }], 1],
    ['that of work', [{ type: 'home' }, { type: 'work' }], 1],
    ['that of Work', [{}, { type: 'home' }, { type: 'Work' }], 2],
    ['the first', [{ type: 'home' }, { type: 'other' }], 0],
  ])('S12 of several addresses the member has %s', async (_, elements, expected) => {
    const who = newId();
    const emails = elements.map((one, index) => ({ ...one, value: `${who}-${index}@x.example` }));
    expect((await provision({ emails })).email).toBe(`${who}-${expected}@x.example`);
  });
});
