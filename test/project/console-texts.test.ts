import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LOCALES } from '#kernel/index.js';

// The words of the console (config/locales/console): complete in five languages, the same placeholders in each, every key that a component
// asks for is there, and none that nobody asks for.

const FOLDER = join('config', 'locales', 'console');
const areas = readdirSync(FOLDER);

type Flat = ReadonlyMap<string, string>;

function flatten(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (value === null || typeof value !== 'object') {
    throw new Error(`${path} is no text: ${String(value)}`);
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    flatten(inner, path === '' ? key : `${path}.${key}`),
  );
}

function textsOf(area: string, language: string): Flat {
  const text = readFileSync(join(FOLDER, area, `${language}.yaml`), 'utf8');
  return new Map(flatten(parse(text)));
}

/** The forms of plurals that a language has: `count_one`, `count_other`. */
const PLURAL = /_(zero|one|two|few|many|other)$/;

function withoutPlural(key: string): string {
  return key.replace(PLURAL, '');
}

const english = new Map(areas.map((area) => [area, textsOf(area, 'en')]));

function keysOf(texts: Flat): string[] {
  return [...new Set([...texts.keys()].map(withoutPlural))].sort();
}

function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map(([, name]) => name ?? ''))];
}

describe.each(areas)('%s', (area) => {
  test.each(LOCALES)('has every text in %s', (language) => {
    const texts = textsOf(area, language);
    expect(keysOf(texts)).toEqual(keysOf(english.get(area) ?? new Map()));
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const key of texts.keys()) {
      const category = PLURAL.exec(key)?.[1];
      if (category === undefined) continue;
      const forms = [...texts.keys()].filter(
        (other) => withoutPlural(other) === withoutPlural(key),
      );
      const wanted = pluralCategories.filter((one) => one !== 'many');
      const found = forms.map((form) => PLURAL.exec(form)?.[1]).filter((one) => one !== undefined);
      expect([key, found.sort()]).toEqual([key, expect.arrayContaining(wanted)]);
    }
  });

  test.each(LOCALES)('has the same placeholders in %s', (language) => {
    for (const [key, text] of textsOf(area, language)) {
      const original = [...(english.get(area) ?? new Map<string, string>())]
        .filter(([other]) => withoutPlural(other) === withoutPlural(key))
        .flatMap(([, other]) => placeholdersOf(other));
      // a form for one may leave its number out
      const given = placeholdersOf(text);
      const known = given.filter((name) => original.includes(name));
      expect([key, given]).toEqual([key, known]);
      const missing = new Set(original.filter((name) => name !== 'count' && !given.includes(name)));
      expect([key, [...missing]]).toEqual([key, []]);
    }
  });

  test('is written as the house writes: no exclamation mark, nothing "successful", no "please"', () => {
    for (const [key, text] of english.get(area) ?? []) {
      expect([key, text]).toEqual([key, expect.not.stringMatching(/!|successful|please/i)]);
    }
  });
});

interface Asked {
  readonly file: string;
  /** undefined: the file gets its `t` from another one */
  readonly areas: readonly string[];
  /** as it stands in the source; a part in `${}` is `*` */
  readonly key: string;
}

/** Every key that a source asks for by `t('…')`, in quotes or with parts that vary. */
function askedIn(file: string): Asked[] {
  const source = readFileSync(file, 'utf8');
  const named = [...source.matchAll(/useTranslation\(\s*'([\w-]+)'/g)].map(
    ([, name]) => name ?? '',
  );
  const several = [...source.matchAll(/useTranslation\(\s*\[([^\]]*)\]/g)].flatMap(
    ([, list = '']) => [...list.matchAll(/'([\w-]+)'/g)].map(([, name]) => name ?? ''),
  );
  const keys = [
    ...[...source.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key ?? ''),
    ...[...source.matchAll(/\bt\(\s*`([^`]+)`/g)].map(([, key]) => key ?? ''),
    ...[...source.matchAll(/\bi18nKey="([^"]+)"/g)].map(([, key]) => key ?? ''),
    // names of texts that stand in tables of the source
    ...[...source.matchAll(/\b(?:text|label|title|words)Key: '([^']+)'/g)].map(
      ([, key]) => key ?? '',
    ),
  ];
  return keys.map((key) => ({
    file,
    areas: [...named, ...several],
    key: key.replace(/\$\{[^}]*\}/g, '*'),
  }));
}

const sources = readdirSync(join('console', 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join('console', 'src', name));
const asked = sources.flatMap(askedIn);

function patternOf(key: string): RegExp {
  const parts = key.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}(_\\w+)?$`);
}

/** The areas and the key within them that a source means: `people:add`, or `add` of its own. */
function meant({ areas: own, key }: Asked): {
  readonly in: readonly string[];
  readonly key: string;
} {
  const [area = '', rest] = key.split(':');
  if (rest !== undefined && !area.includes('*')) return { in: [area], key: rest };
  return { in: own.length > 0 ? own : areas, key };
}

test('every text that a component asks for is there', () => {
  const missing = asked.filter((one) => {
    const { in: places, key } = meant(one);
    const pattern = patternOf(key);
    return !places.some((area) =>
      [...(english.get(area)?.keys() ?? [])].some((k) => pattern.test(k)),
    );
  });
  expect(missing.map(({ file, key }) => `${file}: ${key}`)).toEqual([]);
});

test('every text is asked for', () => {
  const unused = areas.flatMap((area) => {
    const wanted = asked
      .map(meant)
      .filter(({ in: places }) => places.includes(area))
      .map(({ key }) => patternOf(key));
    return keysOf(english.get(area) ?? new Map())
      .filter((key) => !wanted.some((pattern) => pattern.test(key)))
      .map((key) => `${area}:${key}`);
  });
  expect(unused).toEqual([]);
});
