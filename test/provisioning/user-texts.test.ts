import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { createRegistry, project, EVERYTHING } from '@muster/scim';
import { displayOf } from '#provisioning/displays.js';
import { aliasOf } from '#provisioning/resources.js';
import { cutUserText, displayOfText } from '#provisioning/user-texts.js';
import { MAX_LISTED_COUNT, type ScimAttributes, type ScimUser } from '#store/index.js';
import { ENTERPRISE, expectOk, makeGroup, makeUser, patchBody } from '../conformance/client.js';
import { overServers } from '../conformance/servers.js';
import { sampleUser } from '../kit/samples.js';

/** Names an attribute that nobody has: the answer is made of parsed records, and is the same. */
const PARSED = 'excludedAttributes=nobodyHasThis';

/** The enterprise extension in a record. */
const ALIAS = aliasOf(ENTERPRISE);

overServers('Users that are answered from their texts', (suite) => {
  test('are answered as parsed ones are, to the letter', async () => {
    const scim = await suite.scim();
    const boss = await makeUser(scim, 'boss', { displayName: 'Boss "the" \\ one 😀' });
    const people = [
      boss,
      await makeUser(scim, 'plain'),
      await makeUser(scim, 'tricky', {
        externalId: '},"extensions":{"attributes":{',
        displayName: ',"attributes":{ },"extensions":{ \u2028 é',
        emails: [{ value: 'a@example.com', type: 'work', primary: true }],
        [ENTERPRISE]: { department: '},"extensions":{', manager: { value: boss.id } },
      }),
      await makeUser(scim, 'orphan', { [ENTERPRISE]: { manager: { value: 'gone' } } }),
      // more bytes than a page of so many characters mostly has
      await makeUser(scim, 'wide', { displayName: '漢字'.repeat(1_000) }),
    ];
    const ids = people.map(({ id }) => id);
    await makeGroup(scim, 'All "of" them', ...ids);
    const renamed = await makeGroup(scim, 'Some', ...ids.slice(2));
    const changed = patchBody({ op: 'replace', path: 'displayName', value: 'Renamed' });
    expectOk(await scim.patch(people[3]!.path, changed));

    const same = async (path: string): Promise<void> => {
      const [whole, parsed] = [
        await scim.get(path),
        await scim.get(`${path}${path.includes('?') ? '&' : '?'}${PARSED}`),
      ];
      // a cursor is sealed anew each time
      const [text, expected] = [whole, parsed].map((one) =>
        one.text.replace(/"nextCursor":"[^"]*"/, ''),
      );
      expect(text).toBe(expected);
      expect(whole.headers.get('etag')).toBe(parsed.headers.get('etag'));
      expect(whole.headers.get('content-location')).toBe(parsed.headers.get('content-location'));
    };
    const all = async (): Promise<void> => {
      for (const { path } of people) await same(path);
      for (const query of [
        '',
        '?count=2&startIndex=2',
        '?sortBy=userName&sortOrder=descending',
        '?filter=title pr',
        `?filter=groups.value eq "${renamed.id}"`,
        '?filter=displayName co "e"',
        '?count=0',
        '?cursor=&count=2',
      ]) {
        await same(`/Users${encodeURI(query)}`);
      }
    };
    await all();
    await scim.patch(renamed.path, changed);
    await all();
    await scim.delete(boss.path);
    people.shift();
    await all();
    for (const { path } of people) {
      const tag = String((await scim.get(path)).headers.get('etag'));
      expect((await scim.get(path, { 'if-none-match': tag })).status).toBe(304);
    }
    expect((await scim.get(`/Users/${boss.id}`)).status).toBe(404);
    const stranger = await suite.scim();
    expect((await stranger.get(people[0]!.path)).status).toBe(404);
  });
});

overServers('People of very many groups', (suite) => {
  test('are shown with all of them, alone and in a page', async () => {
    const scim = await suite.scim();
    const [few, many] = [await makeUser(scim, 'few'), await makeUser(scim, 'many')];
    const names = Array.from({ length: MAX_LISTED_COUNT + 1 }, (_, n) => `Group ${n}`);
    for (const name of names) await makeGroup(scim, name, many.id);
    await makeGroup(scim, 'Both', few.id, many.id);
    const namesOf = (user: { groups?: { display: string }[] } | undefined) =>
      user?.groups?.map(({ display }) => display).sort();
    const expected = { few: ['Both'], many: [...names, 'Both'].sort() };
    const page = await scim.get('/Users');
    const [one, other] = (page.body as unknown as { Resources: unknown[] }).Resources;
    expect({ few: namesOf(one as never), many: namesOf(other as never) }).toEqual(expected);
    for (const [user, groups] of [
      [few, expected.few],
      [many, expected.many],
    ] as const) {
      const [whole, parsed] = [await scim.get(user.path), await scim.get(`${user.path}?${PARSED}`)];
      expect(namesOf(whole.body as never)).toEqual(groups);
      expect(whole.text).toBe(parsed.text);
    }
  });
});

test('a record is cut wherever its attributes stand, and parsed where they stand behind', () => {
  const attributes = { userName: 'x', note: '"},"extensions":{' };
  const user = sampleUser({ attributes, extensions: { a: { extensions: { b: 1 } } } });
  const { attributes: _, extensions, ...fields } = user;
  for (const kept of [
    user,
    { ...fields, attributes, extensions },
    { attributes, extensions, ...fields },
    { extensions, attributes, ...fields },
    { ...fields, attributes: {}, extensions: {} },
  ]) {
    const { attributes: ownAttributes, extensions: ownExtensions } = kept;
    const rest = { attributes: ownAttributes, extensions: ownExtensions };
    for (const text of [kept, rest, { ...rest, emailKey: 'a@b' }, { signIn: true, ...rest }]) {
      const cut = cutUserText({ fields, text: JSON.stringify(text) });
      const read = { ...cut, attributes: JSON.parse(`{${cut.attributes}}`) as unknown };
      const { fields: ownFields, ...others } = read;
      expect({ ...ownFields, ...others }).toEqual({ ...fields, ...text });
    }
  }
});

/** Texts that look like places of the cut, or end like them. */
const TRICKY = [
  'x',
  '',
  '}',
  '}}',
  '}},',
  '{',
  ':',
  ',',
  '"',
  '\\',
  '"}}',
  '},"signIn":true,"',
  '"manager":{"value":"x"}',
  '{"value":"x"}}}',
];

const SAMPLE = sampleUser({});

/** What is read of a record with these extensions, and whether the enterprise extension was left as text. */
function readExtensions(extensions: ScimUser['extensions'], others: Partial<ScimUser>) {
  const { attributes, extensions: _, ...fields } = SAMPLE;
  const text = JSON.stringify({ attributes, extensions, ...others });
  const cut = cutUserText({ fields, text });
  const { before = '', reference, after = '' } = cut.enterprise ?? {};
  const object = reference === undefined ? '' : `{"value":"${reference}"}`;
  const read = cut.enterprise && { [ALIAS]: JSON.parse(before + object + after) as unknown };
  const all = { ...cut.fields, extensions: read ?? cut.extensions };
  return { all, isText: read !== undefined };
}

test('an enterprise extension is cut at its manager, whatever its texts look like', () => {
  const { attributes: _, extensions: __, ...fields } = SAMPLE;
  const pairs = TRICKY.flatMap((one) => TRICKY.map((other) => [one, other] as const));
  const misread = pairs.flatMap(([one, other]) => {
    const values: ScimAttributes[] = [
      { department: one, division: other },
      { department: one, manager: { value: other } },
      { manager: { value: other }, department: one },
      { department: one, manager: { value: 'x' }, division: other },
      { department: one, manager: { value: 'x', displayName: other } },
      { manager: { displayName: one, value: other } },
    ];
    return values.flatMap((value) =>
      [{ [ALIAS]: value }, { [ALIAS]: value, 'urn:x:y': { manager: value } }].flatMap(
        (extensions) =>
          [{}, { signIn: true as const }, { held: { massChangeId: one }, emailKey: other }].filter(
            (others) => {
              const read = readExtensions(extensions, others);
              return !isDeepStrictEqual(read.all, { ...fields, ...others, extensions });
            },
          ),
      ),
    );
  });
  expect(misread).toEqual([]);
  // the road that people of a directory go
  const usual = { [ALIAS]: { department: 'x', manager: { value: 'y' }, division: 'z' } };
  expect(readExtensions(usual, { emailKey: 'a@b' }).isText).toBe(true);
});

test('all of the enterprise extension leaves, and nothing but its manager refers to another resource', () => {
  const { extensions } = createRegistry().type('User')!;
  const [enterprise] = extensions;
  const subs = enterprise!.attributes.flatMap((one) => one.subAttributes ?? []);
  for (const { returned } of [...enterprise!.attributes, ...subs]) expect(returned).toBe('default');
  const complex = enterprise!.attributes.filter(({ type }) => type !== 'string');
  expect(complex.map(({ name }) => name)).toEqual(['manager']);
});

test('nothing of the core schema that is kept is withheld, so that its text can leave unread', () => {
  const type = createRegistry().type('User')!;
  const withheld = type.core.attributes.filter(
    ({ returned }) => returned !== 'default' && returned !== 'always',
  );
  expect(withheld.map(({ name }) => name)).toEqual(['password']);
  for (const { name, subAttributes = [] } of type.core.attributes) {
    if (subAttributes.length === 0) continue;
    const value = Object.fromEntries(subAttributes.map((sub) => [sub.name, 'x']));
    expect(project(type, { [name]: [value] }, EVERYTHING)).toEqual({ [name]: [value] });
  }
});

test('the name of a user is read from its text as from its attributes', () => {
  for (const attributes of [
    { userName: 'x', displayName: 'Boss "the" \\ one \u2028 😀' },
    { displayName: '', name: { formatted: 'Given Family' }, userName: 'x' },
    { userName: ',"displayName":"no","', displayName: ' ' },
    { userName: ',"displayName":"no","' },
    { userName: 'x', displayName: '"displayName":"no"' },
    {},
  ]) {
    const fields = sampleUser({ attributes });
    const cut = cutUserText({ fields, text: JSON.stringify(fields) });
    expect(displayOfText(cut)).toBe(displayOf(attributes));
  }
});

test('no other attribute of the core has the name of a display name within', () => {
  const type = createRegistry().type('User')!;
  const names = type.core.attributes.flatMap(({ subAttributes = [] }) =>
    subAttributes.map(({ name }) => name),
  );
  expect(names).not.toContain('displayName');
});
