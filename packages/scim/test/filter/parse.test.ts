import { describe, expect, test } from '@jest/globals';
import { ScimError } from '../../src/error.js';
import { parseFilter, parseValuePath } from '../../src/filter/parse.js';
import type { Filter } from '../../src/filter/ast.js';
import type { Compatibility } from '../../src/schema/definition.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function parse(text: string, compatibility: Compatibility = 'lenient'): Filter {
  return parseFilter(text, { compatibility });
}

function failure(run: () => unknown): ScimError {
  try {
    run();
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function refused(text: string, compatibility: Compatibility = 'lenient'): string {
  const error = failure(() => parse(text, compatibility));
  expect([error.status, error.scimType]).toEqual([400, 'invalidFilter']);
  return error.detail;
}

function eq(name: string, value: string | number | boolean | null): Filter {
  return { kind: 'compare', path: { name }, operator: 'eq', value };
}

function pr(name: string): Filter {
  return { kind: 'present', path: { name } };
}

describe('names, operators and literals', () => {
  test.each(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'])('row 57: %s', (operator) => {
    expect(parse(`userName ${operator} "x"`)).toEqual({
      kind: 'compare',
      path: { name: 'userName' },
      operator,
      value: 'x',
    });
  });

  test('row 56: operators in any case, names as the client writes them', () => {
    expect(parse('USERNAME Eq "x"')).toEqual(eq('USERNAME', 'x'));
    expect(parse('title PR AND NOT (active EQ true)')).toEqual({
      kind: 'and',
      filters: [pr('title'), { kind: 'not', filter: eq('active', true) }],
    });
  });

  test('row 63: URN prefixes, and dots in 2.0 are no sub-attribute', () => {
    expect(parse(`${CORE}:userName sw "J"`)).toMatchObject({
      path: { urn: CORE, name: 'userName' },
    });
    expect(parse(`${ENT}:manager.value eq "1"`)).toMatchObject({
      path: { urn: ENT, name: 'manager', sub: 'value' },
    });
    expect(parse(`schemas eq "${ENT}"`)).toEqual(eq('schemas', ENT));
  });

  test('rows 64 and 69: booleans, null and numbers', () => {
    expect(parse('active eq true')).toEqual(eq('active', true));
    expect(parse('active eq false')).toEqual(eq('active', false));
    expect(parse('title eq null')).toEqual(eq('title', null));
    expect(parse('level eq -1.5e2')).toEqual(eq('level', -150));
    expect(parse('active eq "True"')).toEqual(eq('active', 'True'));
  });

  test('row 65: JSON escapes are decoded once', () => {
    expect(parse('title eq "a\\"b\\\\c\\u00e9\\/"')).toEqual(eq('title', 'a"b\\cé/'));
    expect(parse('title co ""')).toMatchObject({ operator: 'co', value: '' });
    expect(parse('title eq "\\ud83d\\ude00"')).toEqual(eq('title', '😀'));
  });

  test('rows 69 and 71: what looks like syntax is data inside a string', () => {
    for (const text of [
      "' OR 1=1 --",
      '__proto__',
      'a+b@x',
      'a%20b',
      'a&b#c',
      ') or (',
      ']"'.slice(0, 1),
    ]) {
      expect(parse(`userName eq ${JSON.stringify(text)}`)).toEqual(eq('userName', text));
    }
  });

  test('the space before a string may be missing (RFC 7644 section 3.5.2.2 writes it so)', () => {
    expect(parse('value eq"1"')).toEqual(eq('value', '1'));
  });

  test('E3: a bare word is a string when lenient and refused when strict', () => {
    expect(parse('externalId eq jyoung')).toEqual(eq('externalId', 'jyoung'));
    expect(parse('id eq 0192-ab and manager eq u1@x.example')).toEqual({
      kind: 'and',
      filters: [eq('id', '0192-ab'), eq('manager', 'u1@x.example')],
    });
    expect(parse('employeeNumber eq 007')).toEqual(eq('employeeNumber', '007'));
    expect(parse('emails[type eq work]')).toMatchObject({ filter: eq('type', 'work') });
    expect(refused('externalId eq jyoung', 'strict')).toContain('position 15');
    expect(refused('active eq True', 'strict')).toContain('double quotes');
  });
});

describe('row 59: precedence and brackets', () => {
  test('and binds before or, not before and', () => {
    expect(parse('a pr or b pr and c pr')).toEqual({
      kind: 'or',
      filters: [pr('a'), { kind: 'and', filters: [pr('b'), pr('c')] }],
    });
    expect(parse('not (a pr) and b pr')).toEqual({
      kind: 'and',
      filters: [{ kind: 'not', filter: pr('a') }, pr('b')],
    });
  });

  test('brackets change it, and both spellings of not parse (erratum 7319)', () => {
    expect(parse('(a pr or b pr) and c pr')).toEqual({
      kind: 'and',
      filters: [{ kind: 'or', filters: [pr('a'), pr('b')] }, pr('c')],
    });
    expect(parse('not(a pr)')).toEqual(parse('not (a pr)'));
    expect(parse('not (not (a pr))')).toEqual({
      kind: 'not',
      filter: { kind: 'not', filter: pr('a') },
    });
  });

  test('chains are flat lists, also through needless brackets', () => {
    expect(parse('(a pr and b pr) and (c pr and d pr)')).toEqual({
      kind: 'and',
      filters: [pr('a'), pr('b'), pr('c'), pr('d')],
    });
    expect(parse('((((a pr))))')).toEqual(pr('a'));
  });
});

describe('value paths', () => {
  test('row 60: conditions on one element', () => {
    expect(parse('emails[type eq "work" and value co "@x"]')).toEqual({
      kind: 'has',
      path: { name: 'emails' },
      filter: {
        kind: 'and',
        filters: [
          eq('type', 'work'),
          { kind: 'compare', path: { name: 'value' }, operator: 'co', value: '@x' },
        ],
      },
    });
    expect(parse('emails[not (type eq "a" or primary eq true)] and title pr')).toMatchObject({
      kind: 'and',
      filters: [{ kind: 'has', filter: { kind: 'not' } }, pr('title')],
    });
  });

  test("row 62: Entra's sub-attribute behind the bracket is one more condition", () => {
    expect(parse('emails[type eq "work"].value eq "x"')).toEqual(
      parse('emails[type eq "work" and value eq "x"]'),
    );
    expect(parse('emails[type eq "a" or primary eq true].value pr')).toEqual({
      kind: 'has',
      path: { name: 'emails' },
      filter: {
        kind: 'and',
        filters: [{ kind: 'or', filters: [eq('type', 'a'), eq('primary', true)] }, pr('value')],
      },
    });
  });

  test('they do not nest (errata 4690 and 7322)', () => {
    expect(refused('emails[type[value eq "x"]]')).toContain('do not nest');
  });

  test('as PATCH paths they answer invalidPath', () => {
    expect(parseValuePath('emails[type eq "work"].value', { compatibility: 'strict' })).toEqual({
      path: { name: 'emails' },
      filter: eq('type', 'work'),
      sub: 'value',
    });
    const error = failure(() => parseValuePath('emails[type eq', { compatibility: 'strict' }));
    expect(error.scimType).toBe('invalidPath');
    expect(error.detail).toContain('The path is not valid at position 15');
  });
});

describe('row 67: bad syntax', () => {
  test.each([
    ['', 'position 1: expected an attribute name'],
    ['   ', 'the text ends'],
    ['userName', 'expected one of the operators eq, ne'],
    ['userName eq', 'position 12: expected a value'],
    ['userName eq and active eq true', 'expected a value'],
    ['userName eq "x', 'no closing quote'],
    ['userName eq "x\\"', 'no closing quote'],
    ['userName eq "\\x"', 'not a JSON string'],
    ['userName eq "\\u12"', 'not a JSON string'],
    ['userName eq "a\nb"', 'not a JSON string'],
    ['userName eq "\\ud800"', 'surrogate'],
    ["userName eq 'x'", 'double quotes'],
    ['userName eq "x" trailing', 'position 17: expected "and", "or" or the end'],
    ['userName eq "x" "y"', 'found the string'],
    ['userName eq "x" and', 'expected an attribute name'],
    ['and userName pr', 'expected one of the operators'],
    ['(userName pr', 'expected "and", "or" or ")"'],
    ['userName pr)', 'found )'],
    ['()', 'found )'],
    ['not userName pr', 'expected "(" after "not"'],
    ['emails[type eq "work"', 'expected "and", "or" or "]"'],
    ['emails[]', 'found ]'],
    ['emails[type eq "work"].', 'sub-attribute such as ".value"'],
    ['emails[type eq "work"].value', 'expected one of the operators'],
    ['emails[type eq "work"].a.b eq "x"', 'sub-attribute such as ".value"'],
    ['emails[type eq "work"] .value eq "x"', 'expected "and", "or"'],
    ['user name eq "x"', 'expected one of the operators'],
    ['1abc eq "x"', 'expected an attribute name'],
    ['__proto__ eq "x"', 'expected an attribute name'],
    ['a.b.c eq "x"', 'expected an attribute name'],
    ['level eq 1e999', 'expected a value'],
    ['"userName" eq "x"', 'expected an attribute name'],
  ])('%j', (text, detail) => {
    expect(refused(text)).toContain(detail);
  });

  test('row 66: an unknown operator is named', () => {
    expect(refused('userName regex "x"')).toContain('found regex');
  });
});

describe('row 68: hostile input ends quickly', () => {
  test.each([
    ['2,000 parentheses', '('.repeat(2000) + 'a pr' + ')'.repeat(2000)],
    ['2,000 negations', 'not ('.repeat(1000) + 'a pr' + ')'.repeat(1000)],
    ['a million parentheses', '('.repeat(1_000_000)],
    ['a million brackets', 'a['.repeat(1_000_000)],
    ['10 kB of one string', `userName eq "${'a'.repeat(10_240)}"`],
    ['a long word', `${'a'.repeat(1_000_000)}!`],
    ['300 conditions', Array.from({ length: 300 }, () => 'a pr').join(' or ')],
    ['a string of backslashes', `a eq "${'\\'.repeat(8000)}`],
    ['8 kB of dots', `${'a.'.repeat(4000)} pr`],
    ['8 kB of colons', `${'a:'.repeat(4000)} pr`],
    ['8 kB of spaces', `a${' '.repeat(8000)}`],
  ])('%s', (_name, text) => {
    const start = performance.now();
    refused(text);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('the limits let honest filters through', () => {
    const many = Array.from({ length: 200 }, (_, index) => `id eq "${index}"`).join(' or ');
    expect(parse(many)).toMatchObject({ kind: 'or', filters: { length: 200 } });
    expect(parse('('.repeat(50) + 'a pr' + ')'.repeat(50))).toEqual(pr('a'));
  });

  test('limits can be set', () => {
    const limits = { length: 10, depth: 1, terms: 1 };
    const read = (text: string) =>
      failure(() => parseFilter(text, { compatibility: 'strict', limits }));
    expect(read('userName pr').detail).toContain('at most 10');
    expect(read('((a pr))').detail).toContain('levels');
    expect(read('a pr or b pr').detail).toContain('at most 10');
  });
});
