import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { citations, referenceRows, type Citations } from '../kit/references.js';

// Every number that is cited has a row in docs/reference/, and every row is cited by a test or a check.

const rows = referenceRows();

/** What each kind of citation may name. */
const known: Record<keyof Citations, ReadonlySet<string>> = {
  checklist: new Set(rows.checklist),
  providers: new Set([...rows.entra, ...rows.okta]),
  rules: new Set(rows.rules),
  conflicts: new Set(rows.conflicts),
};

/** This file and its reader name numbers that do not exist. */
const OWN = /^test\/(project|kit)\/references/;

interface Source {
  readonly path: string;
  readonly text: string;
}

const FOLDERS = ['src', 'test', 'packages', 'console', 'docs', 'config', 'bench'];

const sources: Source[] = FOLDERS.filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .concat('README.md', 'CONTRIBUTING.md', 'CHANGELOG.md')
  .filter((path) => /\.(ts|tsx|md|yaml)$/.test(path))
  .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path))
  .filter((path) => !OWN.test(path) && !path.startsWith('docs/reference/'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

function unknownIn(text: string): string[] {
  return Object.entries(citations(text)).flatMap(([kind, cited]: [string, readonly string[]]) =>
    cited.filter((number) => !known[kind as keyof Citations].has(number)),
  );
}

describe('the tables', () => {
  test('have the rows that they are known for, none twice', () => {
    expect(rows.checklist).toEqual(Array.from({ length: 110 }, (_, index) => String(index + 1)));
    expect([rows.entra.length, rows.okta.length, rows.others.length]).toEqual([33, 16, 11]);
    expect([rows.rules.length, rows.conflicts.length]).toEqual([146, 10]);
    expect(rows.faults.length).toBe(60);
    for (const table of Object.values(rows) as string[][]) {
      expect(new Set(table).size).toBe(table.length);
    }
  });

  test('the rules of each product are numbered without a gap', () => {
    for (const [at, rule] of rows.rules.entries()) {
      const [product, number] = rule.split('.');
      const first = rows.rules.findIndex((other) => other.startsWith(`${product ?? ''}.`));
      expect([rule, number]).toEqual([rule, String(at - first + 1)]);
    }
  });
});

describe('citations', () => {
  test('every number that is cited has a row', () => {
    expect(sources.length).toBeGreaterThan(500);
    const unknown = sources.flatMap(({ path, text }) =>
      unknownIn(text).map((number) => `${path}: ${number}`),
    );
    expect(unknown).toEqual([]);
  });

  test('every row is cited by a test or a check', () => {
    const texts = sources
      .filter(({ path }) => /^(test|packages|src\/cli)\//.test(path))
      .map(({ text }) => text);
    const cited = texts.map(citations);
    const missing = (kind: keyof Citations): string[] => {
      const named = new Set(cited.flatMap((one) => one[kind]));
      return [...known[kind]].filter((number) => !named.has(number));
    };
    expect(missing('checklist')).toEqual([]);
    expect(missing('providers')).toEqual([]);
    expect(missing('rules')).toEqual([]);
    const everything = texts.join('\n').toLowerCase();
    expect(rows.others.filter((name) => !everything.includes(name.toLowerCase()))).toEqual([]);
  });

  test('no page and no comment points out of the repository for a table', () => {
    const outside =
      /\b(idp-behaviour|seed-behaviours|scim-requirements|features\.md)\b|shared\/reference/;
    expect(sources.filter(({ text }) => outside.test(text)).map(({ path }) => path)).toEqual([]);
    const docs = sources.filter(
      ({ path, text }) => path.endsWith('.md') && text.includes('../shared'),
    );
    expect(docs.map(({ path }) => path)).toEqual([]);
  });
});

describe('the reader of citations', () => {
  test.each<[string, Partial<Citations>]>([
    ["test('row 83: no match', …)", { checklist: ['83'] }],
    ['// rows 7, 8, 101', { checklist: ['7', '8', '101'] }],
    ["'rows 55-63, 70: filter'", { checklist: ['55', '63', '70'] }],
    ["{ row: '99', title: 'x' }", { checklist: ['99'] }],
    ['as E12 and O14 say; not %E2%82, not 0xE9', { providers: ['E12', 'O14'] }],
    ['row 90, E25a: x', { checklist: ['90'], providers: ['E25a'] }],
    ['seeds 1.27 to 1.29, 4.16: x', { rules: ['1.27', '1.29', '4.16'] }],
    ['// Rows 0.13, 1.17: x', { rules: ['0.13', '1.17'] }],
    ["test('1.7, (e): x')", { rules: ['1.7'], conflicts: ['e'] }],
    ["test('0.1 A new account')", { rules: ['0.1'] }],
    ['conflict (g), seed 4.8: x', { rules: ['4.8'], conflicts: ['g'] }],
    ["expect(x).toEqual(['1.5', '2.0', 'HTTP/1.1'])", {}],
  ])('%s', (text, expected) => {
    const none: Citations = { checklist: [], providers: [], rules: [], conflicts: [] };
    expect(citations(text)).toEqual({ ...none, ...expected });
  });

  test('a number without a row is found', () => {
    expect(unknownIn("test('row 111: x'); // E32, seed 5.1, conflict (k)")).toEqual([
      '111',
      'E32',
      '5.1',
      'k',
    ]);
  });
});
