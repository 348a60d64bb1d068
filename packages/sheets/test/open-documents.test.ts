import { describe, expect, test } from '@jest/globals';
import { errorOf, readAll, readObjects } from './reading.js';
import { zip, type Part } from './zips.js';

// Workbooks of LibreOffice and others, after OpenDocument 1.3 part 3.

const NAMESPACES =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ' +
  'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" ' +
  'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" ' +
  'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"';

const text = (words: string, more = ''): string =>
  `<table:table-cell office:value-type="string"${more}><text:p>${words}</text:p></table:table-cell>`;
const cell = (type: string, attribute: string, value: string, shown = '?'): string =>
  `<table:table-cell office:value-type="${type}" office:${attribute}="${value}"><text:p>${shown}</text:p></table:table-cell>`;
const row = (...cells: string[]): string => `<table:table-row>${cells.join('')}</table:table-row>`;
const table = (rows: string, style = 'shown'): string =>
  `<table:table table:name="People" table:style-name="${style}">${rows}</table:table>`;

const STYLES =
  '<office:automatic-styles><style:style style:name="shown"><style:table-properties table:display="true"/></style:style>' +
  '<style:style style:name="hidden"><style:table-properties table:display="false"/></style:style></office:automatic-styles>';

function parts(tables: string, more: readonly Part[] = []): Part[] {
  const content =
    `<?xml version="1.0" encoding="UTF-8"?><office:document-content ${NAMESPACES}>${STYLES}` +
    `<office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`;
  return [
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet', stored: true },
    { name: 'content.xml', content },
    { name: 'META-INF/manifest.xml', content: '<manifest/>' },
    ...more,
  ];
}

const ods = (tables: string, more?: readonly Part[]): Buffer => zip(parts(tables, more));

describe('an .ods workbook is read', () => {
  test('M22 every type of cell becomes the text that a person sees, dates as ISO 8601', async () => {
    const titles = row(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((title) => text(title)));
    const values = row(
      text('J&#252;rgen<text:s text:c="2"/>M<text:span>üller</text:span>'),
      cell('float', 'value', '12.5'),
      cell('date', 'date-value', '2026-03-01'),
      cell('date', 'date-value', '2026-03-01T10:30:00'),
      cell('boolean', 'boolean-value', 'true'),
      cell('time', 'time-value', 'PT10H05M07S'),
      '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>' +
        '<text:p>one</text:p><text:p>two</text:p></table:table-cell>',
    );
    expect(await readObjects(ods(table(titles + values)))).toEqual([
      {
        a: 'Jürgen  Müller',
        b: '12.5',
        c: '2026-03-01',
        d: '2026-03-01T10:30:00',
        e: 'true',
        f: '10:05:07',
        g: 'one\ntwo',
      },
    ]);
  });

  test('M22 rows and cells that are repeated are as many; a million blank ones are none', async () => {
    const rows =
      row(
        text('a'),
        text('b'),
        text('c'),
        '<table:table-cell table:number-columns-repeated="1021"/>',
      ) +
      '<table:table-row table:number-rows-repeated="2"><table:table-cell/>' +
      `${text('x', ' table:number-columns-repeated="2"')}</table:table-row>` +
      '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>';
    const found = await readAll(ods(table(rows)));
    expect(found.map(({ row: number, cells }) => [number, ...cells.values()])).toEqual([
      [1, 'a', 'b', 'c'],
      [2, '', 'x', 'x'],
      [3, '', 'x', 'x'],
    ]);
  });

  test('M22 the first sheet that is not hidden is taken, and no other', async () => {
    const tables =
      table(row(text('hidden')), 'hidden') +
      table(row(text('first')) + row(text('one'))) +
      table(row(text('second')) + row(text('two')));
    expect(await readObjects(ods(tables))).toEqual([{ first: 'one' }]);
  });
});

describe('an .ods workbook is refused', () => {
  const small = table(row(text('a')) + row(text('b')));
  const reasonOf = async (bytes: Buffer, limits = {}): Promise<unknown> => {
    const { details } = await errorOf(bytes, limits);
    return details['reason'] ?? details['limit'];
  };
  const replaced = (name: string, content: string): Buffer =>
    zip(parts(small).map((part) => (part.name === name ? { ...part, content } : part)));

  test.each([
    [
      'a text document',
      replaced('mimetype', 'application/vnd.oasis.opendocument.text'),
      'not_a_workbook',
    ],
    [
      'with a password',
      replaced('META-INF/manifest.xml', '<m><encryption-data/></m>'),
      'encrypted',
    ],
    ['with macros', ods(small, [{ name: 'Basic/script-lc.xml', content: '<x/>' }]), 'macros'],
    ['with hidden sheets only', ods(table(row(text('a')), 'hidden')), 'no_sheet'],
    ['cut off', ods(small).subarray(0, 200), 'damaged'],
    ['with markup that ends too early', replaced('content.xml', '<a><b>'), 'damaged'],
    ['with a document type', replaced('content.xml', '<!DOCTYPE a [<!ENTITY b "c">]><a/>'), 'dtd'],
    [
      'with repetitions that are none',
      ods(table(row(text('a', ' table:number-columns-repeated="-3"')))),
      'damaged',
    ],
  ])('%s', async (_what, bytes, reason) => {
    expect(await reasonOf(bytes)).toBe(reason);
  });

  test('with more than may be, however little it takes to say so', async () => {
    const rows = `<table:table-row table:number-rows-repeated="1000000000">${text('x')}</table:table-row>`;
    expect(await reasonOf(ods(table(row(text('a')) + rows)), { maxRows: 100 })).toBe('rows');
    const cells = row(text('x', ' table:number-columns-repeated="1000000000"'));
    expect(await reasonOf(ods(table(cells)))).toBe('columns');
    const long = row(text('a')) + row(text('x'.repeat(20_000)));
    expect(await reasonOf(ods(table(long)))).toBe('cellCharacters');
    const spaces = row(text('a')) + row(text('<text:s text:c="999999999"/>'.repeat(2_000)));
    expect(await reasonOf(ods(table(spaces)))).toBe('cellCharacters');
    const bomb = 'a'.repeat(3_000_000);
    expect(await reasonOf(ods(small, [{ name: 'Pictures/1.png', content: bomb }]))).toBe(
      'zip_bomb',
    );
  });
});
