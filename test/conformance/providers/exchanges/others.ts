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

/** The other providers of docs/reference/provider-behaviour.md, each as it was seen or is documented. */
const plainProfile: ClientProfile = { contentType: 'application/json' };
const scimProfile: ClientProfile = {
  contentType: 'application/scim+json',
  headers: { accept: 'application/scim+json' },
};

export interface Provider {
  readonly name: string;
  readonly clientProfile: ClientProfile;
  readonly scenarios: readonly Scenario[];
}

const get = (path: string, answer: object = {}, absent: string[] = []): Exchange => ({
  method: 'GET',
  path,
  status: 200,
  answer: answer as Record<string, unknown>,
  absent,
});

const user = (name: string, more: object = {}): Exchange => ({
  method: 'POST',
  path: '/Users',
  status: 201,
  capture: { [name]: 'id' },
  body: {
    schemas: [USER],
    userName: `${name}@example.com`,
    active: true,
    externalId: name,
    name: { givenName: 'User', familyName: name },
    emails: [{ value: `${name}@example.com`, type: 'work', primary: true }],
    ...more,
  },
});

const group = (name: string, ...members: string[]): Exchange => ({
  method: 'POST',
  path: '/Groups',
  status: 201,
  capture: { [name]: 'id' },
  body: { schemas: [GROUP], displayName: name, members: members.map((value) => ({ value })) },
});

const put = (path: string, body: unknown, answer: object, absent: string[] = []): Exchange => ({
  method: 'PUT',
  path,
  body,
  status: 200,
  answer: answer as Record<string, unknown>,
  absent,
});

const patch = (path: string, ...operations: unknown[]): Exchange => ({
  method: 'PATCH',
  path,
  body: patchOf(...operations),
  status: path.includes('/Users') ? 200 : 204,
});

const remove = (path: string): Exchange[] => [
  { method: 'DELETE', path, status: 204 },
  { method: 'GET', path, status: 404 },
];

const OLD_CORE = 'urn:scim:schemas:core:2.0';
const OLD_ENTERPRISE = 'urn:scim:schemas:extension:enterprise:2.0';

const onelogin: Provider = {
  name: 'OneLogin',
  clientProfile: plainProfile,
  scenarios: [
    {
      row: 'OneLogin',
      title: 'connects, creates by a template with old URNs, and updates by PUT',
      exchanges: [
        get('/Users?filter=userName+eq+%22nobody-here%40example.com%22&', EMPTY_LIST),
        {
          method: 'POST',
          path: '/Users',
          status: 201,
          capture: { a: 'id' },
          body: {
            schemas: [OLD_CORE, OLD_ENTERPRISE],
            id: null,
            userName: 'a@example.com',
            active: 'true',
            externalId: null,
            name: { givenName: 'User', familyName: 'a', formatted: 'User a' },
            emails: { value: 'a@example.com', type: 'work', primary: true },
            [OLD_ENTERPRISE]: { department: 'D', manager: { managerId: 'boss' } },
          },
          answer: {
            active: true,
            schemas: [USER, ENTERPRISE],
            emails: [{ value: 'a@example.com', type: 'work', primary: true }],
            [ENTERPRISE]: { department: 'D', manager: { value: 'boss' } },
          },
          absent: ['externalId'],
        },
        get('/Users?filter=userName+eq+%22a%40example.com%22&', { Resources: [{ id: '{a}' }] }),
        get('/Users?filter=userName+eq+%22a%40example.com%22?', { totalResults: 1 }),
        get('/Users/{a}', { id: '{a}' }),
        put(
          '/Users/{a}',
          {
            schemas: [OLD_CORE],
            id: '{a}',
            userName: 'a@example.com',
            active: 'false',
            emails: [{ value: 'new@example.com', type: 'work' }],
          },
          { id: '{a}', active: false, emails: [{ value: 'new@example.com' }] },
        ),
        get('/Users?', { totalResults: 1 }),
      ],
    },
    {
      row: 'OneLogin',
      title: 'makes groups by rules, fills them by PATCH, and deletes users',
      exchanges: [
        user('a'),
        get('/Groups?', EMPTY_LIST),
        {
          method: 'POST',
          path: '/Groups',
          status: 201,
          capture: { G: 'id' },
          body: { schemas: [OLD_CORE], displayName: 'G' },
          answer: { schemas: [GROUP] },
        },
        patch('/Groups/{G}', { op: 'add', path: 'members', value: [{ value: '{a}' }] }),
        get('/Groups', { Resources: [{ id: '{G}', members: [{ value: '{a}' }] }] }),
        patch('/Groups/{G}', { op: 'remove', path: 'members[value eq "{a}"]' }),
        get('/Groups/{G}', {}, ['members']),
        ...remove('/Users/{a}'),
      ],
    },
  ],
};

const jumpcloud: Provider = {
  name: 'JumpCloud',
  clientProfile: plainProfile,
  scenarios: [
    {
      row: 'JumpCloud',
      title: 'makes a test user and a test group on activation, and takes both away',
      exchanges: [
        get('/Users?filter=userName%20eq%20%22test%40example.com%22', EMPTY_LIST),
        user('test'),
        group('Test', '{test}'),
        get('/Users/{test}', { groups: [{ value: '{Test}' }] }),
        put(
          '/Users/{test}',
          { schemas: [USER], userName: 'test@example.com', active: false },
          { active: false },
        ),
        ...remove('/Users/{test}'),
        ...remove('/Groups/{Test}'),
      ],
    },
    {
      row: 'JumpCloud',
      title: 'removes members with a value array, as Azure does, and deletes what it made',
      exchanges: [
        user('a'),
        user('b'),
        group('G', '{a}', '{b}'),
        patch('/Groups/{G}', { op: 'remove', path: 'members', value: [{ value: '{a}' }] }),
        get('/Groups/{G}', { members: [{ value: '{b}' }] }),
        ...remove('/Groups/{G}'),
        ...remove('/Users/{a}'),
      ],
    },
  ],
};

const google: Provider = {
  name: 'Google',
  clientProfile: { ...plainProfile, headers: { 'user-agent': 'Google-Auto-Provisioning' } },
  scenarios: [
    {
      row: 'Google Workspace',
      title: 'probes with a page of one, brings users only, suspends and deletes by policy',
      exchanges: [
        get('/Users?count=1', EMPTY_LIST),
        get('/Users?filter=userName%20eq%20%22a%40example.com%22', EMPTY_LIST),
        user('a'),
        patch('/Users/{a}', { op: 'replace', path: 'name.familyName', value: 'New' }),
        patch('/Users/{a}', { op: 'replace', path: 'active', value: false }),
        get('/Users?count=1', { Resources: [{ active: false, name: { familyName: 'New' } }] }),
        ...remove('/Users/{a}'),
      ],
    },
  ],
};

const pingfederate: Provider = {
  name: 'PingFederate',
  clientProfile: scimProfile,
  scenarios: [
    {
      row: 'PingFederate',
      title: 'changes users by PUT, disables by PUT, and finds groups by listing them all',
      exchanges: [
        get('/Users?filter=userName%20eq%20%22a%40example.com%22', EMPTY_LIST),
        user('a'),
        put(
          '/Users/{a}',
          { schemas: [USER], userName: 'a@example.com', active: true, title: 'T' },
          { title: 'T' },
          ['emails'],
        ),
        put(
          '/Users/{a}',
          { schemas: [USER], userName: 'a@example.com', active: false },
          { active: false },
          ['title'],
        ),
        get('/Groups', EMPTY_LIST),
        group('G', '{a}'),
        get('/Groups?startIndex=1&count=100', {
          totalResults: 1,
          Resources: [{ displayName: 'G' }],
        }),
        put(
          '/Groups/{G}',
          { schemas: [GROUP], displayName: 'New', members: [] },
          { displayName: 'New' },
          ['members'],
        ),
        ...remove('/Groups/{G}'),
        ...remove('/Users/{a}'),
      ],
    },
    {
      row: 'PingFederate',
      title: 'may match by an attribute of its choice',
      exchanges: [
        user('a'),
        get('/Users?filter=emails.value%20eq%20%22A%40example.com%22', { totalResults: 1 }),
        get('/Users?filter=externalId%20eq%20%22a%22', { totalResults: 1 }),
        get('/Users?filter=name.familyName%20eq%20%22A%22', { totalResults: 1 }),
      ],
    },
  ],
};

const pingone: Provider = {
  name: 'PingOne',
  clientProfile: scimProfile,
  scenarios: [
    {
      row: 'PingOne',
      title: 'disables or deletes, as it was told',
      exchanges: [
        get('/ServiceProviderConfig', { patch: { supported: true } }),
        user('a'),
        user('b'),
        patch('/Users/{a}', { op: 'replace', path: 'active', value: false }),
        get('/Users/{a}', { active: false }),
        ...remove('/Users/{b}'),
        get('/Users?filter=userName%20eq%20%22b%40example.com%22', EMPTY_LIST),
      ],
    },
  ],
};

const rippling: Provider = {
  name: 'Rippling',
  clientProfile: plainProfile,
  scenarios: [
    {
      row: 'Rippling',
      title: 'probes the configuration, pages through users, and patches groups',
      exchanges: [
        get('/ServiceProviderConfig', { filter: { supported: true } }),
        user('a'),
        user('b'),
        get('/Users?startIndex=1&count=1', { totalResults: 2, itemsPerPage: 1 }),
        get('/Users?startIndex=2&count=1', { totalResults: 2, Resources: [{ id: '{b}' }] }),
        group('First', '{a}'),
        group('Second'),
        // mutually exclusive groups: out of one, into the other
        patch('/Groups/{First}', { op: 'remove', path: 'members[value eq "{a}"]' }),
        patch('/Groups/{Second}', { op: 'add', path: 'members', value: [{ value: '{a}' }] }),
        get('/Users/{a}', { groups: [{ value: '{Second}', display: 'Second' }] }),
      ],
    },
  ],
};

const sailpoint: Provider = {
  name: 'SailPoint',
  clientProfile: scimProfile,
  scenarios: [
    {
      row: 'SailPoint',
      title: 'reads the whole discovery, each type and schema by itself, before anything else',
      exchanges: [
        get('/ServiceProviderConfig', { bulk: {}, etag: {}, sort: {} }),
        get('/ResourceTypes', { totalResults: 2 }),
        get('/Schemas'),
        get('/ResourceTypes/User', { id: 'User', endpoint: '/Users', schema: USER }),
        get('/ResourceTypes/Group', { id: 'Group', endpoint: '/Groups', schema: GROUP }),
        get(`/Schemas/${USER}`, { id: USER, name: 'User' }),
        get(`/Schemas/${GROUP}`, { id: GROUP }),
        get(`/Schemas/${ENTERPRISE}`, { id: ENTERPRISE }),
        get('/Users?startIndex=1&count=100', EMPTY_LIST),
      ],
    },
  ],
};

const cyberark: Provider = {
  name: 'CyberArk',
  clientProfile: scimProfile,
  scenarios: [
    {
      row: 'CyberArk',
      title: 'probes, reads types and schemas, PUTs users, PATCHes groups',
      exchanges: [
        get('/Users?count=1', EMPTY_LIST),
        get('/ServiceProviderConfig'),
        get('/ResourceTypes/User', { endpoint: '/Users' }),
        get('/ResourceTypes/Group', { endpoint: '/Groups' }),
        get(`/Schemas/${encodeURIComponent(USER)}`, { id: USER }),
        get('/Users?filter=userName%20eq%20%22a%40example.com%22', EMPTY_LIST),
        user('a'),
        put(
          '/Users/{a}',
          { schemas: [USER], id: '{a}', userName: 'a@example.com', displayName: 'New' },
          { displayName: 'New', active: true },
        ),
        group('G'),
        patch('/Groups/{G}', { op: 'add', path: 'members', value: [{ value: '{a}' }] }),
        get('/Groups/{G}', { members: [{ value: '{a}' }] }),
      ],
    },
  ],
};

const keycloak: Provider = {
  name: 'Keycloak',
  clientProfile: plainProfile,
  scenarios: [
    {
      row: 'Keycloak (scim-for-keycloak)',
      title: 'sends an id in POST, doubles slashes, and overwrites externalId',
      exchanges: [
        {
          ...user('a', { id: '8c2f0a4e-0000-0000-0000-000000000000' }),
          path: '//Users',
          answer: { userName: 'a@example.com' },
        },
        get('//Users/{a}', { id: '{a}', externalId: 'a', meta: { location: '{base}/Users/{a}' } }),
        get('/Users/?count=1', { totalResults: 1 }),
        put(
          '//Users/{a}/',
          { schemas: [USER], id: 'x', externalId: 'other', userName: 'a@example.com' },
          { id: '{a}', externalId: 'other' },
        ),
      ],
    },
    {
      row: 'Keycloak (mitodl)',
      title:
        'PUTs users, PATCHes with texts for booleans, replaces the whole of the members each time',
      exchanges: [
        user('a'),
        user('b'),
        put(
          '/Users/{a}',
          { schemas: [USER], userName: 'a@example.com', active: 'true' },
          { active: true },
        ),
        patch('/Users/{a}', { op: 'replace', value: { active: 'false' } }),
        get('/Users/{a}', { active: false }),
        group('G', '{a}'),
        patch('/Groups/{G}', {
          op: 'replace',
          path: 'members',
          value: [{ value: '{a}' }, { value: '{b}' }],
        }),
        get('/Groups/{G}', { members: [{ value: '{a}' }, { value: '{b}' }] }),
        patch('/Groups/{G}', { op: 'replace', path: 'members', value: [{ value: '{b}' }] }),
        get('/Groups/{G}', { members: [{ value: '{b}' }] }),
        patch('/Groups/{G}', { op: 'remove', path: 'members', value: null }),
        get('/Groups/{G}', { id: '{G}' }, ['members']),
      ],
    },
  ],
};

const authentik: Provider = {
  name: 'authentik',
  clientProfile: scimProfile,
  scenarios: [
    {
      row: 'authentik',
      title: 'reads the configuration, believes that PATCH works, and falls back to PUT',
      exchanges: [
        get('/ServiceProviderConfig', { patch: { supported: true } }),
        user('a'),
        group('G'),
        patch('/Groups/{G}', { op: 'add', path: 'members', value: [{ value: '{a}' }] }),
        get('/Groups/{G}', { members: [{ value: '{a}' }] }),
        put(
          '/Groups/{G}',
          { schemas: [GROUP], displayName: 'G', members: [{ value: '{a}' }], externalId: 'g' },
          { externalId: 'g', members: [{ value: '{a}' }] },
        ),
        put(
          '/Users/{a}',
          { schemas: [USER], userName: 'a@example.com', active: false },
          { active: false },
        ),
      ],
    },
  ],
};

const workos: Provider = {
  name: 'WorkOS',
  clientProfile: plainProfile,
  scenarios: [
    {
      row: 'WorkOS',
      title: 'boolean active, userName in any letter case, and bodies of two megabytes',
      exchanges: [
        user('a'),
        get('/Users?filter=userName%20eq%20%22A%40EXAMPLE.COM%22', { Resources: [{ id: '{a}' }] }),
        patch('/Users/{a}', { op: 'replace', path: 'active', value: false }),
        get('/Users/{a}', { active: false }),
        {
          method: 'PATCH',
          path: '/Users/{a}',
          status: 400,
          answer: { scimType: 'invalidValue' },
          body: patchOf({ op: 'replace', path: 'active', value: 'maybe' }),
        },
        {
          method: 'PATCH',
          path: '/Users/{a}',
          status: 400,
          answer: { scimType: 'invalidValue' },
          body: patchOf({ op: 'replace', path: 'active', value: { deep: true } }),
        },
        group('G'),
        patch('/Groups/{G}', {
          op: 'add',
          path: 'members',
          value: Array.from({ length: 25_000 }, (_, index) => ({
            value: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
            display: 'somebody who is not there',
          })),
        }),
        get('/Groups/{G}', { id: '{G}' }, ['members']),
      ],
    },
  ],
};

export const others: readonly Provider[] = [
  onelogin,
  jumpcloud,
  google,
  pingfederate,
  pingone,
  rippling,
  sailpoint,
  cyberark,
  keycloak,
  authentik,
  workos,
];
