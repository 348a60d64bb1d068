import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';

// Each row of docs/ipsie.md names the tests that show it: they are there.

const ROWS = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I9', 'I11', 'I13'];

interface Section {
  readonly row: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

function sectionsOf(text: string): Section[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      row: section.split(' ', 1)[0] ?? '',
      tests: [...section.matchAll(/^- `([^`]+)`: (.+)$/gm)].map(([, file = '', title = '']) => ({
        file,
        title,
      })),
    }));
}

/** Tests that are named and not there. */
function missingIn(section: Section): string[] {
  return section.tests
    .filter(({ file, title }) => !existsSync(file) || !readFileSync(file, 'utf8').includes(title))
    .map(({ file, title }) => `${section.row}: ${file}: ${title}`);
}

test('every row names tests, and they are there', () => {
  const sections = sectionsOf(readFileSync('docs/ipsie.md', 'utf8'));
  expect(sections.map(({ row }) => row)).toEqual(ROWS);
  for (const { row, tests } of sections) expect([row, tests.length > 0]).toEqual([row, true]);
  expect(sections.flatMap(missingIn)).toEqual([]);
});

test('a test that is gone is found', () => {
  const text = '## I1 One\n\n- `test/project/ipsie.test.ts`: no such\u0020title\n';
  const gone = text.replace('title', 'words');
  expect(sectionsOf(gone).flatMap(missingIn)).toHaveLength(1);
});
