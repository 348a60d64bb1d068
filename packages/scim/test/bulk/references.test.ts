import { describe, expect, test } from '@jest/globals';
import { postpone, resolveReferences, visitReferences } from '../../src/bulk/references.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function found(data: unknown): string[] {
  const ids: string[] = [];
  visitReferences(data, (id) => ids.push(id));
  return ids;
}

describe('references to bulkIds (row 97)', () => {
  test('are found in members, $ref, manager, PATCH paths and PATCH values', () => {
    const data = {
      members: [{ value: 'bulkId:a', $ref: 'https://x.example/v2/Users/bulkId:b' }],
      [ENTERPRISE]: { manager: { value: 'bulkId:c' } },
      Operations: [{ path: 'members[value eq "bulkId:d"]', value: ['bulkId:e'] }],
    };
    expect(found(data)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('plain text that only mentions the word is none', () => {
    expect(found({ title: 'about bulkId:x and more/things', nickName: 'xbulkId:y' })).toEqual([]);
  });

  test('are replaced wherever they stand, in a copy', () => {
    const data = {
      members: [{ value: 'bulkId:a', $ref: '../Users/bulkId:a' }, { value: 'other' }],
      path: 'members[value eq "bulkId:a"]',
    };
    const before = structuredClone(data);
    expect(resolveReferences(data, (id) => `id-of-${id}`)).toEqual({
      members: [{ value: 'id-of-a', $ref: '../Users/id-of-a' }, { value: 'other' }],
      path: 'members[value eq "id-of-a"]',
    });
    expect(data).toEqual(before);
  });

  test('a key called __proto__ stays data', () => {
    const data: unknown = JSON.parse('{"__proto__": {"value": "bulkId:a"}}');
    const resolved = resolveReferences(data, () => '7');
    expect(JSON.stringify(resolved)).toBe('{"__proto__":{"value":"7"}}');
    expect(Object.getPrototypeOf(resolved)).toBe(Object.prototype);
  });

  test('data nested deeper than any resource is refused with 400, not a full stack', () => {
    let data: unknown = 'bulkId:a';
    for (let depth = 0; depth < 200; depth++) data = [data];
    expect(() => found(data)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }),
    );
  });

  test('a long hostile text is read in linear time', () => {
    const text = `${'/bulkId:a'.repeat(50_000)}/`;
    const start = performance.now();
    expect(found(text)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('postponing keeps the rest of a list and turns what refers into additions', () => {
    const data = {
      displayName: 'Group A',
      members: [{ value: 'bulkId:a' }, { value: 'known' }, { value: 'bulkId:b' }],
      [ENTERPRISE]: { manager: { value: 'bulkId:b' }, department: 'D' },
    };
    expect(postpone(data, new Set(['b']))).toEqual({
      now: {
        displayName: 'Group A',
        members: [{ value: 'bulkId:a' }, { value: 'known' }],
        [ENTERPRISE]: { department: 'D' },
      },
      later: [
        { op: 'add', path: 'members', value: [{ value: 'bulkId:b' }] },
        { op: 'add', path: `${ENTERPRISE}:manager`, value: { value: 'bulkId:b' } },
      ],
    });
  });
});
