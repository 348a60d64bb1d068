import { describe, expect, test } from '@jest/globals';
import { applyPatch } from '../../src/patch/apply.js';
import { splitMembers, type MemberChange } from '../../src/patch/members.js';
import { parsePatch, PATCH_OP_URN } from '../../src/patch/parse.js';
import type { PatchOperation } from '../../src/patch/operation.js';
import type { Compatibility } from '../../src/schema/definition.js';
import { createRegistry } from '../../src/schema/registry.js';

const registry = createRegistry();

function parse(operations: unknown, compatibility: Compatibility = 'lenient'): PatchOperation[] {
  const type = registry.type('Group');
  if (type === undefined) throw new Error('no Group');
  const body = { schemas: [PATCH_OP_URN], Operations: operations };
  return parsePatch(type, body, { compatibility, id: 'g', note: () => undefined });
}

function changes(...operations: unknown[]): MemberChange[] {
  return splitMembers(parse(operations)).members;
}

describe('what happens to the members', () => {
  test.each<[string, unknown, MemberChange]>([
    [
      'add a list',
      { op: 'add', path: 'members', value: [{ value: 'a', type: 'User' }, { value: 'b' }] },
      { kind: 'add', members: [{ value: 'a', type: 'User' }, { value: 'b' }] },
    ],
    [
      'add an id',
      { op: 'Add', path: 'members', value: 'a' },
      { kind: 'add', members: [{ value: 'a' }] },
    ],
    [
      'add somebody twice, which the host takes for once',
      { op: 'add', value: { members: ['a', 'a'] } },
      { kind: 'add', members: [{ value: 'a' }, { value: 'a' }] },
    ],
    [
      'remove by filter',
      { op: 'remove', path: 'members[value eq "a"]' },
      { kind: 'remove', ids: ['a'], byFilter: true },
    ],
    [
      'remove by a filter of several',
      { op: 'remove', path: 'members[value eq "a" or (value eq "b" or value eq "a")]' },
      { kind: 'remove', ids: ['a', 'b'], byFilter: true },
    ],
    [
      'remove a list',
      { op: 'remove', path: 'members', value: [{ value: 'a' }, 'b', { value: 'a' }] },
      { kind: 'remove', ids: ['a', 'b', 'a'] },
    ],
    ['remove nobody', { op: 'remove', path: 'members', value: [] }, { kind: 'remove', ids: [] }],
    ['remove all', { op: 'remove', path: 'members' }, { kind: 'clear' }],
    ['remove with null', { op: 'remove', path: 'members', value: null }, { kind: 'clear' }],
    ['replace with []', { op: 'replace', path: 'members', value: [] }, { kind: 'clear' }],
    ['replace with null', { op: 'replace', value: { members: null } }, { kind: 'clear' }],
    [
      'replace',
      { op: 'replace', path: 'members', value: [{ value: 'b' }] },
      { kind: 'replace', members: [{ value: 'b' }] },
    ],
    [
      'add at a filter',
      { op: 'add', path: 'members[value eq "a"]', value: { type: 'User' } },
      { kind: 'add', members: [{ value: 'a', type: 'User' }], byFilter: true },
    ],
    [
      'replace the value of a filter by itself',
      { op: 'replace', path: 'members[value eq "a"].value', value: 'a' },
      { kind: 'add', members: [{ value: 'a' }], byFilter: true },
    ],
  ])('%s', (_name, operation, change) => {
    expect(changes(operation)).toEqual([change]);
  });

  test.each([
    'members[type eq "Group"]',
    'members[value eq "a" and type eq "User"]',
    'members[value eq "a" or type eq "Group"]',
    'members[value sw "a"]',
    'members[not (value eq "a")]',
  ])('another filter stays a filter: %s', (path) => {
    expect(changes({ op: 'remove', path })).toMatchObject([{ kind: 'removeWhere' }]);
  });

  test.each([
    { op: 'replace', path: 'members[value eq "a"].value', value: 'b' },
    { op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } },
    { op: 'replace', path: 'members[type eq "User"].type', value: 'Group' },
    { op: 'add', path: 'members[value eq "a" or value eq "b"]', value: { type: 'User' } },
    { op: 'add', path: 'members.value', value: 'a' },
    { op: 'remove', path: 'members[value eq "a"].type' },
    { op: 'remove', path: 'members.value' },
  ])('row 84: a member is not changed in place, $op $path', (operation) => {
    const operations = parse([operation]);
    expect(() => splitMembers(operations)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'mutability' }),
    );
  });

  test('a member without value is refused', () => {
    expect(() => parse([{ op: 'add', path: 'members', value: [{ type: 'User' }] }])).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });

  test('both halves keep their order', () => {
    const { members, rest } = splitMembers(
      parse([
        { op: 'remove', path: 'members' },
        { op: 'replace', value: { displayName: 'H', members: ['a'] } },
        { op: 'add', path: 'externalId', value: 'x' },
        { op: 'remove', path: 'members[value eq "a"]' },
      ]),
    );
    expect(members.map(({ kind }) => kind)).toEqual(['clear', 'replace', 'remove']);
    expect(rest).toMatchObject([
      { op: 'replace', target: { attribute: { name: 'displayName' } }, value: 'H' },
      { op: 'add', target: { attribute: { name: 'externalId' } }, value: 'x' },
    ]);
  });
});

describe('E30: many members', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ value: `m${index}` }));
  const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'G' };

  function timed(operations: unknown, before: Record<string, unknown>) {
    const type = registry.type('Group');
    if (type === undefined) throw new Error('no Group');
    const start = performance.now();
    const parsed = parse(operations);
    const split = splitMembers(parsed);
    const applied = applyPatch(type, before, parsed, { compatibility: 'lenient' });
    expect(performance.now() - start).toBeLessThan(10_000);
    return { split, ...applied };
  }

  test('10,000 added to 10,000, half of them there already', () => {
    const added = many.map((_, index) => ({ value: `m${index + 5000}` }));
    const { resource, split } = timed([{ op: 'add', path: 'members', value: added }], {
      ...group,
      members: many,
    });
    expect(resource.members).toHaveLength(15_000);
    expect(split.members).toMatchObject([{ kind: 'add', members: { length: 10_000 } }]);
  });

  test('10,000 removed from 10,000 by a list', () => {
    const { resource } = timed([{ op: 'remove', path: 'members', value: [...many].reverse() }], {
      ...group,
      members: many,
    });
    expect(resource).toEqual(group);
  });

  test('10,000 replaced by the same 10,000 is no change', () => {
    const before = { ...group, members: many };
    const { resource, changed } = timed([{ op: 'replace', path: 'members', value: many }], before);
    expect([resource === before, changed]).toEqual([true, false]);
  });

  test('1,000 operations of one member each', () => {
    const operations = many.slice(0, 1000).map((member) => ({
      op: 'remove',
      path: `members[value eq "${member.value}"]`,
    }));
    const { members } = splitMembers(parse(operations));
    expect(members).toHaveLength(1000);
  });
});
