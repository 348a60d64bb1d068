import { expect, test } from '@jest/globals';
import { errorOf, readObjects } from './reading.js';

// CSV comes in the encodings that spreadsheet programs write. What cannot be told is refused: a wrong guess would end up in names.

const rows = [
  { Name: 'Jürgen Müller', Ort: 'Genève – 5 €' },
  { Name: 'Zoë O’Brien', Ort: 'Łódź' },
];
const western = rows.map((row) => ({ ...row, Ort: row.Ort.replace('Łódź', 'Málaga') }));
const lines = (list: readonly Record<string, string>[]): string =>
  ['Name;Ort', ...list.map((row) => Object.values(row).join(';'))].join('\r\n');

const BYTE_OF: Readonly<Record<string, number>> = { '€': 0x80, '–': 0x96, '’': 0x92 };

/** As Excel of Western Europe saves CSV. */
function windows1252(text: string): Buffer {
  return Buffer.from([...text].map((one) => BYTE_OF[one] ?? one.charCodeAt(0)));
}

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

test.each([
  ['UTF-8', Buffer.from(lines(rows)), rows],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${lines(rows)}`), rows],
  ['UTF-16 with its mark', Buffer.from(`\ufeff${lines(rows)}`, 'utf16le'), rows],
  ['UTF-16 without a mark', Buffer.from(lines(rows), 'utf16le'), rows],
  ['UTF-16, the other way round', utf16be(`\ufeff${lines(rows)}`), rows],
  ['UTF-16, the other way round, without a mark', utf16be(lines(rows)), rows],
  ['Windows-1252', windows1252(lines(western)), western],
  ['ASCII', Buffer.from('Name;Ort\nAnn;Rome'), [{ Name: 'Ann', Ort: 'Rome' }]],
])('%s is read', async (_what, bytes, expected) => {
  expect(await readObjects(bytes)).toEqual(expected);
  async function* bytewise(): AsyncGenerator<Uint8Array> {
    for (const byte of bytes) yield Uint8Array.of(byte);
  }
  expect(await readObjects(bytewise())).toEqual(expected);
});

test('the first other letter may come late', async () => {
  const many = Array.from({ length: 5_000 }, (_, index) => ({ Name: `Ann ${index}`, Ort: 'Rome' }));
  const expected = [...many, ...western];
  expect(await readObjects(windows1252(lines(expected)))).toEqual(expected);
});

test.each([
  ['Japanese in Shift_JIS', '4e616d650a93638cf59174810a8eb291af', undefined],
  ['Russian in Windows-1251', '4e616d650ac8e2e0ed0acff3f8eae8ed', undefined],
  ['UTF-8 with a byte that is damaged', '4e616d650a4ac3bc72c3b6fc0ac3a4', undefined],
  ['bytes that Windows-1252 has no character for', '4e616d650a4a818d', undefined],
  ['a charset that nobody knows', '4e616d650a4a', 'klingon'],
  ['other bytes than the charset that was asked for', '4e616d650a4afc72', 'utf-8'],
])('%s is refused', async (_what, hex, charset) => {
  const reading = charset === undefined ? {} : { charset };
  const { code, details } = await errorOf(Buffer.from(hex, 'hex'), reading);
  expect([code, details['reason']]).toEqual(['unreadable', 'encoding']);
});

test('a charset that is asked for is read', async () => {
  const bytes = Buffer.from('4e616d650a9363928690e68c8e', 'hex');
  expect(await readObjects(bytes, { charset: 'shift_jis' })).toEqual([{ Name: '田中先月' }]);
});
