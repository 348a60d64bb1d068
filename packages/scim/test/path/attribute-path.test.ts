import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatAttributePath,
  parseAttributePath,
  wholeUrn,
} from '../../src/path/attribute-path.js';

const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('attribute paths', () => {
  test.each([
    ['userName', { name: 'userName' }],
    ['name.givenName', { name: 'name', sub: 'givenName' }],
    ['members.$ref', { name: 'members', sub: '$ref' }],
    ['$ref', { name: '$ref' }],
    [`${ENT}:department`, { urn: ENT, name: 'department' }],
    [`${ENT}:manager.value`, { urn: ENT, name: 'manager', sub: 'value' }],
    ['a-b_c$1', { name: 'a-b_c$1' }],
  ])('row 43: reads %s', (text, path) => {
    expect(parseAttributePath(text)).toEqual(path);
  });

  test('row 88: dots in the URN are not sub-attributes', () => {
    expect(parseAttributePath(`${ENT}:employeeNumber`)).toEqual({
      urn: ENT,
      name: 'employeeNumber',
    });
  });

  test.each([
    ['nothing', ''],
    ['two sub-attributes', 'a.b.c'],
    ['a dot alone', '.'],
    ['two dots', '..'],
    ['a trailing dot', 'name.'],
    ['a leading digit', '1a'],
    ['__proto__', '__proto__'],
    ['a blank inside', 'user name'],
    ['a value filter', 'emails[type eq "work"]'],
    ['a prefix that is no URI', 'foo:bar'],
    ['a URN with a blank', 'urn:x y:z'],
    ['a trailing colon', 'urn:a:b:'],
    ['letters beyond ASCII', 'é'],
  ])('row 85: refuses %s', (_what, text) => {
    expect(parseAttributePath(text)).toBeUndefined();
  });

  test('row 68: hostile length costs linear time', () => {
    const started = performance.now();
    for (const text of ['a'.repeat(1e6) + '!', 'urn:' + 'a:'.repeat(5e5), '.'.repeat(1e6)]) {
      expect(parseAttributePath(text)).toBeUndefined();
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a whole URN is put together again', () => {
    const path = parseAttributePath(ENT);
    expect(path && wholeUrn(path)).toBe(ENT);
    expect(wholeUrn({ name: 'userName' })).toBeUndefined();
  });

  test('what is read is written back as it was', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9$_-]{0,8}$/);
    const path = fc.record(
      { urn: fc.constantFrom(ENT, 'urn:example:x.y:1.0'), name, sub: name },
      { requiredKeys: ['name'] },
    );
    fc.assert(
      fc.property(path, (wanted) => {
        expect(parseAttributePath(formatAttributePath(wanted))).toEqual(wanted);
      }),
    );
  });
});
