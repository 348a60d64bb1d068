import {
  ENTERPRISE,
  GROUP,
  EMPTY_LIST,
  patchOf,
  USER,
  type Exchange,
  type ClientProfile,
  type Scenario,
} from '../scenarios.js';

/** Microsoft Entra ID as its documentation and people with captured traffic show it; sources in docs/reference/provider-behaviour.md. */
export const entraProfile: ClientProfile = {
  // E24: there may be no User-Agent
  contentType: 'application/scim+json; charset=utf-8',
  headers: { accept: 'application/scim+json' },
};

export const FLAG = 'aadOptscim062020';
export const entraOptProfile: ClientProfile = { ...entraProfile, baseQuery: `?${FLAG}` };

const ADSCIM_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const GUID = '6b1ad1d5-8d2c-4d5e-9d43-2f2d7a9f8f1e';

/** Blanks as plus signs, as Entra's samples have them; names in braces are left for the stage. */
const filter = (text: string): string =>
  `filter=${encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/%7B(\w+)%7D/g, '{$1}')}`;

/** E6, to the letter of the documentation's sample. */
export const newUser = (name: string, more: object = {}) => ({
  schemas: [USER, ENTERPRISE],
  externalId: `${name}-nick`,
  userName: `${name}@example.com`,
  active: true,
  displayName: `User ${name}`,
  emails: [{ primary: true, type: 'work', value: `${name}@example.com` }],
  meta: { resourceType: 'User' },
  name: { formatted: `User ${name}`, familyName: name, givenName: 'User' },
  roles: [],
  ...more,
});

export const create = (name: string, more: object = {}): Exchange => ({
  method: 'POST',
  path: '/Users',
  body: newUser(name, more),
  status: 201,
  capture: { [name]: 'id' },
});

export const newGroup = (name: string): Exchange => ({
  method: 'POST',
  path: '/Groups',
  status: 201,
  capture: { [name]: 'id' },
  body: {
    schemas: [GROUP, ADSCIM_GROUP],
    externalId: `${name}-object-id`,
    displayName: name,
    meta: { resourceType: 'Group' },
  },
});

export const patch = (path: string, operations: unknown[], answer?: object): Exchange => ({
  method: 'PATCH',
  path,
  body: patchOf(...operations),
  status: answer ? 200 : 204,
  ...(answer && { answer: answer as Record<string, unknown> }),
});

const get = (path: string, answer: object, absent: string[] = []): Exchange => ({
  method: 'GET',
  path,
  status: 200,
  answer: answer as Record<string, unknown>,
  absent,
});

const found = (name: string): object => ({ totalResults: 1, Resources: [{ id: `{${name}}` }] });

const manager = `${ENTERPRISE}:manager`;

/** E13: every shape of a manager that was seen, with what clears it. */
const managers: [unknown, unknown][] = [
  ['{boss}', { op: 'Remove', path: manager }],
  [{ value: '{boss}' }, { op: 'Replace', path: manager, value: '' }],
  [[{ $ref: 'http://example.com/Users/{boss}', value: '{boss}' }], { op: 'Remove', path: manager }],
  [
    { $ref: '../Users/{boss}', value: '{boss}' },
    { op: 'Replace', path: manager, value: null },
  ],
];

export const finding: readonly Scenario[] = [
  {
    row: 'E1',
    title: 'the connection test finds nobody by a random GUID, with 200 and an empty list',
    exchanges: [
      get(`/Users?${filter(`userName eq "${GUID}"`)}`, EMPTY_LIST),
      get(`/Users?${filter(`externalId eq "${GUID}"`)}`, EMPTY_LIST),
      get(`/Groups?excludedAttributes=members&${filter(`displayName eq "${GUID}"`)}`, EMPTY_LIST),
    ],
  },
  {
    row: 'E2',
    title: 'eq and and, by every matching attribute, a value path with a sub-attribute behind it',
    exchanges: [
      create('a'),
      create('b'),
      newGroup('G'),
      get(`/Users?${filter('userName eq "A@example.com"')}`, found('a')),
      get(`/Users?${filter('externalId eq "b-nick"')}`, found('b')),
      get(`/Users?${filter('emails[type eq "work"].value eq "a@example.com"')}`, found('a')),
      get(`/Users?${filter('emails[type eq "home"].value eq "a@example.com"')}`, EMPTY_LIST),
      get(
        `/Users?${filter('emails[type eq "work"].value eq "b@example.com" and userName eq "b@example.com"')}`,
        found('b'),
      ),
      get(`/Groups?${filter('displayName eq "g"')}`, found('G')),
      get(`/Groups?${filter('externalId eq "G-object-id"')}`, found('G')),
    ],
  },
  {
    row: 'E3',
    title: 'a literal without quotes, and the check of a reference without its URN',
    exchanges: [
      create('boss'),
      create('a', { [ENTERPRISE]: { manager: '{boss}' } }),
      get('/Users?filter=externalId%20eq%20a-nick', found('a')),
      get(`/Users?attributes=id&${filter('id eq "{a}" and manager eq "{boss}"')}`, found('a')),
      get(`/Users?attributes=id&${filter('id eq "{a}" and manager eq "{a}"')}`, EMPTY_LIST),
      create('team'),
      newGroup('G'),
      { ...patch('/Groups/{G}', [{ op: 'Add', path: 'members', value: [{ value: '{a}' }] }]) },
      get(`/Groups?${filter('id eq "{G}" and members eq "{a}"')}`, found('G')),
      get(`/Groups?${filter('id eq "{G}" and members eq "{boss}"')}`, EMPTY_LIST),
    ],
  },
  {
    row: 'E4',
    title: 'signs in a filter are decoded once: %2B is a plus, + is a blank',
    exchanges: [
      create('a+b'),
      create("o'c&d"),
      get('/Users?filter=userName+eq+%22a%2Bb%40example.com%22', { totalResults: 1 }),
      get('/Users?filter=userName+eq+%22a+b%40example.com%22', EMPTY_LIST),
      get('/Users?filter=userName%20eq%20%22a%252Bb%40example.com%22', EMPTY_LIST),
      get('/Users?filter=userName+eq+%22o%27c%26d%40example.com%22', { totalResults: 1 }),
    ],
  },
  {
    row: 'E5',
    title: 'externalId is kept and found to the letter',
    exchanges: [
      { ...create('a', { externalId: 'Nick.NAME-ß/1' }), answer: { externalId: 'Nick.NAME-ß/1' } },
      get('/Users/{a}', { externalId: 'Nick.NAME-ß/1' }),
      get(`/Users?${filter('externalId eq "Nick.NAME-ß/1"')}`, found('a')),
      get(`/Users?${filter('externalId eq "nick.name-ß/1"')}`, EMPTY_LIST),
    ],
  },
];

export const creating: readonly Scenario[] = [
  {
    row: 'E6',
    title: 'a user with empty roles, nulls and a meta of its own; the answer is the server’s',
    exchanges: [
      {
        ...create('a', {
          title: null,
          phoneNumbers: [],
          [ENTERPRISE]: { department: null, manager: null },
          meta: { resourceType: 'User', location: 'https://elsewhere.example', version: 'x' },
        }),
        answer: {
          schemas: [USER],
          active: true,
          emails: [{ primary: true, type: 'work', value: 'a@example.com' }],
          meta: { resourceType: 'User' },
        },
        absent: ['roles', 'title', 'phoneNumbers', ENTERPRISE, 'groups'],
      },
      get('/Users/{a}', { meta: { location: '{base}/Users/{a}' } }),
    ],
  },
  {
    row: 'E7',
    title: 'a group with Microsoft’s own schema, which is not echoed',
    exchanges: [
      {
        ...newGroup('G'),
        answer: { schemas: [GROUP], displayName: 'G', externalId: 'G-object-id' },
      },
      get('/Groups/{G}', { schemas: [GROUP] }, ['members']),
    ],
  },
  {
    row: 'E8',
    title: 'a group is read and looked for without its members',
    exchanges: [
      create('a'),
      newGroup('G'),
      patch('/Groups/{G}', [{ op: 'Add', path: 'members', value: [{ value: '{a}' }] }]),
      get('/Groups/{G}?excludedAttributes=members', { id: '{G}', displayName: 'G' }, ['members']),
      get(`/Groups?excludedAttributes=members&${filter('displayName eq "G"')}`, {
        Resources: [{ id: '{G}', displayName: 'G' }],
      }),
      get('/Groups/{G}', { members: [{ value: '{a}', type: 'User', display: 'User a' }] }),
    ],
  },
  {
    row: 'E23',
    title: 'userName and displayName are unique in any letter case, also by PATCH',
    exchanges: [
      create('a'),
      create('b'),
      newGroup('G'),
      newGroup('H'),
      {
        method: 'POST',
        path: '/Users',
        status: 409,
        answer: { scimType: 'uniqueness' },
        body: newUser('A'),
      },
      {
        method: 'POST',
        path: '/Groups',
        status: 409,
        answer: { scimType: 'uniqueness' },
        body: { schemas: [GROUP], displayName: 'g' },
      },
      {
        method: 'PATCH',
        path: '/Users/{b}',
        status: 409,
        answer: { scimType: 'uniqueness' },
        body: patchOf({ op: 'Replace', path: 'userName', value: 'A@Example.com' }),
      },
      {
        method: 'PATCH',
        path: '/Groups/{H}',
        status: 409,
        answer: { scimType: 'uniqueness' },
        body: patchOf({ op: 'Replace', path: 'displayName', value: 'g' }),
      },
      get('/Users/{b}', { userName: 'b@example.com' }),
      get('/Groups/{H}', { displayName: 'H' }),
    ],
  },
  {
    row: 'E25',
    title:
      'nulls clear, as the Logic App template tests; values of one type stand beside each other',
    exchanges: [
      create('a', { title: 'T', nickName: 'N', [ENTERPRISE]: { department: 'D' } }),
      patch(
        '/Users/{a}',
        [
          { op: 'Replace', path: 'title', value: '' },
          { op: 'Replace', path: 'nickName', value: null },
          { op: 'Replace', path: `${ENTERPRISE}:department`, value: null },
        ],
        { schemas: [USER] },
      ),
      get('/Users/{a}', { id: '{a}' }, ['nickName', ENTERPRISE]),
      patch('/Users/{a}', [{ op: 'Replace', path: 'title', value: null }], { id: '{a}' }),
      get('/Users/{a}', { id: '{a}' }, ['title']),
    ],
  },
];

export const changing: readonly Scenario[] = [
  {
    row: 'E9',
    title: 'without the flag: Add, Replace, Remove and booleans as strings',
    exchanges: [
      create('a', { title: 'T' }),
      patch('/Users/{a}', [{ op: 'Replace', path: 'active', value: 'False' }], { active: false }),
      get('/Users/{a}', { active: false }),
      patch('/Users/{a}', [{ op: 'Replace', path: 'active', value: 'True' }], { active: true }),
      patch(
        '/Users/{a}',
        [
          { op: 'Add', path: 'nickName', value: 'N' },
          { op: 'Remove', path: 'title' },
          { op: 'Replace', path: 'name.familyName', value: 'New' },
        ],
        { nickName: 'N', name: { familyName: 'New', givenName: 'User' } },
      ),
      get('/Users/{a}', { nickName: 'N' }, ['title']),
    ],
  },
  {
    row: 'E11',
    title: 'no path: dotted keys, full-URN keys and plain ones in one value',
    exchanges: [
      create('a', { [ENTERPRISE]: { costCenter: 'C' } }),
      patch(
        '/Users/{a}',
        [
          {
            op: 'replace',
            value: {
              displayName: 'New',
              active: false,
              'name.givenName': 'Given',
              [`${ENTERPRISE}:employeeNumber`]: '7',
              [`${ENTERPRISE}:department`]: 'D',
              [`${ENTERPRISE}:manager`]: '{a}',
            },
          },
        ],
        {
          schemas: [USER, ENTERPRISE],
          displayName: 'New',
          active: false,
          name: { givenName: 'Given', familyName: 'a' },
          [ENTERPRISE]: {
            costCenter: 'C',
            employeeNumber: '7',
            department: 'D',
            manager: { value: '{a}' },
          },
        },
      ),
      get('/Users/{a}', { [ENTERPRISE]: { employeeNumber: '7', costCenter: 'C' } }),
      get(`/Users?${filter(`${ENTERPRISE}:employeeNumber eq "7"`)}`, found('a')),
    ],
  },
  {
    row: 'E12',
    title: 'an element that is not there yet is made; several operations make one',
    exchanges: [
      create('a', { emails: [] }),
      patch(
        '/Users/{a}',
        [
          { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@example.com' },
          { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 201 555 0123' },
          { op: 'Add', path: 'addresses[type eq "work"].formatted', value: 'F' },
          { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'L' },
          { op: 'Add', path: 'addresses[type eq "work"].country', value: 'US' },
          { op: 'Add', path: 'roles[primary eq "True"].value', value: 'R' },
        ],
        {
          emails: [{ type: 'work', value: 'a@example.com' }],
          phoneNumbers: [{ type: 'mobile', value: '+1 201 555 0123' }],
          addresses: [{ type: 'work', formatted: 'F', locality: 'L', country: 'US' }],
          roles: [{ primary: true, value: 'R' }],
        },
      ),
      patch(
        '/Users/{a}',
        [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@example.com' }],
        { emails: [{ type: 'work', value: 'new@example.com' }] },
      ),
      get(`/Users?${filter('emails[type eq "work"].value eq "new@example.com"')}`, found('a')),
    ],
  },
  {
    row: 'E12',
    title: 'strict says what the RFC says: noTarget',
    compatibility: 'strict',
    exchanges: [
      {
        method: 'POST',
        path: '/Users',
        status: 201,
        capture: { a: 'id' },
        body: { schemas: [USER], userName: 'a@example.com' },
      },
      {
        method: 'PATCH',
        path: '/Users/{a}',
        status: 400,
        answer: { scimType: 'noTarget' },
        body: patchOf({
          op: 'replace',
          path: 'emails[type eq "work"].value',
          value: 'x@example.com',
        }),
      },
      get('/Users/{a}', { id: '{a}' }, ['emails']),
    ],
  },
  ...managers.map(([value, clear]): Scenario => ({
    row: 'E13',
    title: `a manager as ${JSON.stringify(value)} is answered as an object, and cleared`,
    exchanges: [
      create('boss'),
      create('a'),
      patch('/Users/{a}', [{ op: 'Add', path: manager, value }], {
        [ENTERPRISE]: { manager: { value: '{boss}', $ref: '{base}/Users/{boss}' } },
      }),
      get('/Users/{a}', { [ENTERPRISE]: { manager: { value: '{boss}' } } }),
      patch('/Users/{a}', [clear], { id: '{a}' }),
      get('/Users/{a}', { schemas: [USER] }, [ENTERPRISE]),
    ],
  })),
  {
    row: 'E15',
    title: 'PATCH of a user answers 200 with the user, of a group 204 without a body',
    exchanges: [
      create('a'),
      newGroup('G'),
      patch('/Users/{a}', [{ op: 'Replace', path: 'title', value: 'T' }], {
        id: '{a}',
        title: 'T',
      }),
      patch('/Groups/{G}', [{ op: 'Replace', path: 'displayName', value: 'New' }]),
      get('/Groups/{G}', { displayName: 'New' }),
    ],
  },
  {
    row: 'E18',
    title:
      'disabled people stay readable, findable and in their groups, and are restored or deleted',
    exchanges: [
      create('a'),
      newGroup('G'),
      patch('/Groups/{G}', [{ op: 'Add', path: 'members', value: [{ value: '{a}' }] }]),
      patch('/Users/{a}', [{ op: 'Replace', path: 'active', value: 'False' }], { active: false }),
      get('/Users/{a}', { active: false, groups: [{ value: '{G}', display: 'G' }] }),
      get(`/Users?${filter('userName eq "a@example.com"')}`, found('a')),
      get('/Groups/{G}', { members: [{ value: '{a}' }] }),
      patch('/Users/{a}', [{ op: 'Replace', path: 'title', value: 'Away' }], { title: 'Away' }),
      patch('/Users/{a}', [{ op: 'Replace', path: 'active', value: 'True' }], { active: true }),
      patch('/Users/{a}', [{ op: 'Replace', path: 'active', value: 'False' }], { active: false }),
      { method: 'DELETE', path: '/Users/{a}', status: 204 },
      { method: 'GET', path: '/Users/{a}', status: 404 },
      { method: 'DELETE', path: '/Users/{a}', status: 404 },
      get(`/Users?${filter('userName eq "a@example.com"')}`, EMPTY_LIST),
      get('/Groups/{G}', { id: '{G}' }, ['members']),
      create('a'),
    ],
  },
  {
    row: 'E25b',
    title: 'the id holds, whatever is renamed: later cycles go by it',
    exchanges: [
      create('a'),
      patch(
        '/Users/{a}',
        [
          { op: 'Replace', path: 'userName', value: 'new@example.com' },
          { op: 'Replace', path: 'externalId', value: 'new' },
          { op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@example.com' },
        ],
        { id: '{a}', userName: 'new@example.com', externalId: 'new' },
      ),
      get('/Users/{a}', {
        id: '{a}',
        userName: 'new@example.com',
        meta: { location: '{base}/Users/{a}' },
      }),
      get(`/Users?${filter('userName eq "a@example.com"')}`, EMPTY_LIST),
    ],
  },
  {
    row: 'E29',
    title: 'undeclared sub-attributes and e-mails as texts never come back',
    exchanges: [
      {
        ...create('a', {
          emails: [{ type: 'work', value: 'a@example.com', verified: true, source: 'hr' }],
        }),
      },
      get('/Users/{a}', { emails: [{ type: 'work', value: 'a@example.com' }] }),
    ],
  },
];

const inGroup = (operation: unknown, left: string[]): Exchange[] => [
  create('a'),
  create('b'),
  create('c'),
  newGroup('G'),
  patch('/Groups/{G}', [
    { op: 'Add', path: 'members', value: ['{a}', '{b}', '{c}'].map((value) => ({ value })) },
  ]),
  patch('/Groups/{G}', [operation]),
  get(
    '/Groups/{G}',
    left.length ? { members: left.map((value) => ({ value })) } : { id: '{G}' },
    left.length ? [] : ['members'],
  ),
];

export const groups: readonly Scenario[] = [
  {
    row: 'E14',
    title: 'without the flag: only those of the value list leave',
    exchanges: inGroup(
      {
        op: 'Remove',
        path: 'members',
        value: [{ value: '{b}', $ref: null }, { value: 'stranger' }],
      },
      ['{a}', '{c}'],
    ),
  },
  {
    row: 'E14',
    title: 'with the flag: by a filter on the value',
    exchanges: inGroup({ op: 'remove', path: 'members[value eq "{b}"]' }, ['{a}', '{c}']),
  },
  {
    row: 'E14',
    title: 'without a value everybody leaves',
    exchanges: inGroup({ op: 'Remove', path: 'members' }, []),
  },
  {
    row: 'E17',
    title: 'an unknown member is passed over, the others come in; never a 5xx',
    exchanges: [
      create('a'),
      newGroup('G'),
      patch('/Groups/{G}', [
        {
          op: 'Add',
          path: 'members',
          value: [{ value: GUID }, { value: '{a}' }, { value: 'x y' }],
        },
      ]),
      get('/Groups/{G}', { members: [{ value: '{a}' }] }),
      patch('/Groups/{G}', [{ op: 'Remove', path: 'members', value: [{ value: GUID }] }]),
    ],
  },
  {
    row: 'E17',
    title: 'strict: 400, and nobody comes in',
    compatibility: 'strict',
    exchanges: [
      {
        method: 'POST',
        path: '/Groups',
        status: 201,
        capture: { G: 'id' },
        body: { schemas: [GROUP], displayName: 'G' },
      },
      {
        method: 'PATCH',
        path: '/Groups/{G}',
        status: 400,
        answer: { scimType: 'invalidValue' },
        body: patchOf({ op: 'add', path: 'members', value: [{ value: GUID }] }),
      },
      get('/Groups/{G}', { id: '{G}' }, ['members']),
    ],
  },
];

/** The same life with the flag: lower case, real booleans, values without a path, members removed by filter. */
export const optimized: readonly Scenario[] = [
  {
    row: 'E10',
    title: 'with the flag in the tenant URL: the whole life of a person and a group',
    exchanges: [
      get(`/Users?${filter(`userName eq "${GUID}"`)}`, EMPTY_LIST),
      create('a'),
      newGroup('G'),
      patch('/Users/{a}', [{ op: 'replace', value: { active: false, displayName: 'New' } }], {
        active: false,
        displayName: 'New',
      }),
      patch('/Users/{a}', [{ op: 'replace', path: 'active', value: true }], { active: true }),
      patch('/Groups/{G}', [{ op: 'add', path: 'members', value: [{ value: '{a}' }] }]),
      get('/Groups/{G}?excludedAttributes=members', { id: '{G}' }, ['members']),
      patch('/Groups/{G}', [{ op: 'remove', path: 'members[value eq "{a}"]' }]),
      get('/Groups/{G}', { id: '{G}' }, ['members']),
      patch('/Groups/{G}', [{ op: 'replace', value: { displayName: 'New' } }]),
      { method: 'DELETE', path: '/Groups/{G}', status: 204 },
      { method: 'DELETE', path: '/Users/{a}', status: 204 },
    ],
  },
];
