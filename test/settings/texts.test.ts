import { afterAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCALES } from '#kernel/index.js';
import { loadTexts, SettingsError } from '#settings/index.js';

// The shipped texts are complete, and a copy of them with one fault is refused with the file and the key.

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A copy of the shipped texts in which one line of one language is another. */
function withChange(locale: string, from: string | RegExp, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-texts-'));
  folders.push(folder);
  cpSync('config/locales', folder, { recursive: true });
  const file = join(folder, `${locale}.yaml`);
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
  return folder;
}

function problemsOf(folder: string): readonly string[] {
  try {
    loadTexts(folder);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('texts', () => {
  test('those that are shipped are complete in every language', () => {
    const { mails, sheets } = loadTexts();
    expect(Object.keys(mails)).toEqual([...LOCALES]);
    expect(Object.keys(sheets)).toEqual([...LOCALES]);
  });

  test.each([
    [
      'a key that is missing',
      ['ja', /^ {2}noRole: .*\n/m, ''],
      ['config/locales/ja.yaml', 'mails.noRole'],
    ],
    [
      'a mail that is missing',
      ['de', /^ {4}join-approved:\n(?: {6}.*\n)+/m, ''],
      ['config/locales/de.yaml', 'mails.templates.join-approved.subject is missing'],
    ],
    [
      'a mail that English does not have',
      ['es', 'join-approved:', 'join-accepted:'],
      ['config/locales/es.yaml', 'mails.templates.join-accepted.subject is not in en.yaml'],
    ],
    [
      'a button that English does not have',
      ['fr', /^ {4}digest:\n/m, '    digest:\n      button: Ouvrir\n'],
      ['config/locales/fr.yaml', 'mails.templates.digest.button is not in en.yaml'],
    ],
    [
      'a placeholder of its own',
      ['fr', '{{used}} places sur {{seats}}', '{{used}} places sur {{limit}}'],
      ['config/locales/fr.yaml', 'mails.templates.seat-limit.paragraphs', 'limit', 'seats'],
    ],
    [
      'a placeholder that is left out',
      ['de', /Guten Tag.*/, 'Guten Tag'],
      ['config/locales/de.yaml', 'mails.greeting', '""', '"name"'],
    ],
    [
      'a key that nobody reads',
      ['en', /^sheets:\n/m, 'sheets:\n  odd: x\n'],
      ['config/locales/en.yaml', 'odd'],
    ],
    ['no YAML', ['en', /^mails:/m, 'mails: [:'], ['config/locales/en.yaml']],
  ] as const)('%s is refused', (_what, [locale, from, to], said) => {
    const [problem = '', ...more] = problemsOf(withChange(locale, from, to));
    for (const part of said) expect([problem, ...more].join('\n')).toContain(part);
  });

  test('every problem is said at once; a file that is not there is one', () => {
    const folder = withChange('de', /^ {2}noRole: .*\n/m, '');
    rmSync(join(folder, 'ja.yaml'));
    expect(problemsOf(folder).join('\n')).toMatch(/de\.yaml[^]*ja\.yaml: the file cannot be read/);
  });
});
