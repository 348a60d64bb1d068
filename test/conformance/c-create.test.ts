import { expect, test } from '@jest/globals';
import {
  ENTERPRISE,
  expectError,
  expectNoContent,
  expectOk,
  find,
  GROUP,
  groupBody,
  items,
  makeGroup,
  makeUser,
  patchBody,
  resources,
  searchBody,
  USER,
  userBody,
} from './client.js';
import { overServers } from './servers.js';

overServers('create', (suite) => {
  test('row 27: a user without a userName is 400 invalidValue', async () => {
    const scim = await suite.scim();
    const bad = [undefined, '', '   ', null, 7, true, [], {}, ['user-1'], { value: 'user-1' }];
    for (const userName of bad) {
      const body = { schemas: [USER], ...(userName !== undefined && { userName }) };
      expectError(await scim.post('/Users', body), 400, 'invalidValue');
    }
    expect((await scim.get('/Users')).body.totalResults).toBe(0);
  });

  test('row 28: schemas must name the resource, each URN is returned once', async () => {
    const scim = await suite.scim();
    const strict = await suite.scim({ compatibility: 'strict' });
    const bad = [['urn:example:unknown'], [GROUP], [7], {}, 7, [[USER]], ''];
    for (const schemas of [...bad, undefined, [], null]) {
      const body = { userName: 'user-1', ...(schemas !== undefined && { schemas }) };
      expectError(await strict.post('/Users', body), 400, 'invalidSyntax');
      if (bad.includes(schemas as never)) {
        expectError(await scim.post('/Users', body), 400, 'invalidSyntax');
      }
    }
    expect((await scim.get('/Users')).body.totalResults).toBe(0);
    const twice = await makeUser(scim, 'user-1', { schemas: [USER, USER, USER.toUpperCase()] });
    expect(twice.body.schemas).toEqual([USER]);
    expectError(await strict.post('/Groups', { displayName: 'A' }), 400, 'invalidSyntax');
    const unsaid = await scim.post('/Users', { userName: 'user-2' });
    expect(expectOk(unsaid, 201).schemas).toEqual([USER]);
  });

  test('row 29: E23: O5: a userName or group name that is taken is 409, in any case', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'User-É@Example.com');
    const group = await makeGroup(scim, 'Group É');
    for (const userName of [
      'User-É@Example.com',
      'user-é@example.COM',
      'uSER-e\u0301@example.com',
    ]) {
      const reply = await scim.post('/Users', userBody(userName));
      expectError(reply, 409, 'uniqueness');
      expect(reply.text).toContain(user.id);
    }
    for (const name of ['Group É', 'gROUP é']) {
      expectError(await scim.post('/Groups', groupBody(name)), 409, 'uniqueness');
    }
    expect((await scim.get('/Users')).body.totalResults).toBe(1);
    expect((await scim.get('/Groups')).body.totalResults).toBe(1);
    expect(expectOk(await scim.get(user.path)).userName).toBe('User-É@Example.com');
    expect(expectOk(await scim.get(group.path)).displayName).toBe('Group É');
  });

  test('row 30: E5: externalId is the client’s: not unique, never invented, byte for byte', async () => {
    const scim = await suite.scim();
    const texts = ['Ext-1', 'Ext-1', ' spaces ', 'É', 'E\u0301', 'a/b?c#d&e+f', '0'];
    for (const [index, externalId] of texts.entries()) {
      const user = await makeUser(scim, `user-${index}`, { externalId });
      expect(user.body.externalId).toBe(externalId);
      expect(expectOk(await scim.get(user.path)).externalId).toBe(externalId);
    }
    expect(await find(scim, 'externalId eq "Ext-1"')).toEqual(['user-0', 'user-1']);
    const without = await makeUser(scim, 'user-x');
    expect(without.body).not.toHaveProperty('externalId');
    const group = await scim.post('/Groups', { ...groupBody('G'), externalId: 'Ext-1' });
    expect(expectOk(group, 201).externalId).toBe('Ext-1');
  });

  test('row 31: O4: a password never comes back, by no way of asking', async () => {
    const scim = await suite.scim();
    const secret = 'correct-horse-battery';
    const user = await makeUser(scim, 'user-1', { password: secret });
    const patch = patchBody({ op: 'replace', path: 'password', value: secret });
    const replies = [
      user.reply,
      await scim.get(user.path),
      await scim.get(`${user.path}?attributes=password`),
      await scim.get(`/Users?attributes=password,${USER}:password`),
      await scim.get('/Users'),
      await scim.post('/Users/.search', searchBody({ attributes: ['password', 'userName'] })),
      await scim.post('/.search', searchBody({ attributes: ['password'] })),
      await scim.put(user.path, userBody('user-1', { password: secret })),
      await scim.patch(user.path, patch),
      await scim.patch(`${user.path}?attributes=password`, patch),
      await scim.post('/Users', userBody('user-1', { password: secret })),
    ];
    for (const reply of replies) {
      expect(reply.text).not.toContain(secret);
      expect(reply.text.toLowerCase()).not.toContain('"password"');
    }
    expectError(
      await scim.get(`/Users?filter=${encodeURIComponent('password pr')}`),
      400,
      'invalidFilter',
    );
  });

  test('row 32: two primary values are 400 invalidValue', async () => {
    const scim = await suite.scim();
    const emails = ['a@example.com', 'b@example.com'].map((value) => ({ value, primary: true }));
    expectError(await scim.post('/Users', userBody('user-1', { emails })), 400, 'invalidValue');
    expect((await scim.get('/Users')).body.totalResults).toBe(0);
    const one = [{ ...emails[0] }, { ...emails[1], primary: false }];
    expect((await makeUser(scim, 'user-1', { emails: one })).body.emails).toEqual(one);
  });

  test('row 33: the enterprise URN is listed exactly when there is enterprise data', async () => {
    const scim = await suite.scim();
    const data = { [ENTERPRISE]: { department: 'A' } };
    const quiet = await makeUser(scim, 'user-1', data);
    expect(quiet.body.schemas).toEqual([USER, ENTERPRISE]);
    expect(quiet.body[ENTERPRISE]).toEqual({ department: 'A' });
    const empty = await makeUser(scim, 'user-2', { schemas: [USER, ENTERPRISE] });
    expect(empty.body.schemas).toEqual([USER]);
    expect(empty.body).not.toHaveProperty([ENTERPRISE]);
    for (const nothing of [{}, null, { department: null }, { manager: {} }]) {
      const user = await makeUser(scim, `user-${JSON.stringify(nothing)}`, {
        [ENTERPRISE]: nothing,
      });
      expect(user.body.schemas).toEqual([USER]);
      expect(user.body).not.toHaveProperty([ENTERPRISE]);
    }
    const lower = await makeUser(scim, 'user-3', {
      [ENTERPRISE.toLowerCase()]: { DEPARTMENT: 'B' },
    });
    expect(lower.body[ENTERPRISE]).toEqual({ department: 'B' });
    for (const user of [quiet, empty, lower]) {
      expect(expectOk(await scim.get(user.path))).toEqual(user.body);
    }
  });

  test('row 35: E6: null and [] mean that there is nothing', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', {
      title: null,
      emails: [],
      roles: [],
      name: null,
      externalId: null,
      nickName: null,
      phoneNumbers: null,
      active: null,
      [ENTERPRISE]: null,
    });
    expect(Object.keys(user.body).sort()).toEqual(['active', 'id', 'meta', 'schemas', 'userName']);
    expect(user.body.active).toBe(true);
    expect(expectOk(await scim.get(user.path))).toEqual(user.body);
    const inner = { emails: [{ value: 'a@example.com', type: null, display: null }] };
    expect((await makeUser(scim, 'user-2', inner)).body.emails).toEqual([
      { value: 'a@example.com' },
    ]);
    const group = await scim.post('/Groups', { ...groupBody('A'), members: null });
    expect(expectOk(group, 201)).not.toHaveProperty('members');
  });

  test('row 36: a value of another type is 400 invalidValue', async () => {
    const wrong: Record<string, unknown>[] = [
      { active: 'maybe' },
      { active: 1 },
      { active: {} },
      { active: [true] },
      { emails: 7 },
      { emails: [7] },
      { name: ['One'] },
      { name: 'One' },
      { displayName: 7.5 },
      { displayName: {} },
      { title: ['a'] },
      { externalId: 2 ** 53 },
      { emails: [{ value: true }] },
      { emails: [{ value: 'a', primary: 'maybe' }] },
      { [ENTERPRISE]: 'A' },
      { [ENTERPRISE]: { department: [7] } },
      { addresses: [{ locality: true }] },
      { addresses: ['Main Street 1'] },
    ];
    // texts for elements and numbers for texts are taken by lenient connections (S13)
    const wrongForStrict = [
      { emails: 'a@example.com' },
      { emails: ['a@example.com'] },
      { externalId: 7 },
      { emails: [{ value: 7 }] },
      { [ENTERPRISE]: { department: 7 } },
    ];
    for (const compatibility of ['lenient', 'strict'] as const) {
      const scim = await suite.scim({ compatibility });
      for (const more of compatibility === 'strict' ? [...wrong, ...wrongForStrict] : wrong) {
        expectError(await scim.post('/Users', userBody('user-1', more)), 400, 'invalidValue');
      }
      expect((await scim.get('/Users')).body.totalResults).toBe(0);
    }
  });

  test('row 36: E9: booleans as text are coerced and come back as booleans', async () => {
    const scim = await suite.scim();
    const texts = ['True', 'False', 'false', 'TRUE'];
    for (const [index, text] of texts.entries()) {
      const emails = [{ value: 'a@example.com', primary: text }];
      const user = await makeUser(scim, `user-${index}`, { active: text, emails });
      expect(user.body.active).toBe(/^true$/i.test(text));
      expect(items(user.body.emails)[0]?.primary).toBe(/^true$/i.test(text));
    }
    expect(await find(scim, 'active eq false')).toEqual(['user-1', 'user-2']);
  });

  test('row 37: an attribute that no schema has is not stored and not echoed', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', {
      favouriteColour: 'red',
      urn: 'x',
      'urn:example:1.0:User': { a: 1 },
      name: { givenName: 'One', nothing: 'x' },
      emails: [{ value: 'a@example.com', verified: true }],
      constructor: { prototype: { polluted: true } },
      toString: 'x',
    });
    const text = JSON.stringify(await (await scim.get(user.path)).body);
    for (const word of ['favouriteColour', 'urn:example', 'nothing', 'verified', 'polluted']) {
      expect(text).not.toContain(word);
      expect(user.reply.text).not.toContain(word);
    }
    const proto = JSON.stringify(userBody('user-2')).replace(
      '{',
      '{"__proto__":{"polluted":true},',
    );
    expectOk(await scim.post('/Users', proto), 201);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('row 38: E17: O9: a group needs a name; a member that is unknown is passed over', async () => {
    const scim = await suite.scim();
    for (const displayName of [undefined, '', ' ', null, 7, []]) {
      const body = { schemas: [GROUP], ...(displayName !== undefined && { displayName }) };
      expectError(await scim.post('/Groups', body), 400, 'invalidValue');
    }
    expect((await scim.get('/Groups')).body.totalResults).toBe(0);
    const user = await makeUser(scim, 'user-1');
    const group = await makeGroup(scim, 'Group One', 'nobody', user.id, user.id);
    const { members } = expectOk(await scim.get(group.path));
    expect(items(members).map(({ value }) => value)).toEqual([user.id]);
    for (const members of [[{ value: 7 }], [{ value: '' }], 7, [['x']], [{ type: 'User' }]]) {
      const reply = await scim.post('/Groups', { ...groupBody('Group Two'), members });
      expectError(reply, 400, 'invalidValue');
    }
  });

  test('row 39: members of a group show in it, and the group in each of them', async () => {
    const scim = await suite.scim();
    const user = await makeUser(scim, 'user-1', { displayName: 'User One' });
    const plain = await makeUser(scim, 'user-2');
    const inner = await makeGroup(scim, 'Inner', user.id);
    const outer = await makeGroup(scim, 'Outer', user.id, plain.id, inner.id);
    const ref = (path: string): string => `${scim.baseUrl}${path}`;
    const { members } = expectOk(await scim.get(outer.path));
    expect(members).toEqual(
      expect.arrayContaining([
        { value: user.id, $ref: ref(user.path), display: 'User One', type: 'User' },
        { value: plain.id, $ref: ref(plain.path), display: 'user-2', type: 'User' },
        { value: inner.id, $ref: ref(inner.path), display: 'Inner', type: 'Group' },
      ]),
    );
    expect(items(members)).toHaveLength(3);
    const { groups } = expectOk(await scim.get(user.path));
    expect(groups).toEqual(
      expect.arrayContaining([
        { value: inner.id, $ref: ref(inner.path), display: 'Inner', type: 'direct' },
        { value: outer.id, $ref: ref(outer.path), display: 'Outer', type: 'direct' },
      ]),
    );
    expect(items(groups)).toHaveLength(2);
    const listed = resources(await scim.get('/Users')).find(({ id }) => String(id) === user.id);
    expect(items(listed?.groups)).toHaveLength(2);
    const renames = { op: 'replace', path: 'displayName', value: 'User 1' };
    expectOk(await scim.patch(user.path, patchBody(renames)));
    expectNoContent(await scim.patch(inner.path, patchBody({ ...renames, value: 'Inner 1' })));
    const shown = items(expectOk(await scim.get(outer.path)).members).map(({ display }) => display);
    expect(shown.map(String).sort()).toEqual(['Inner 1', 'User 1', 'user-2']);
  });

  test('row 40: certificates, dates and addresses of pictures must be what they claim', async () => {
    const scim = await suite.scim();
    const wrong = [
      { x509Certificates: [{ value: 'not base64!' }] },
      { x509Certificates: [{ value: 'AAE' }] },
      { photos: [{ value: 'no address' }] },
      { photos: [{ value: '/relative.png' }] },
      { profileUrl: 'no address' },
    ];
    for (const more of wrong) {
      expectError(await scim.post('/Users', userBody('user-1', more)), 400, 'invalidValue');
    }
    for (const text of ['yesterday', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026']) {
      const filter = encodeURIComponent(`meta.created gt "${text}"`);
      expectError(await scim.get(`/Users?filter=${filter}`), 400, 'invalidFilter');
    }
    const right = {
      x509Certificates: [{ value: 'AAECAw==' }],
      photos: [{ value: 'https://example.com/1.png' }, { value: 'data:image/png;base64,AAEC' }],
      profileUrl: 'https://example.com/1',
    };
    const user = await makeUser(scim, 'user-1', right);
    expect(user.body).toMatchObject(right);
    expect(await find(scim, 'x509Certificates.value eq "AAECAw=="')).toEqual(['user-1']);
    expect(await find(scim, 'x509Certificates.value eq "aaecaw=="')).toEqual([]);
  });
});
