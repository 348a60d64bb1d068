import { describe, expect, test } from '@jest/globals';
import { checkFilter } from '../../src/filter/check.js';
import { parseDateTime } from '../../src/filter/date-time.js';
import { evaluate } from '../../src/filter/evaluate.js';
import { compareText, foldCase } from '../../src/filter/fold-case.js';
import { parseFilter } from '../../src/filter/parse.js';
import type { Resource } from '../../src/schema/definition.js';
import { createRegistry } from '../../src/schema/registry.js';

const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const type = createRegistry().type('User');

const USER: Resource = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENT],
  id: 'Ab1',
  externalId: 'Ext-1',
  userName: 'User-1@Example.com',
  name: { familyName: "O'Malley", givenName: 'Zoë' },
  displayName: 'User "One" \\ 100%',
  title: '',
  active: true,
  emails: [
    { value: 'a@work.example', type: 'work', primary: true },
    { value: 'a@home.example', type: 'home' },
    { value: 'a@other.example' },
  ],
  roles: [],
  meta: { resourceType: 'User', lastModified: '2024-06-01T12:00:00.500+02:00' },
  [ENT]: { employeeNumber: '701984', manager: { value: 'Mgr-1' } },
};

function holds(text: string, resource: Resource = USER): boolean {
  if (type === undefined) throw new Error('no User');
  const filter = parseFilter(text, { compatibility: 'lenient' });
  return evaluate(
    checkFilter(type, filter, { compatibility: 'lenient', unknown: 'absent' }),
    resource,
  );
}

describe('what matches', () => {
  test.each([
    'userName eq "USER-1@example.COM"',
    'userName ne "someone"',
    'userName co "1@EX"',
    'userName sw "user"',
    'userName ew ".COM"',
    'userName sw ""',
    'userName gt "user-0"',
    'userName ge "user-1@example.com"',
    'userName le "user-1@example.com"',
    'userName lt "v"',
    'externalId eq "Ext-1"',
    'externalId ne "ext-1"',
    'name.givenName eq "ZOE\\u0308"',
    'name.familyName co "o\'m"',
    'displayName co "\\"one\\" \\\\"',
    'displayName ew "100%"',
    'active eq true',
    'active ne false',
    'nickName ne "x"',
    'nickName eq null',
    'active ne null',
    'not (nickName pr)',
    'not (title pr)',
    'not (roles pr)',
    'roles.value ne "x"',
    'emails pr',
    'emails.type pr',
    'name pr',
    'emails co "@home"',
    'emails.value eq "A@WORK.example"',
    'emails.type ne "work"',
    'emails[type eq "home" and value co "home"]',
    'emails[type eq "work"].value ew "work.example"',
    'emails[not (type pr)]',
    'emails[type ne "work" and type ne "home"]',
    'emails[primary ne true]',
    'emails.type eq "work" and emails.value co "home"',
    `${ENT}:employeeNumber eq "701984"`,
    `${ENT}:manager.value eq "Mgr-1"`,
    `${ENT}:manager eq "Mgr-1"`,
    `schemas eq "${ENT}"`,
    'meta.lastModified eq "2024-06-01T10:00:00.500Z"',
    'meta.lastModified gt "2024-06-01T11:00:00+01:00"',
    'meta.lastModified le "2024-06-01T06:00:00.500-04:00"',
    'meta.resourceType eq "User"',
    'foo ne "x"',
    'userName pr or foo pr and bar pr',
    'nickName eq null and (title pr or active eq true)',
  ])('%s', (text) => {
    expect(holds(text)).toBe(true);
  });

  test.each([
    'externalId eq "ext-1"',
    'id eq "ab1"',
    `${ENT}:manager.value eq "mgr-1"`,
    'userName gt "user-1@example.com"',
    'userName eq "user-1"',
    'title pr',
    'title co "x"',
    'roles pr',
    'nickName co ""',
    'nickName lt "z"',
    'active eq false',
    'emails[type eq "work" and value co "home"]',
    'emails[value eq "nobody"]',
    'emails[primary eq false]',
    'roles[value ne "x"]',
    'meta.lastModified lt "2024-06-01T10:00:00.500Z"',
    'meta.created lt "2999-01-01T00:00:00Z"',
    'foo eq "x"',
    'foo pr',
    'userName eq "__proto__"',
    '(userName pr or foo pr) and bar pr',
  ])('not %s', (text) => {
    expect(holds(text)).toBe(false);
  });

  test('inherited properties are no attributes', () => {
    const resource = Object.create({ title: 'inherited' }) as Resource;
    expect(holds('title pr', resource)).toBe(false);
  });

  test('a list of 10,000 elements is one pass', () => {
    const emails = Array.from({ length: 10_000 }, (_, index) => ({
      value: `u${index}@x`,
      type: 'w',
    }));
    expect(holds('emails[type eq "w" and value eq "u9999@x"]', { emails })).toBe(true);
  });
});

describe('texts and times', () => {
  test('folding joins composed and decomposed letters of any case', () => {
    expect(foldCase('E\u0301COLE')).toBe(foldCase('\u00e9cole'));
    expect(foldCase('ΣΑΣ')).toBe('σασ');
  });

  test('texts are ordered by code point, as UTF-8 is', () => {
    const sorted = ['', 'a', 'ab', 'b', '\ud7ff', '\ue000', '\uffff', '😀', '😁'];
    const shuffled = [...sorted].reverse().sort(compareText);
    expect(shuffled).toEqual(sorted);
    const bytes = [...sorted].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(bytes).toEqual(sorted);
  });

  test.each([
    '2024-13-01T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2024-01-01T24:00:01Z',
    '999999999-01-01T00:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:61Z',
    '2024-01-01T00:00:00+15:00',
    '2024-01-01 00:00:00Z',
    '2024-01-01',
    '',
  ])('no dateTime: %s', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });

  test('early years, leap days and the midnight that ends a day', () => {
    expect(parseDateTime('2023-12-31T24:00:00Z')).toBe(Date.UTC(2024, 0, 1));
    expect(parseDateTime('0050-01-01T00:00:00Z')).toBe(Date.parse('0050-01-01T00:00:00Z'));
    expect(parseDateTime('2024-02-29T23:59:59.999Z')).toBe(Date.UTC(2024, 1, 29, 23, 59, 59, 999));
  });
});
