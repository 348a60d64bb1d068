import { expect, test } from '@jest/globals';
import { matchColumns } from '../src/index.js';

const wanted = [
  { key: 'email', titles: ['E-mail address', 'E-Mail-Adresse', 'メールアドレス'], required: true },
  { key: 'firstName', titles: ['First name', 'Vorname', 'Prénom'], required: false },
  { key: 'roles', titles: ['Roles', 'Rollen'], required: true },
];

test.each([
  ['E-MAIL  Address *', 'first_name', 'Roles'],
  ['e mail adresse', 'VORNAME:', 'rollen'],
  ['ﾒｰﾙｱﾄﾞﾚｽ', 'Pre\u0301nom', 'ROLES'],
  ['email', 'firstName', '(Roles)'],
])('titles are matched whatever their case, width, spaces and punctuation: %s', (...titles) => {
  const match = matchColumns(titles, wanted);
  expect([...match.mapping]).toEqual([
    ['email', titles[0]],
    ['firstName', titles[1]],
    ['roles', titles[2]],
  ]);
  expect(match).toMatchObject({ unknown: [], missing: [], ambiguous: [] });
});

test('what is unknown, missing, or there twice is said', () => {
  const match = matchColumns(['Vorname', 'Salary', '***', 'First name', 'constructor'], wanted);
  expect([...match.mapping]).toEqual([['firstName', 'Vorname']]);
  expect(match.unknown).toEqual(['Salary', '***', 'constructor']);
  expect(match.missing).toEqual(['email', 'roles']);
  expect(match.ambiguous).toEqual([{ key: 'firstName', titles: ['Vorname', 'First name'] }]);
});
