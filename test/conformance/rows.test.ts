import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceRows } from '../kit/references.js';
import { checkTitles } from './check-titles.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TESTS = join(HERE, '..');

const { checklist, entra, okta, others } = referenceRows();

/** A text literal behind `test(`, `test.each(…)(`, `describe(`, or the `name:` or `row:` of a case that becomes a title. */
const TITLE = new RegExp(
  [
    String.raw`(?:\b(?:test|it|describe)(?:\.\w+)?(?:<[^>]*>)?\(\s*|\]\)\(\s*`,
    String.raw`|\b(?:name|title|row):\s*|\boverServers\(\s*)`,
    String.raw`('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|` + '`(?:[^`\\\\]|\\\\.)*`)',
  ].join(''),
  'g',
);

function titlesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return [...text.matchAll(TITLE)].map(([, literal = '']) => literal.slice(1, -1));
    });
}

const everywhere = [...titlesIn(TESTS), ...checkTitles];
const here = [...titlesIn(HERE), ...checkTitles];

describe('every row of the references has a test that bears its name', () => {
  test('the titles are found at all', () => {
    expect(here.length).toBeGreaterThan(100);
    expect(here).toContain('row 97: two groups that have each other are both made');
    expect(everywhere).toContain('the titles are found at all');
  });

  test('the checklist: a test over HTTP begins with each number', () => {
    const missing = checklist.filter(
      (row) => !here.some((title) => new RegExp(`^(row \\d+[,:] )*row ${row}[,:] `).test(title)),
    );
    expect(missing).toEqual([]);
  });

  test.each([
    ['Entra ID', entra],
    ['Okta', okta],
  ])('%s: each row is named', (_provider, rows) => {
    const missing = rows.filter(
      (row) => !everywhere.some((title) => new RegExp(`\\b${row}\\b`).test(title)),
    );
    expect(missing).toEqual([]);
  });

  test('the other providers are named', () => {
    const text = everywhere.join('\n').toLowerCase();
    expect(others.filter((name) => !text.includes(name.toLowerCase()))).toEqual([]);
  });

  test('each question of the fixed interpretations is asked of lenient and of strict', () => {
    const text = readFileSync(join(HERE, 'interpretations.test.ts'), 'utf8');
    const questions = [...text.matchAll(/^ {2}both\(suite, '/gm)];
    // twelve rows of the table, and what is one answer for both
    expect(questions).toHaveLength(13);
  });
});
