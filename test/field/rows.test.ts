import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceRows } from '../kit/references.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));

const { faults } = referenceRows();

const sources = readdirSync(HERE)
  .filter((name) => name.endsWith('.test.ts') && name !== 'rows.test.ts')
  .map((name) => readFileSync(join(HERE, name), 'utf8'));

/** The beginnings of titles, of `test` and of `describe`, in tables of cases too: `'S1 …'`, `'S10, S11 …'`. */
const TITLE = /['"`]((?:[SMA]\d+, )*[SMA]\d+) \S/g;

const named = new Set(
  sources.flatMap((text) => [...text.matchAll(TITLE)].flatMap(([, rows = '']) => rows.split(', '))),
);

describe('every fault that was found in the field has a test that begins with its row', () => {
  test('no row is without a test', () => {
    expect(faults.filter((row) => !named.has(row))).toEqual([]);
  });

  test('no test names a row that does not exist', () => {
    expect([...named].filter((row) => !faults.includes(row))).toEqual([]);
  });

  test('nothing is skipped', () => {
    const skipping = /\b(?:test|describe)\.(?:skip|todo|only)\b|\bx(?:test|describe)\(/;
    expect(sources.filter((text) => skipping.test(text))).toEqual([]);
  });
});
