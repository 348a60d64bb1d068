import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AttributePath, Filter } from '../../src/filter/ast.js';
import { join, parseFilter } from '../../src/filter/parse.js';
import { printFilter } from '../../src/filter/print.js';

const name = fc.constantFrom('userName', 'emails', 'or', 'and', 'pr', '$ref', 'x-y_1', 'eq');
const path: fc.Arbitrary<AttributePath> = fc
  .record({
    urn: fc.option(fc.constantFrom('urn:ietf:params:scim:schemas:core:2.0:User', 'urn:a:b')),
    name,
    sub: fc.option(fc.constantFrom('value', 'type', '$ref')),
  })
  .map(({ urn, name: main, sub }) => ({
    name: main,
    ...(urn !== null && { urn }),
    ...(sub !== null && { sub }),
  }));
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
);
const operator = fc.constantFrom(
  'eq' as const,
  'ne' as const,
  'co' as const,
  'sw' as const,
  'ew' as const,
  'gt' as const,
  'ge' as const,
  'lt' as const,
  'le' as const,
);

function filters(bracketed: boolean): fc.Arbitrary<Filter> {
  const leaf = fc.oneof(
    fc.record({ kind: fc.constant('present' as const), path }),
    fc.record({ kind: fc.constant('compare' as const), path, operator, value }),
  );
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie('filter').map((filter): Filter => ({ kind: 'not', filter })),
      fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('filter'), { minLength: 2, maxLength: 4 }),
        )
        .map(([kind, list]) => join(kind, list)),
      ...(bracketed
        ? [fc.record({ kind: fc.constant('has' as const), path, filter: filters(false) })]
        : []),
    ),
  })).filter;
}

describe('printing a filter', () => {
  test('parseFilter reads back what printFilter wrote', () => {
    const limits = { length: 1e6, depth: 1000, terms: 1e6 };
    fc.assert(
      fc.property(filters(true), (filter) => {
        const text = printFilter(filter);
        expect(parseFilter(text, { compatibility: 'strict', limits })).toEqual(filter);
      }),
      { numRuns: 500 },
    );
  });

  test('any text either parses or is refused as invalidFilter, never anything else', () => {
    const token = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '"',
      '\\',
      ' ',
      'a',
      'eq',
      'and',
      '.',
      ':',
      'not',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        try {
          const filter = parseFilter(tokens.join(''), { compatibility: 'lenient' });
          expect(filter).toHaveProperty('kind');
        } catch (error) {
          expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('brackets stand only where they are needed', () => {
    const text = 'a pr and (b pr or not (c eq "x\\"")) and e[v eq 1 and t pr]';
    expect(printFilter(parseFilter(text, { compatibility: 'strict' }))).toBe(text);
  });
});
