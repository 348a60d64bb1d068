import { CORE, ENT, ID, type PatchCase } from './case.js';

const USER = { userName: 'u1' };
const GROUP = { displayName: 'G', members: [{ value: 'a', type: 'User' }] };

function bad(name: string, error: string, ...operations: unknown[]): PatchCase {
  return { name, before: USER, operations, error };
}

function badGroup(name: string, error: string, ...operations: unknown[]): PatchCase {
  return { name, type: 'Group', before: GROUP, operations, error };
}

function path(text: string): PatchCase {
  return bad(`row 85: path ${text}`, 'invalidPath', { op: 'add', path: text, value: 'x' });
}

/**
 * What is refused, and that nothing is left behind: rows 76, 79, 80, 84, 85 and the strict half of
 * the interpretations.
 */
export const refusalCases: readonly PatchCase[] = [
  bad('row 76: op move', 'invalidSyntax', { op: 'move', path: 'title', value: 'x' }),
  bad('row 76: op missing', 'invalidSyntax', { path: 'title', value: 'x' }),
  bad('row 76: op a number', 'invalidSyntax', { op: 1, path: 'title', value: 'x' }),
  bad('row 76: op twice', 'invalidSyntax', { op: 'add', Op: 'remove', path: 'title', value: 'x' }),
  bad('row 76: an operation that is no object', 'invalidSyntax', 'add'),
  bad('row 76: an operation that is null', 'invalidSyntax', null),
  bad('row 76: Operations empty', 'invalidSyntax'),
  bad('row 79: add without value', 'invalidValue', { op: 'add', path: 'title' }),
  bad('row 79: replace without value', 'invalidValue', { op: 'replace', path: 'title' }),
  bad('row 79: replace without path and value', 'invalidValue', { op: 'replace' }),
  bad('row 79: no path and no object', 'invalidValue', { op: 'add', value: 'x' }),
  bad('row 79: no path and a list of two', 'invalidValue', {
    op: 'add',
    value: [{ title: 'x' }, { nickName: 'x' }],
  }),
  bad('row 79: no path and text that is no object', 'invalidValue', { op: 'add', value: '[1]' }),
  bad('row 79: no path and text that is cut', 'invalidValue', { op: 'add', value: '{"title":"x"' }),
  bad('row 79: no path and null', 'invalidValue', { op: 'replace', value: null }),
  bad('row 79: an extension that is no object', 'invalidValue', {
    op: 'add',
    path: ENT,
    value: 'x',
  }),
  bad('row 80: remove without path', 'noTarget', { op: 'remove' }),
  bad('row 80: remove with a value and no path', 'noTarget', {
    op: 'remove',
    value: { title: 'x' },
  }),
  bad('row 80: remove userName', 'mutability', { op: 'remove', path: 'userName' }),
  bad('row 80: remove userName by URN', 'mutability', { op: 'remove', path: `${CORE}:username` }),
  bad('row 80: replace userName with null', 'mutability', {
    op: 'replace',
    path: 'userName',
    value: null,
  }),
  bad('row 80: replace userName with null, no path', 'mutability', {
    op: 'replace',
    value: { userName: null },
  }),
  bad('row 80: replace userName with ""', 'invalidValue', {
    op: 'replace',
    path: 'userName',
    value: ' ',
  }),
  badGroup('row 80: remove displayName of a group', 'mutability', {
    op: 'remove',
    path: 'displayName',
  }),
  bad('row 80: remove schemas', 'mutability', { op: 'remove', path: 'schemas' }),
  bad('row 84: replace id', 'mutability', { op: 'replace', path: 'id', value: 'x' }),
  bad('row 84: remove id', 'mutability', { op: 'remove', path: 'id' }),
  bad('row 84: replace meta', 'mutability', {
    op: 'replace',
    path: 'meta.lastModified',
    value: '2024-01-01T00:00:00Z',
  }),
  bad('row 84: remove meta', 'mutability', { op: 'remove', path: 'meta' }),
  bad('row 84: add groups', 'mutability', { op: 'add', path: 'groups', value: [{ value: 'g' }] }),
  bad('row 84: remove groups by filter', 'mutability', {
    op: 'remove',
    path: 'groups[value eq "g"]',
  }),
  bad('row 84: replace manager.displayName', 'mutability', {
    op: 'replace',
    path: `${ENT}:manager.displayName`,
    value: 'x',
  }),
  bad('row 84: another id without path', 'mutability', {
    op: 'replace',
    value: { id: 'other', title: 'x' },
  }),
  {
    ...badGroup('row 84: members[…].value', 'mutability', {
      op: 'replace',
      path: 'members[value eq "a"].value',
      value: 'b',
    }),
  },
  badGroup('row 84: members[…].type', 'mutability', {
    op: 'replace',
    path: 'members[value eq "a"].type',
    value: 'Group',
  }),
  badGroup('row 84: members[…] with another value', 'mutability', {
    op: 'replace',
    path: 'members[value eq "a"]',
    value: { value: 'b' },
  }),
  badGroup('row 84: remove members[…].value', 'mutability', {
    op: 'remove',
    path: 'members[value eq "a"].value',
  }),
  badGroup('row 84: members[…].display is read-only', 'mutability', {
    op: 'replace',
    path: 'members[value eq "a"].display',
    value: 'A',
  }),
  ...[
    'emails[type eq',
    'emails[type eq "work"',
    'emails[type eq "work"]value',
    'emails[type eq "work"].nope',
    'emails[type eq "work"].value.x',
    'emails[type eq "work"] and title pr',
    'emails[nope eq "x"]',
    'emails[type gt true]',
    'emails[primary gt true]',
    'emails[value eq "a"][type eq "b"]',
    'emails[]',
    '[type eq "work"]',
    'emails[0]',
    'title[value eq "x"]',
    'name[givenName eq "x"]',
    'emails.value[type eq "x"]',
    '..',
    '.',
    '',
    ' ',
    '/title',
    'nope',
    'nope.x',
    'title.x',
    'name.nope',
    'name.givenName.x',
    '__proto__',
    '__proto__.polluted',
    'constructor.prototype',
    'constructor',
    'name.__proto__',
    'emails[__proto__ eq "x"]',
    'toString',
    'employeeNumber',
    'urn:ietf:params:scim:schemas:extension:enterprise:2',
    `${ENT}:nope`,
    `${ENT}:manager.nope`,
    `${CORE}:`,
    `emails[value eq "${'x'.repeat(9000)}"]`,
    `${'('.repeat(2000)}`,
    `emails[${'('.repeat(2000)}`,
    `${'a'.repeat(9000)}`,
  ].map(path),
  { ...path('urn:x:y:title'), only: 'strict' },
  ...nothingUnderstood(),
  ...unreadable(),
  bad('row 85: a path that is no string', 'invalidPath', { op: 'add', path: 5, value: 'x' }),
  bad('row 85: a path that is a list', 'invalidPath', { op: 'remove', path: ['title'] }),
  bad('row 36: active maybe', 'invalidValue', { op: 'replace', path: 'active', value: 'maybe' }),
  bad('row 36: emails as a number', 'invalidValue', { op: 'add', path: 'emails', value: 7 }),
  bad('row 36: addresses as a string', 'invalidValue', {
    op: 'add',
    path: 'addresses',
    value: 'a',
  }),
  bad('row 36: name as a list', 'invalidValue', { op: 'add', path: 'name', value: ['a', 'b'] }),
  bad('row 36: title as an object', 'invalidValue', { op: 'add', path: 'title', value: { a: 1 } }),
  bad('row 36: a number in place of an element', 'invalidValue', {
    op: 'add',
    path: 'emails[type eq "work"]',
    value: 5,
  }),
  bad('row 27: userName a number', 'invalidValue', { op: 'replace', path: 'userName', value: 5 }),
  badGroup('row 38: a member without value is no member to remove', 'invalidValue', {
    op: 'remove',
    path: 'members',
    value: [{ type: 'User' }],
  }),
  badGroup('row 38: a list of nothing removes nobody by mistake', 'invalidValue', {
    op: 'remove',
    path: 'members',
    value: [{ display: 'A' }],
  }),
  badGroup('row 38: a number is no member', 'invalidValue', {
    op: 'remove',
    path: 'members',
    value: 5,
  }),
  ...strict(),
];

/** Lenient passes over unknown names beside known ones, and over nothing but unknown names it does not. */
function nothingUnderstood(): PatchCase[] {
  const ops: [string, ...unknown[]][] = [
    ['paths', { op: 'add', path: 'nope', value: 1 }, { op: 'remove', path: 'title.x' }],
    ['keys', { op: 'replace', value: { nope: 1, a: { b: 2 }, [`${ENT}:nope`]: 3 } }],
    ['a key inside an extension', { op: 'add', value: { [ENT]: { nope: 1 } } }],
    ['a sub-attribute', { op: 'replace', path: 'name', value: { first: 'A' } }],
    ['a sub-attribute of a value', { op: 'add', path: 'emails', value: [{ address: 'a@x' }] }],
  ];
  return ops.map(([name, ...operations]) => ({
    ...bad(`S2: nothing but unknown names: ${name}`, 'invalidPath', ...operations),
    only: 'lenient',
  }));
}

/** What cannot be read is not nothing. */
function unreadable(): PatchCase[] {
  const values: unknown[] = [
    [{ display: 'A' }],
    [{ id: 'a' }],
    [{ value: 'b' }, { id: 'a' }],
    [{ value: null }],
    [{ value: '' }],
    [{ value: ' ' }],
    [{}],
    [null],
    [[]],
    [['a']],
    [5],
    [true],
    [''],
    {},
    { display: 'A' },
    '',
    5,
  ];
  const groups = values.flatMap((value) =>
    ['add', 'replace', 'remove'].map((op) => {
      const shown = `S1: ${op} members ${JSON.stringify(value)}`;
      return { ...badGroup(shown, 'invalidValue', { op, path: 'members', value }) };
    }),
  );
  const emails = [{ value: 'a@x', type: 'work' }, { value: 'b@x' }];
  const lists: unknown[] = [
    [{ address: 'a@x' }],
    [{ address: 'a@x', type: 'work' }],
    [{ value: 'b@x' }, { address: 'a@x' }],
    [{}],
    [null],
    {},
  ];
  const users = lists.map((value): PatchCase => ({
    name: `S1: replace emails ${JSON.stringify(value)}`,
    only: 'lenient',
    before: { ...USER, emails },
    operations: [{ op: 'replace', value: { emails: value, title: 't' } }],
    error: 'invalidValue',
  }));
  return [...groups, ...users];
}

function strict(): PatchCase[] {
  const cases: [string, string, ...unknown[]][] = [
    ['S13: roles as texts', 'invalidValue', { op: 'add', path: 'roles', value: ['Admin'] }],
    ['S13: title as a number', 'invalidValue', { op: 'add', path: 'title', value: 7 }],
    ['S24: no path and a list', 'invalidValue', { op: 'add', value: [{ title: 'x' }] }],
    ['S24: no path and text', 'invalidValue', { op: 'add', value: '{"title":"x"}' }],
    ['E9: "False"', 'invalidValue', { op: 'replace', path: 'active', value: 'False' }],
    ['E11: dotted key', 'invalidPath', { op: 'replace', value: { 'name.givenName': 'A' } }],
    ['E11: URN key', 'invalidPath', { op: 'replace', value: { [`${ENT}:department`]: 'D' } }],
    ['row 37: unknown key', 'invalidPath', { op: 'replace', value: { nope: 1, title: 't' } }],
    [
      'row 37: unknown key of an extension',
      'invalidPath',
      { op: 'add', value: { [ENT]: { x: 1 } } },
    ],
    [
      'row 37: unknown sub-attribute',
      'invalidSyntax',
      { op: 'add', path: 'name', value: { x: 1 } },
    ],
    ['row 84: meta without path', 'mutability', { op: 'replace', value: { meta: {} } }],
    ['row 84: groups without path', 'mutability', { op: 'add', value: { groups: [] } }],
    ['E13: manager as a string', 'invalidValue', { op: 'add', path: `${ENT}:manager`, value: 'm' }],
    ['row 92: add null', 'invalidValue', { op: 'add', path: 'title', value: null }],
    ['E3: bare word', 'invalidPath', { op: 'remove', path: 'emails[type eq work]' }],
    ['E12: "True" in a filter', 'invalidPath', { op: 'remove', path: 'emails[primary eq "True"]' }],
    ['core URN as path', 'invalidPath', { op: 'add', path: CORE, value: { title: 't', id: ID } }],
  ];
  return cases.map(([name, error, ...operations]) => ({
    ...bad(`strict, ${name}`, error, ...operations),
    only: 'strict',
  }));
}
