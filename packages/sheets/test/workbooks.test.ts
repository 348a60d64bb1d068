import { describe, expect, test } from '@jest/globals';
import { errorOf, readAll, readObjects } from './reading.js';
import { textRow, workbook, workbookParts, zip } from './zips.js';

const titled = textRow(1, 'A', 'B');

describe('a workbook is read', () => {
  test('with titles first, rows numbered as the program numbers them, gaps and blank rows left out', async () => {
    const rows = await readAll(
      workbook({
        rows:
          textRow(3, 'Name', ' Note  of all ') +
          textRow(4, '', ' ') +
          '<x:row r="7"><x:c r="B7" t="str"><x:v>only B</x:v></x:c></x:row>' +
          '<x:row><x:c t="str"><x:v>next</x:v></x:c><x:c r="D8" t="str"><x:v>no title</x:v></x:c></x:row>',
      }),
    );
    expect(rows.map(({ row, cells, ragged }) => [row, ...cells.values(), ragged])).toEqual([
      [3, 'Name', 'Note of all', null],
      [7, '', 'only B', null],
      [8, 'next', '', 'long'],
    ]);
  });

  test('every type of cell becomes the text that a person sees, dates as ISO 8601', async () => {
    const cells: readonly (readonly [string, string])[] = [
      ['<x:c t="s"><x:v>0</x:v></x:c>', 'plain & <simple>'],
      ['<x:c t="s"><x:v>1</x:v></x:c>', 'rich text'],
      ['<x:c t="s"><x:v>2</x:v></x:c>', '東京'],
      [
        '<x:c t="inlineStr"><x:is><x:r><x:t>in</x:t></x:r><x:r><x:t>line</x:t></x:r></x:is></x:c>',
        'inline',
      ],
      ['<x:c t="inlineStr"><x:is><x:t><![CDATA[<b>&]]></x:t></x:is></x:c>', '<b>&'],
      ['<x:c t="inlineStr"><x:is><x:t>a_x000A_b_x005F_x0041_</x:t></x:is></x:c>', 'a\nb_x0041_'],
      ['<x:c t="str"><x:f>CONCAT("x>1","2")</x:f><x:v>&#x41;&#66;&quot;</x:v></x:c>', 'AB"'],
      ['<x:c><x:v>1.50</x:v></x:c>', '1.5'],
      ['<x:c><x:f>1+1</x:f><x:v>2</x:v></x:c>', '2'],
      ['<x:c><x:v>4.9301234567E+11</x:v></x:c>', '493012345670'],
      ['<x:c t="b"><x:v>1</x:v></x:c>', 'true'],
      ['<x:c t="b"><x:v>0</x:v></x:c>', 'false'],
      ['<x:c t="e"><x:v>#N/A</x:v></x:c>', '#N/A'],
      ['<x:c t="d"><x:v>2026-01-02</x:v></x:c>', '2026-01-02'],
      ['<x:c s="1"><x:v>46024</x:v></x:c>', '2026-01-02'],
      ['<x:c s="2"><x:v>46024.75</x:v></x:c>', '2026-01-02T18:00:00'],
      ['<x:c s="2"><x:v>0.5</x:v></x:c>', '12:00:00'],
      ['<x:c s="1"><x:v>1</x:v></x:c>', '1900-01-01'],
      ['<x:c s="1"><x:v>1e99</x:v></x:c>', '1e+99'],
      ['<x:c s="3"><x:v>46024</x:v></x:c>', '46024'],
      ['<x:c s="4"><x:v>46024</x:v></x:c>', '46024'],
      ['<x:c s="1"/>', ''],
    ];
    const rows = cells.map(
      ([cell], index) => `<x:row r="${index + 2}">${cell}<x:c t="b"><x:v>1</x:v></x:c></x:row>`,
    );
    const book = workbook({
      rows: titled + rows.join(''),
      shared:
        '<x:si><x:t xml:space="preserve"> plain &amp; &lt;simple&gt; </x:t></x:si>' +
        '<x:si><x:r><x:rPr><x:b/></x:rPr><x:t>rich </x:t></x:r><x:r><x:t>text</x:t></x:r></x:si>' +
        '<x:si><x:t>東京</x:t><x:rPh sb="0" eb="2"><x:t>トウキョウ</x:t></x:rPh><x:phoneticPr/></x:si>',
      styles:
        '<x:numFmts><x:numFmt numFmtId="164" formatCode="[$-407]yyyy\\-mm\\-dd\\ hh:mm"/>' +
        '<x:numFmt numFmtId="165" formatCode="[Red]0.00&quot; days&quot;"/></x:numFmts>' +
        '<x:cellStyleXfs><x:xf numFmtId="14"/></x:cellStyleXfs>' +
        '<x:cellXfs><x:xf numFmtId="0"/><x:xf numFmtId="14"/><x:xf numFmtId="164"/><x:xf numFmtId="165"/><x:xf numFmtId="49"/></x:cellXfs>',
    });
    const read = await readObjects(book);
    expect(read.map(({ A }) => A)).toEqual(cells.map(([, text]) => text));
  });

  test('days are counted from 1904 where the workbook says so', async () => {
    const book = workbook({
      properties: '<x:workbookPr date1904="1"/>',
      styles: '<x:cellXfs><x:xf numFmtId="14"/></x:cellXfs>',
      rows: `${textRow(1, 'A')}<x:row><x:c s="0"><x:v>44562</x:v></x:c></x:row>`,
    });
    expect(await readObjects(book)).toEqual([{ A: '2026-01-02' }]);
  });

  test('the first sheet that is not hidden is taken', async () => {
    const book = workbook({
      rows: titled,
      sheets:
        '<x:sheet name="One" sheetId="1" state="veryHidden" r:id="r1"/><x:sheet name="Two" sheetId="2" r:id="r2"/>',
    });
    const [titles] = await readAll(book);
    expect([...titles!.cells.keys()]).toEqual(['Second']);
  });

  test('links to other workbooks are not followed, the last value is taken', async () => {
    const link = `<x:row r="2"><x:c t="str"><x:f>[1]Sheet!A1</x:f><x:v>kept</x:v></x:c></x:row>`;
    const parts = workbookParts({ rows: titled + link });
    const external = { name: 'xl/externalLinks/externalLink1.xml', content: '<externalLink/>' };
    expect(await readObjects(zip([...parts, external]))).toEqual([{ A: 'kept', B: '' }]);
  });

  test('stored parts, part names in another case, and a comment at the end of the archive', async () => {
    const parts = workbookParts({ rows: titled + textRow(2, 'x', 'y') });
    const stored = parts.map((part) => ({
      ...part,
      stored: true,
      name: part.name.replace('sheet1', 'Sheet1'),
    }));
    const comment = Buffer.from('PK\x05\x06 is a comment here, and no end of anything');
    const bytes = Buffer.concat([zip(stored), comment]);
    bytes.writeUInt16LE(comment.length, bytes.length - comment.length - 2);
    expect(await readObjects(bytes)).toEqual([{ A: 'x', B: 'y' }]);
  });
});

describe('a workbook is over a limit', () => {
  const rows = titled + textRow(2, '1', '2') + textRow(9, '3', '4');

  test.each([
    ['bytes', { maxBytes: 500 }, {}],
    ['unpackedBytes', { maxUnpackedBytes: 1000 }, {}],
    ['rows', { maxRows: 1 }, { row: 9 }],
    ['columns', { maxColumns: 1 }, { row: 1, column: 'B' }],
  ])('of %s', async (limit, reading, place) => {
    const error = await errorOf(workbook({ rows }), reading);
    expect(error.code).toBe('too_large');
    expect(error.details).toMatchObject({ limit, ...place });
  });

  test.each([
    ['an inline text', '<x:c t="inlineStr"><x:is><x:t>123456</x:t></x:is></x:c>'],
    ['a shared text', '<x:c t="s"><x:v>0</x:v></x:c>'],
  ])('of characters in a cell by %s', async (_, cell) => {
    const book = workbook({
      rows: `${titled}<x:row r="2">${cell}</x:row>`,
      shared: '<x:si><x:t>123456</x:t></x:si>',
    });
    const error = await errorOf(book, { maxCellCharacters: 5 });
    expect(error.details).toMatchObject({ limit: 'cellCharacters', row: 2, column: 'A' });
    expect(await readObjects(book, { maxCellCharacters: 6 })).toHaveLength(1);
  });

  test('of texts that all sheets share', async () => {
    const shared = `<x:si><x:t>${'x'.repeat(9_000)}</x:t></x:si>`.repeat(3_800);
    // stored, because so much of the same would be refused as a bomb before
    const parts = workbookParts({ rows, shared }).map((part) => ({ ...part, stored: true }));
    const error = await errorOf(zip(parts), { maxBytes: 50_000_000 });
    expect(error.details).toMatchObject({ limit: 'distinctText' });
  });
});

describe('a damaged workbook is unreadable', () => {
  const cases: Record<string, string> = {
    'rows out of order': textRow(2, 'A') + textRow(2, 'B'),
    'a row beyond the last one': textRow(1_048_577, 'A'),
    'a row number that is none': '<x:row r="-1"/>',
    'cells out of order': '<x:row><x:c r="B1"/><x:c r="A1"/></x:row>',
    'a cell beyond the last column': '<x:row><x:c r="ZZZZZZZZ1"/></x:row>',
    'a text that is missing': '<x:row><x:c t="s"><x:v>7</x:v></x:c></x:row>',
    'a number that is none': '<x:row><x:c><x:v>seven</x:v></x:c></x:row>',
    'an unknown entity': textRow(1, '&xxe;'),
    'a lone ampersand': textRow(1, 'A & B'),
    'a character that does not exist': textRow(1, '&#x110000;'),
    'tags that do not match': '<x:row></x:c></x:row>',
    'tags in tags in tags': '<a>'.repeat(100),
    'a tag without end': `<x:row ${'x'.repeat(70_000)}`,
  };
  test.each(Object.entries(cases))('%s', async (_, rows) => {
    const error = await errorOf(workbook({ rows }));
    expect([error.code, error.details['reason']]).toEqual(['unreadable', 'damaged']);
  });

  test('text that is not UTF-8', async () => {
    const parts = workbookParts({ rows: titled });
    const other = {
      name: 'xl/worksheets/sheet1.xml',
      content: Buffer.from('<x>\xff</x>', 'latin1'),
    };
    const bytes = zip(parts.map((part) => (part.name === other.name ? other : part)));
    expect((await errorOf(bytes)).details).toMatchObject({ reason: 'damaged' });
  });

  test.each([
    ['no visible sheet', { sheets: '<x:sheet name="One" state="hidden" r:id="r1"/>' }, 'no_sheet'],
    ['a sheet that is not there', { sheets: '<x:sheet name="One" r:id="r9"/>' }, 'no_sheet'],
    ['an empty sheet', { rows: '' }, 'empty'],
    ['equal titles', { rows: textRow(1, 'Name', ' name') }, 'duplicate_title'],
  ])('%s', async (_, book, reason) => {
    const error = await errorOf(workbook(book));
    expect([error.code, error.details['reason']]).toEqual(['unreadable', reason]);
  });
});
