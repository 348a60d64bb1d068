import { describe, expect, test } from '@jest/globals';
import { base36, entityTag, matchesVersion, parseEntityTags, preconditionOf } from '../src/etag.js';

describe('entity tags', () => {
  test.each([
    ['W/"7"', ['W/"7"']],
    ['"7"', ['W/"7"']],
    ['7', ['W/"7"']],
    ['W/"6", W/"7"', ['W/"6"', 'W/"7"']],
    ['"a,b" ,c', ['W/"a,b"', 'W/"c"']],
    [' * ', '*'],
    ['"open', ['W/"open"']],
  ])('row 95: the header %s is read', (header, tags) => {
    expect(parseEntityTags(header)).toEqual(tags);
  });

  test('row 95: no header is no condition', () => {
    expect(parseEntityTags(undefined)).toBeUndefined();
    expect(parseEntityTags('  ')).toBeUndefined();
    expect(preconditionOf({})).toEqual({});
    expect(preconditionOf({ ifMatch: '"7"' })).toEqual({ ifMatch: ['W/"7"'] });
  });

  test('row 95: tags are compared weakly', () => {
    const current = entityTag(7);
    expect(current).toBe('W/"7"');
    expect(matchesVersion(['"7"'], current)).toBe(true);
    expect(matchesVersion(['W/"6"', 'W/"7"'], current)).toBe(true);
    expect(matchesVersion('*', current)).toBe(true);
    expect(matchesVersion(['W/"70"'], current)).toBe(false);
    expect(matchesVersion([], current)).toBe(false);
    expect(matchesVersion(undefined, current)).toBe(false);
  });

  test('numbers of a tag are written to the base 36 as the language does, in seven digits', () => {
    const edges = [36 ** 2, 36 ** 4, 36 ** 6, 2 ** 31, 2 ** 32].flatMap((one) => [one - 1, one]);
    const spread = Array.from({ length: 10_000 }, (_, at) => Math.imul(at, 0x9e3779b1) >>> 0);
    for (const number of [0, 1, 35, ...edges.slice(0, -1), ...spread]) {
      expect(base36(number)).toBe(number.toString(36).padStart(7, '0'));
    }
  });

  test('row 109: a hostile header costs linear time', () => {
    const started = performance.now();
    expect(parseEntityTags('W/'.repeat(2e5) + '"')).toHaveLength(1);
    expect(parseEntityTags('"'.repeat(200_001))).toHaveLength(100_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
