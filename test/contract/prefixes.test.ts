import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Term } from '#store/index.js';
import { contractTest, overStores, type OpenedStore } from '../kit/stores.js';
import { sampleUser, searchable } from '../kit/samples.js';

const CONNECTION = 'connection-1';
const LAST = '\u{10ffff}';

/** Beginnings whose upper end is easily missed: each stands at a border of UTF-8, of UTF-16, or of all characters. */
const BORDERS: readonly string[] = [
  'a',
  'ab',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  'a\ud7ff',
  '\ud7ff',
  '\ue000',
  'a\ue000',
  '\ufffd',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  '\u{10fffe}',
  LAST,
  `${LAST}${LAST}`,
  `a${LAST}`,
  `a${LAST}${LAST}`,
  `a\ud7ff${LAST}`,
];

/** Texts that folding makes the same; the store does not fold: its callers do, before they write and before they ask. */
const FOLDING: readonly string[] = [
  'A',
  'ä',
  'a\u0308',
  'ß',
  'ẞ',
  'ss',
  'ſ',
  's',
  'İ',
  'i',
  'ı',
  'K',
  'k',
  '\u212a',
  'Σ',
  'σ',
  'ς',
  'ﬁ',
  'fi',
];

const PREFIXES = [...BORDERS, ...FOLDING];

/** The character before or after the last one of a text, surrogates left out. */
function neighbour(text: string, step: 1 | -1): string[] {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  let next = (points.pop() ?? 0) + step;
  if (next >= 0xd800 && next <= 0xdfff) next = step === 1 ? 0xe000 : 0xd7ff;
  return next > 0x10ffff ? [] : [String.fromCodePoint(...points, next)];
}

/** Each prefix with what lies just inside and just outside of its range. */
const TEXTS = [
  ...new Set(
    PREFIXES.flatMap((prefix) => [
      prefix,
      `${prefix}\u0001`,
      `${prefix}${LAST}`,
      ...neighbour(prefix, -1),
      ...neighbour(prefix, -1).map((before) => `${before}${LAST}`),
      ...neighbour(prefix, 1),
    ]),
  ),
];

overStores('texts that start with', (kind) => {
  let opened: OpenedStore;
  beforeAll(async () => {
    opened = await kind.open();
    await opened.store.transaction('lane', async (tx) => {
      for (const text of TEXTS) {
        const record = sampleUser({ connectionId: CONNECTION, displayNameKey: text });
        const search = { title: text, emails: [{ value: text }] };
        await tx.scimUsers.insert(record, searchable(search, [['title', text]]));
      }
    });
  });
  afterAll(() => opened.close());

  async function found(where: Term): Promise<string[]> {
    const { records } = await opened.store.read.scimUsers.find({ where, limit: 1_000 });
    return records.map(({ displayNameKey = '' }) => displayNameKey).sort();
  }

  const questions: readonly (readonly [string, (value: string) => Term])[] = [
    [
      'a column',
      (value) => ({
        kind: 'compare',
        field: { column: 'displayNameKey' },
        operator: 'sw',
        value,
      }),
    ],
    [
      'a path of the search document',
      (value) => ({ kind: 'compare', field: { search: ['title'] }, operator: 'sw', value }),
    ],
    [
      'an element of an array',
      (value) => ({
        kind: 'element',
        path: ['emails'],
        where: { kind: 'compare', field: { search: ['value'] }, operator: 'sw', value },
      }),
    ],
    [
      'a facet',
      (value) => ({ kind: 'facet', scope: CONNECTION, name: 'title', operator: 'sw', value }),
    ],
  ];

  for (const [place, term] of questions) {
    contractTest(
      kind,
      `a prefix finds in ${place} all that begins with it, to its upper end and not beyond`,
      async () => {
        for (const prefix of PREFIXES) {
          const expected = TEXTS.filter((text) => text.startsWith(prefix)).sort();
          const message = JSON.stringify(prefix);
          expect([message, await found(term(prefix))]).toEqual([message, expected]);
        }
        expect(await found(term(''))).toEqual([...TEXTS].sort());
      },
    );

    contractTest(kind, `half a surrogate pair begins nothing in ${place}`, async () => {
      for (const half of ['\ud83d', '\udbff', 'a\udbff', '\udc00'])
        expect([half, await found(term(half))]).toEqual([half, []]);
    });
  }
});
