import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceRows } from '../kit/references.js';
import { LAYOUT_ROWS, SCREENS } from './layout-rows.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));

const { rules } = referenceRows();

/** A text literal behind `test(`: the titles that run. */
const TITLE = /\btest\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g;

const LAYOUT = 'page layout: the console shows it';

const titles = readdirSync(HERE)
  .filter((name) => name.endsWith('.test.ts') && name !== 'rows.test.ts')
  .flatMap((name) => [...readFileSync(join(HERE, name), 'utf8').matchAll(TITLE)])
  .map(([, literal = '']) => literal.slice(1, -1));

/** `0.24, 0.27 A sentence`: the rows that a title begins with. */
function rowsOf(title: string): string[] {
  const [numbers = ''] = /^\d+\.\d+(?:, \d+\.\d+)* /.exec(title) ?? [];
  return numbers.trim().split(', ').filter(Boolean);
}

describe('every row of the seeds has a test that bears its number and its sentence', () => {
  test('the titles are found at all', () => {
    expect(titles.length).toBeGreaterThan(100);
    expect(titles).toContain('0.1 A new account gets a personal organization by default.');
  });

  test('no row is missing, none is named twice, and none is made up', () => {
    const named = titles.flatMap(rowsOf);
    expect(rules.filter((row) => !named.includes(row))).toEqual([]);
    expect(named.filter((row, index) => named.indexOf(row) !== index)).toEqual([]);
    expect(named.filter((row) => !rules.includes(row))).toEqual([]);
  });

  test('rows of mere layout are those of the table, each with its screen', () => {
    const layout = titles.filter((title) => title.includes(LAYOUT)).flatMap(rowsOf);
    expect(layout.sort()).toEqual(Object.keys(LAYOUT_ROWS).sort());
    for (const screen of Object.values(LAYOUT_ROWS)) expect(SCREENS).toContain(screen);
  });

  test('nothing is skipped', () => {
    const sources = readdirSync(HERE).map((name) => readFileSync(join(HERE, name), 'utf8'));
    const skipping = /\b(?:test|describe)\.(?:skip|todo|only)\b|\bx(?:test|describe)\(/;
    expect(sources.filter((text) => skipping.test(text))).toEqual([]);
  });
});
