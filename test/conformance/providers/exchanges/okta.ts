import {
  GROUP,
  EMPTY_LIST,
  patchOf,
  USER,
  type Exchange,
  type ClientProfile,
  type Scenario,
} from '../scenarios.js';

/** Okta's provisioning agent in the cloud; sources in docs/reference/provider-behaviour.md. */
export const oktaProfile: ClientProfile = {
  contentType: 'application/scim+json; charset=utf-8',
  headers: {
    'user-agent': 'Okta SCIM Client 1.0.0',
    accept: 'application/scim+json',
    'accept-charset': 'utf-8',
  },
};

/** Everything percent-encoded, with its page behind it. */
const match = (attribute: string, value: string): string =>
  `filter=${attribute}%20eq%20%22${encodeURIComponent(value)}%22&startIndex=1&count=100`;

/** O4, to the letter of the reference. */
export const profile = (name: string, more: object = {}) => ({
  schemas: [USER],
  userName: `${name}@example.com`,
  name: { givenName: 'User', familyName: name },
  emails: [{ primary: true, value: `${name}@example.com`, type: 'work' }],
  displayName: `User ${name}`,
  locale: 'en-US',
  externalId: `00u${name}`,
  groups: [],
  password: '1mz050nq',
  active: true,
  ...more,
});

const create = (name: string): Exchange => ({
  method: 'POST',
  path: '/Users',
  body: profile(name),
  status: 201,
  capture: { [name]: 'id' },
});

const get = (path: string, answer: object, absent: string[] = []): Exchange => ({
  method: 'GET',
  path,
  status: 200,
  answer: answer as Record<string, unknown>,
  absent,
});

const patch = (path: string, ...operations: unknown[]): Exchange => ({
  method: 'PATCH',
  path,
  body: patchOf(...operations),
  status: path.startsWith('/Users') ? 200 : 204,
});

const members = (...names: string[]) => names.map((name) => ({ value: `{${name}}` }));

export const people: readonly Scenario[] = [
  {
    row: 'O1',
    title: 'the test of the credentials is a page of one or two, with integers',
    exchanges: [
      get('/Users?count=1&startIndex=1', EMPTY_LIST),
      create('a'),
      create('b'),
      get('/Users?count=1&startIndex=1', { totalResults: 2, itemsPerPage: 1, startIndex: 1 }),
      get('/Users?startIndex=1&count=2', { totalResults: 2, itemsPerPage: 2, startIndex: 1 }),
    ],
  },
  {
    row: 'O2',
    title: 'a match in any letter case; nobody is 200 and an empty list',
    exchanges: [
      create('a'),
      get(`/Users?${match('userName', 'A@EXAMPLE.com')}`, {
        totalResults: 1,
        startIndex: 1,
        itemsPerPage: 1,
        Resources: [{ id: '{a}' }],
      }),
      get(`/Users?${match('externalId', '00ua')}`, { totalResults: 1 }),
      get(`/Users?${match('userName', 'nobody@example.com')}`, EMPTY_LIST),
    ],
  },
  {
    row: 'O4',
    title:
      'a create with a random password and empty groups is answered whole, without the password',
    exchanges: [
      {
        ...create('a'),
        answer: {
          schemas: [USER],
          userName: 'a@example.com',
          externalId: '00ua',
          active: true,
          locale: 'en-US',
          name: { givenName: 'User', familyName: 'a' },
          displayName: 'User a',
          emails: [{ primary: true, value: 'a@example.com', type: 'work' }],
          meta: { resourceType: 'User' },
        },
        absent: ['password', 'groups'],
      },
      get('/Users/{a}?attributes=password,userName', { userName: 'a@example.com' }, ['password']),
    ],
  },
  {
    row: 'O5',
    title: 'a retried create is 409, after which the match finds the one that is there',
    exchanges: [
      create('a'),
      {
        method: 'POST',
        path: '/Users',
        body: profile('a'),
        status: 409,
        answer: { scimType: 'uniqueness' },
      },
      get(`/Users?${match('userName', 'a@example.com')}`, { Resources: [{ id: '{a}' }] }),
    ],
  },
  {
    row: 'O7',
    title: 'deactivated and activated without a path; never deleted',
    exchanges: [
      create('a'),
      {
        ...patch('/Users/{a}', { op: 'replace', value: { active: false } }),
        answer: { active: false },
      },
      get('/Users/{a}', { active: false, userName: 'a@example.com' }),
      get(`/Users?${match('userName', 'a@example.com')}`, { Resources: [{ active: false }] }),
      {
        ...patch('/Users/{a}', { op: 'replace', value: { active: true } }),
        answer: { active: true },
      },
      {
        ...patch('/Users/{a}', { op: 'replace', value: { password: 'another-1' } }),
        answer: { active: true },
        absent: ['password'],
      },
    ],
  },
  {
    row: 'O10',
    title: 'the whole of it needs no discovery, no bulk and no search',
    exchanges: [
      get(`/Users?${match('userName', 'a@example.com')}`, EMPTY_LIST),
      create('a'),
      get('/Users/{a}', { id: '{a}' }),
      {
        method: 'PUT',
        path: '/Users/{a}',
        body: { ...profile('a'), title: 'T' },
        status: 200,
        answer: { id: '{a}', title: 'T' },
      },
      patch('/Users/{a}', { op: 'replace', value: { active: false } }),
      get(`/Groups?${match('displayName', 'Team')}`, EMPTY_LIST),
    ],
  },
];

export const pushes: readonly Scenario[] = [
  {
    row: 'O8',
    title: 'a group push: look, create, rename, add, remove, replace, empty, unlink',
    exchanges: [
      create('a'),
      create('b'),
      create('c'),
      get(`/Groups?${match('displayName', 'Team')}`, EMPTY_LIST),
      {
        method: 'POST',
        path: '/Groups',
        status: 201,
        capture: { G: 'id' },
        body: { schemas: [GROUP], displayName: 'Team', members: [{ value: '{a}', display: 'a' }] },
      },
      get('/Groups/{G}', { displayName: 'Team', members: members('a') }),
      patch('/Groups/{G}', { op: 'replace', value: { id: '{G}', displayName: 'Crew' } }),
      get(`/Groups?${match('displayName', 'crew')}`, {
        Resources: [{ id: '{G}', displayName: 'Crew' }],
      }),
      patch(
        '/Groups/{G}',
        { op: 'remove', path: 'members[value eq "{a}"]' },
        { op: 'add', path: 'members', value: [{ value: '{b}', display: 'b' }] },
      ),
      get('/Groups/{G}', { members: members('b') }),
      patch('/Groups/{G}', { op: 'replace', path: 'members', value: members('a', 'c') }),
      get('/Groups/{G}', { members: [{ type: 'User' }, { type: 'User' }] }),
      patch('/Groups/{G}', { op: 'replace', path: 'members', value: [] }),
      get('/Groups/{G}', { displayName: 'Crew' }, ['members']),
      { method: 'DELETE', path: '/Groups/{G}', status: 204 },
      { method: 'GET', path: '/Groups/{G}', status: 404 },
    ],
  },
  {
    row: 'O8',
    title: 'another id inside of the replace value is refused, and nothing is renamed',
    exchanges: [
      {
        method: 'POST',
        path: '/Groups',
        status: 201,
        capture: { G: 'id' },
        body: { schemas: [GROUP], displayName: 'Team' },
      },
      {
        method: 'PATCH',
        path: '/Groups/{G}',
        status: 400,
        body: patchOf({ op: 'replace', value: { id: 'another', displayName: 'Crew' } }),
      },
      get('/Groups/{G}', { displayName: 'Team' }),
    ],
  },
  {
    row: 'O9',
    title: 'an unknown member is skipped, so that the push is not given up for ever',
    exchanges: [
      create('a'),
      {
        method: 'POST',
        path: '/Groups',
        status: 201,
        capture: { G: 'id' },
        body: {
          schemas: [GROUP],
          displayName: 'Team',
          members: [{ value: 'gone' }, ...members('a')],
        },
      },
      patch('/Groups/{G}', { op: 'add', path: 'members', value: [{ value: 'gone-too' }] }),
      get('/Groups/{G}', { members: members('a') }),
    ],
  },
  {
    row: 'O16',
    title: 'members null is nobody',
    exchanges: [
      {
        method: 'POST',
        path: '/Groups',
        status: 201,
        capture: { G: 'id' },
        absent: ['members'],
        body: { schemas: [GROUP], displayName: 'Team', members: null },
      },
      get('/Groups/{G}', { displayName: 'Team' }, ['members']),
    ],
  },
];
