import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { PRESETS } from '../kit/application.js';

// Words of a preset take the place of a text of the console that is there, with the same values in it. An area that no file has yet is
// that of a page: presets name the words of pages that are still to come.

const PAGES = ['people', 'audit', 'billing', 'plan', 'domains', 'settings', 'imports'];

/** The English text of `people:form.title`; undefined where the area has none, null where there is no such area. */
function textOf(key: string): string | undefined | null {
  const [area = '', place = ''] = key.split(':');
  const file = `config/locales/console/${area}/en.yaml`;
  if (!existsSync(file)) return null;
  let found: unknown = parse(readFileSync(file, 'utf8'));
  for (const step of place.split('.')) {
    found = (found as Readonly<Record<string, unknown>> | undefined)?.[step];
  }
  return typeof found === 'string' ? found : undefined;
}

const valuesIn = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();

describe.each([...PRESETS].map(([name, preset]) => [name, preset.console.wording] as const))(
  'the words of %s',
  (_name, wording) => {
    test('replace texts that there are', () => {
      const missing = Object.keys(wording).filter((key) => {
        const [area = ''] = key.split(':');
        const text = textOf(key);
        return text === undefined || (text === null && !PAGES.includes(area));
      });
      expect(missing).toEqual([]);
    });

    test('have the values of the text that they replace', () => {
      for (const [key, words] of Object.entries(wording)) {
        const text = textOf(key);
        if (typeof text !== 'string') continue;
        expect([key, valuesIn(words)]).toEqual([key, valuesIn(text)]);
      }
    });
  },
);
