import { describe, expect, test } from '@jest/globals';
import { readSheet as readElsewhere } from 'read-excel-file/node';
import {
  SheetError,
  writeJsonLines,
  writeTemplate,
  writeXlsx,
  type SheetRecord,
  type TemplateOptions,
} from '../src/index.js';
import { joined, readAll, readObjects } from './reading.js';
import { unzipped } from './zips.js';

const columns = [
  { key: 'a', title: 'Text' },
  { key: 'b', title: '=Number', width: 10 },
  { key: 'c', title: 'When' },
];

describe('a workbook is written', () => {
  const rows: SheetRecord[] = [
    { a: '=1+1', b: -5.5, c: new Date('2026-01-02T03:04:05Z') },
    { a: '+49 30', b: true, c: '00123' },
    { a: 'constructor', b: '__proto__', c: '_x0041_' },
    { a: '<b> & "c"\nd', b: Number.NaN, c: null },
    { a: '', b: 'end' },
  ];

  test('so that it is read back, by us and by others', async () => {
    const bytes = await writeXlsx({ sheet: 'Members', columns, rows });
    const texts = [
      ['Text', '=Number', 'When'],
      ['=1+1', '-5.5', '2026-01-02T03:04:05'],
      ['+49 30', 'true', '00123'],
      ['constructor', '__proto__', '_x0041_'],
      ['<b> & "c"\nd', 'NaN', ''],
      ['', 'end', ''],
    ];
    expect((await readAll(bytes)).map(({ cells }) => [...cells.values()])).toEqual(texts);
    const other = await readElsewhere(Buffer.from(bytes));
    expect(other[1]).toEqual(['=1+1', -5.5, new Date('2026-01-02T03:04:05Z')]);
    expect(other.slice(2)).toEqual([
      ['+49 30', true, '00123'],
      ['constructor', '__proto__', '_x0041_'],
      ['<b> & "c"\nd', 'NaN', null],
      [null, 'end', null],
    ]);
  });

  test('with no formula in it, a header that stays in sight, and widths', async () => {
    const parts = unzipped(await writeXlsx({ sheet: "[a]/b*'", columns, rows }));
    const sheet = parts['xl/worksheets/sheet1.xml']!;
    expect(sheet).not.toMatch(/<f[ >]/);
    expect(sheet).toMatch(/<c r="A2"[^>]* t="inlineStr">/);
    expect(sheet).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    expect(sheet).toMatch(/<col [^>]*width="10"/);
    expect(parts['xl/workbook.xml']).toMatch(/<sheet [^>]*name="a b"/);
    expect(parts['xl/styles.xml']).toMatch(/<b\/>/);
  });

  test('no further than its limit', async () => {
    const endless = (function* () {
      for (;;) yield { a: 'x' };
    })();
    const error: unknown = await writeXlsx({
      sheet: 'x',
      columns,
      rows: endless,
      maxRows: 10,
    }).catch((e: unknown) => e);
    expect(
      error instanceof SheetError && error.code === 'too_large' && error.details,
    ).toMatchObject({
      limit: 'rows',
      most: 10,
    });
  });

  test('not at all when the rows cannot be had', async () => {
    const broken = (async function* () {
      yield { a: 'x' };
      await Promise.resolve();
      throw new Error('database away');
    })();
    await expect(writeXlsx({ sheet: 'x', columns, rows: broken })).rejects.toThrow('database away');
  });

  test('with a text cut where a spreadsheet program would refuse the file', async () => {
    const bytes = await writeXlsx({ sheet: 'x', columns, rows: [{ a: 'x'.repeat(40_000) }] });
    const [row] = await readObjects(bytes, { maxCellCharacters: 50_000 });
    expect(row!['Text']).toHaveLength(32_767);
  });
});

describe('a template', () => {
  const roles = Array.from({ length: 40 }, (_, index) => `role ${index}, a long one & such`);
  const template: TemplateOptions = {
    texts: {
      sheet: 'Mitglieder',
      instructions: 'Anleitung',
      notInListTitle: 'Nicht in der Liste',
      notInListText: 'Wählen Sie einen Wert aus der "Liste".',
    },
    columns: [
      { key: 'email', title: 'E-Mail', required: true },
      { key: 'role', title: 'Rolle', values: roles, strict: true },
      { key: 'note', title: 'Notiz' },
      { key: 'product', title: 'Produkt', values: ['=x', 'Pro'] },
    ],
    instructions: [
      ['So geht es', ''],
      ['E-Mail', 'Die Adresse.'],
    ],
    rows: [
      { email: 'user-1@example.com', role: roles[1], note: '=HYPERLINK("x")' },
      { email: 'constructor', role: '__proto__', note: '_x0041_', product: -1 },
    ],
    maxRows: 100,
  };

  test('is read back: the table is the first sheet, and formula-looking text stays text', async () => {
    const rows = await readAll(await writeTemplate(template));
    expect(rows.map(({ row, cells }) => [row, ...cells.values()])).toEqual([
      [1, 'E-Mail', 'Rolle', 'Notiz', 'Produkt'],
      [2, 'user-1@example.com', roles[1], '=HYPERLINK("x")', ''],
      [3, 'constructor', '__proto__', '_x0041_', '-1'],
    ]);
  });

  test('has drop-down lists that refer to a hidden sheet', async () => {
    const bytes = await writeTemplate(template);
    const parts = unzipped(bytes);
    const sheet = parts['xl/worksheets/sheet1.xml']!;
    const rules = [...sheet.matchAll(/<dataValidation .*?<\/dataValidation>/g)].map(
      ([rule]) => rule,
    );
    expect(rules).toHaveLength(2);
    expect(rules[0]).toMatch(
      /type="list".*errorStyle="stop".*sqref="B2:B101"><formula1>'Lists'!\$A\$1:\$A\$40</,
    );
    expect(rules[0]).toContain('&quot;Liste&quot;');
    expect(rules[1]).toMatch(
      /errorStyle="warning".*sqref="D2:D101"><formula1>'Lists'!\$B\$1:\$B\$2</,
    );
    // the order of elements that the format prescribes
    expect(sheet).toMatch(/<\/sheetData><dataValidations count="2">/);
    expect(parts['xl/workbook.xml']).toMatch(/<sheet [^>]*name="Lists" state="hidden"/);
    expect(parts['xl/workbook.xml']!.match(/hidden/g)).toHaveLength(1);
    const lists = await readElsewhere(Buffer.from(bytes), 'Lists');
    expect(lists.map(([role]) => role)).toEqual(roles);
    expect(lists.slice(0, 3).map(([, product]) => product)).toEqual(['=x', 'Pro', null]);
    expect(await readElsewhere(Buffer.from(bytes), 'Anleitung')).toEqual([
      ['So geht es', null],
      ['E-Mail', 'Die Adresse.'],
    ]);
  });

  test('takes 5,000 rows to begin with and no more', async () => {
    const rows = Array.from({ length: 5_001 }, (_, index) => ({
      email: `user-${index}@example.com`,
    }));
    const error: unknown = await writeTemplate({ ...template, rows }).catch((e: unknown) => e);
    expect(
      error instanceof SheetError && error.code === 'too_large' && error.details,
    ).toMatchObject({ most: 5_000 });
  });

  test('keeps what is typed into a blank cell as text', async () => {
    const parts = unzipped(await writeTemplate(template));
    const style = /<col style="(\d+)"/.exec(parts['xl/worksheets/sheet1.xml']!)?.[1];
    const cellStyles = /<cellXfs.*?>(.*?)<\/cellXfs>/s.exec(parts['xl/styles.xml']!)![1]!;
    const format = /numFmtId="(\d+)"/.exec(cellStyles.split('<xf ')[Number(style) + 1]!)?.[1];
    expect(parts['xl/styles.xml']).toContain(`<numFmt numFmtId="${format}" formatCode="@"/>`);
  });

  test('without lists has no rules and no hidden sheet; tabs never have the same name', async () => {
    const plain = await writeTemplate({
      ...template,
      texts: { ...template.texts, sheet: 'lists', instructions: 'LISTS' },
      columns: template.columns.map(({ key, title }) => ({ key, title })),
    });
    const parts = unzipped(plain);
    expect(parts['xl/worksheets/sheet1.xml']).not.toContain('dataValidation');
    expect(parts['xl/workbook.xml']).not.toContain('hidden');
    const listed = unzipped(
      await writeTemplate({
        ...template,
        texts: { ...template.texts, sheet: 'lists', instructions: 'LISTS' },
      }),
    );
    const names = [...listed['xl/workbook.xml']!.matchAll(/ name="([^"]*)"/g)].map(
      ([, name]) => name,
    );
    expect(names).toEqual(['lists', 'LISTS 2', 'Lists 3']);
    expect(listed['xl/worksheets/sheet1.xml']).toContain("<formula1>'Lists 3'!$A$1:$A$40<");
  });
});

test('JSON lines are one value per line, piece by piece', async () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => ({
    index,
    text: 'a\nb "c" \u2028 東京',
  }));
  const bytes = await joined(writeJsonLines(rows));
  const lines = bytes.toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
  const pieces = [];
  for await (const piece of writeJsonLines(rows)) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(1);
});
