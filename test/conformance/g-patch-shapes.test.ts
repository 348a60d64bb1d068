import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ScimClient } from '../kit/server.js';
import {
  ENTERPRISE,
  expectNoContent,
  expectOk,
  items,
  makeGroup,
  makeUser,
  makeUsers,
  memberIds,
  patchBody,
  type CreatedResource,
} from './client.js';
import { overServers } from './servers.js';

const MANAGER = `${ENTERPRISE}:manager`;

interface Shape {
  readonly name: string;
  readonly before?: Record<string, unknown>;
  readonly operations: readonly unknown[];
  readonly after: Record<string, unknown>;
  /** attributes that are gone */
  readonly gone?: readonly string[];
}

const LED = { [ENTERPRISE]: { manager: { value: 'former' }, department: 'A' } };

const USER_SHAPES: readonly Shape[] = [
  {
    name: 'row 90: E9: Replace active "False"',
    operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    after: { active: false },
  },
  {
    name: 'row 90: E9: Add active "True"',
    before: { active: false },
    operations: [{ op: 'Add', path: 'active', value: 'True' }],
    after: { active: true },
  },
  {
    name: 'row 90: O7: a path-less active false',
    operations: [{ op: 'replace', value: { active: false } }],
    after: { active: false },
  },
  {
    name: 'row 90: E10: a path-less active as text',
    operations: [{ op: 'replace', value: { active: 'false' } }],
    after: { active: false },
  },
  {
    name: 'row 90: E11: dotted keys and keys with a URN',
    operations: [
      {
        op: 'Replace',
        value: {
          'name.givenName': 'A',
          [`${ENTERPRISE}:department`]: 'B',
          [`${ENTERPRISE}:employeeNumber`]: '7',
          'emails[type eq "work"].value': 'a@example.com',
          active: 'False',
        },
      },
    ],
    after: {
      name: { givenName: 'A' },
      [ENTERPRISE]: { department: 'B', employeeNumber: '7' },
      emails: [{ type: 'work', value: 'a@example.com' }],
      active: false,
    },
  },
  {
    name: 'row 90: E12: Add with a filter on e-mails that are not there',
    operations: [{ op: 'Add', path: 'emails[type eq "work"].value', value: 'a@example.com' }],
    after: { emails: [{ type: 'work', value: 'a@example.com' }] },
  },
  {
    name: 'row 90: E12: several operations with one filter make one element',
    operations: [
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '1' },
      { op: 'Add', path: 'phoneNumbers[type eq "work"].primary', value: 'True' },
    ],
    after: { phoneNumbers: [{ type: 'work', value: '1', primary: true }] },
  },
  ...[
    { shape: 'the bare id', value: 'leader' },
    { shape: 'an object', value: { value: 'leader' } },
    { shape: 'a list of one', value: [{ $ref: null, value: 'leader' }] },
  ].map(({ shape, value }): Shape => ({
    name: `row 90: E13: a manager as ${shape}`,
    before: LED,
    operations: [{ op: 'Replace', path: MANAGER, value }],
    after: { [ENTERPRISE]: { manager: { value: 'leader' }, department: 'A' } },
  })),
  {
    name: 'row 90: E13: a manager by the path of its value',
    before: LED,
    operations: [{ op: 'Add', path: `${MANAGER}.value`, value: 'leader' }],
    after: { [ENTERPRISE]: { manager: { value: 'leader' }, department: 'A' } },
  },
  ...[
    { shape: 'an empty text', operation: { op: 'Replace', path: MANAGER, value: '' } },
    { shape: 'an empty value', operation: { op: 'Replace', path: MANAGER, value: { value: '' } } },
    { shape: 'Remove', operation: { op: 'Remove', path: MANAGER } },
    { shape: 'null', operation: { op: 'Replace', path: MANAGER, value: null } },
  ].map(({ shape, operation }): Shape => ({
    name: `row 90: E13: a manager is cleared by ${shape}`,
    before: LED,
    operations: [operation],
    after: { [ENTERPRISE]: { department: 'A' } },
  })),
  {
    name: 'row 90: E25: a user type is replaced and another attribute removed',
    before: { title: 'Engineer' },
    operations: [
      { op: 'Add', path: 'userType', value: 'Employee' },
      { op: 'Remove', path: 'title' },
    ],
    after: { userType: 'Employee' },
    gone: ['title'],
  },
];

interface MemberShape {
  readonly name: string;
  /** of the members a, b and c that are there, and d that is not */
  readonly operations: (ids: Record<'a' | 'b' | 'c' | 'd', string>) => readonly unknown[];
  readonly after: string;
}

const MEMBER_SHAPES: readonly MemberShape[] = [
  {
    name: 'row 90: E14: Remove members with a list of values',
    operations: ({ a, b, d }) => [
      { op: 'Remove', path: 'members', value: [{ value: a }, { value: b }, { value: d }] },
    ],
    after: 'c',
  },
  {
    name: 'row 90: E14: remove by filter',
    operations: ({ a }) => [{ op: 'remove', path: `members[value eq "${a}"]` }],
    after: 'bc',
  },
  {
    name: 'row 90: O8: replace with an empty list',
    operations: () => [{ op: 'replace', path: 'members', value: [] }],
    after: '',
  },
  {
    name: 'row 90: O8: replace with a full list',
    operations: ({ b, d }) => [
      { op: 'replace', path: 'members', value: [{ value: b, display: 'B' }, { value: d }] },
    ],
    after: 'bd',
  },
  {
    name: 'row 90: O8: remove one and add another in one request',
    operations: ({ a, d }) => [
      { op: 'remove', path: `members[value eq "${a}"]` },
      { op: 'add', path: 'members', value: [{ value: d }] },
    ],
    after: 'bcd',
  },
  {
    name: 'row 90: a single object instead of a list',
    operations: ({ d }) => [{ op: 'add', path: 'members', value: { value: d } }],
    after: 'abcd',
  },
  {
    name: 'row 90: a bare id instead of a list',
    operations: ({ d }) => [{ op: 'Add', path: 'members', value: d }],
    after: 'abcd',
  },
  {
    name: 'row 90: a list of bare ids',
    operations: ({ a, d }) => [{ op: 'add', path: 'members', value: [d, a] }],
    after: 'abcd',
  },
  {
    name: 'row 90: members without path',
    operations: ({ d }) => [{ op: 'add', value: { members: [{ value: d }] } }],
    after: 'abcd',
  },
  {
    name: 'row 90: Remove with a null value empties the group',
    operations: () => [{ op: 'remove', path: 'members', value: null }],
    after: '',
  },
  {
    name: 'row 90: who leaves and comes again in one request has stayed',
    operations: ({ a }) => [
      { op: 'remove', path: `members[value eq "${a}"]` },
      { op: 'add', path: 'members', value: [{ value: a }] },
    ],
    after: 'abc',
  },
];

/** Without what the service adds: $ref of a manager. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, inner: unknown) => (name === '$ref' ? undefined : inner)),
  );
}

overServers('shapes of PATCH', (suite) => {
  let scim: ScimClient;
  let ids: Record<'a' | 'b' | 'c' | 'd', string>;

  beforeAll(async () => {
    scim = await suite.scim();
    const [a = '', b = '', c = '', d = ''] = (await makeUsers(scim, 4)).map(({ id }) => id);
    ids = { a, b, c, d };
  });

  describe('of users', () => {
    for (const { name, before = {}, operations, after, gone = [] } of USER_SHAPES) {
      test(name, async () => {
        const { path } = await makeUser(scim, name, before);
        const body = expectOk(await scim.patch(path, patchBody(...operations)));
        for (const [attribute, value] of Object.entries(after)) {
          expect([attribute, plain(body[attribute])]).toEqual([attribute, value]);
        }
        for (const attribute of gone) expect(body).not.toHaveProperty(attribute);
        expect(body.userName).toBe(name);
        expect(expectOk(await scim.get(path))).toEqual(body);
      });
    }
  });

  describe('of members', () => {
    for (const { name, operations, after } of MEMBER_SHAPES) {
      test(name, async () => {
        const group = await makeGroup(scim, name, ids.a, ids.b, ids.c);
        expectNoContent(await scim.patch(group.path, patchBody(...operations(ids))));
        await expectMembers(group, after);
      });
    }
  });

  async function expectMembers(group: CreatedResource, letters: string): Promise<void> {
    const wanted = [...letters].map((letter) => ids[letter as 'a']);
    expect((await memberIds(scim, group)).sort()).toEqual(wanted.sort());
    for (const id of Object.values(ids)) {
      const { groups } = expectOk(await scim.get(`/Users/${id}?attributes=groups`));
      const listed = groups === undefined ? [] : items(groups).map(({ value }) => String(value));
      expect(listed.includes(group.id)).toBe(wanted.includes(id));
    }
  }

  test('row 90: E30: a thousand members in one operation', async () => {
    const user = await makeUser(scim, 'user-1');
    const group = await makeGroup(scim, 'Group One');
    const strangers = Array.from({ length: 999 }, (_, index) => ({ value: `nobody-${index}` }));
    const value = [...strangers, { value: user.id }];
    expectNoContent(await scim.patch(group.path, patchBody({ op: 'Add', path: 'members', value })));
    expect(await memberIds(scim, group)).toEqual([user.id]);
    const leave = { op: 'Remove', path: 'members', value };
    expectNoContent(await scim.patch(group.path, patchBody(leave)));
    expect(await memberIds(scim, group)).toEqual([]);
  });
});
