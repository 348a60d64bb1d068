import { expect, test } from '@jest/globals';
import type { Member } from '#store/index.js';
import { searchableOf } from '../../../src/core/members/searchables.js';

test('a word with which another one begins has no place of its own, and its beginnings are found by that one', () => {
  const at = '2026-03-01T12:00:00.000Z';
  const member: Member = {
    id: 'm',
    version: 1,
    createdAt: at,
    updatedAt: at,
    organizationId: 'o',
    status: 'active',
    standing: 'none',
    source: 'manual',
    grants: [],
    name: 'Ada Brandt',
    nameKey: 'ada brandt',
    firstName: 'Ada',
    lastName: 'Brandt',
    email: 'ada.brandt@example.com',
    emailKey: 'ada.brandt@example.com',
  };
  const words = searchableOf(member).facets.flatMap(([name, value]) =>
    name === 'word' ? [value] : [],
  );
  expect(words.sort()).toEqual(['ada.brandt@example.com', 'brandt', 'example.com']);
  for (const beginning of ['a', 'ada', 'ada.', 'br', 'brandt', 'example']) {
    expect(words.some((word) => word.startsWith(beginning))).toBe(true);
  }
  const other = { ...member, nameKey: 'adam brandt', firstName: 'Adam' };
  const others = searchableOf(other).facets.map(([, value]) => value);
  expect(others).toContain('adam');
});
