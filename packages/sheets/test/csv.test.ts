import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeCsv, type SheetRecord } from '../src/index.js';
import { errorOf, joined, readAll, readObjects } from './reading.js';

const people = [{ Name: 'Jürgen', City: '東京' }];

describe('CSV is read', () => {
  test.each([
    ['UTF-8', Buffer.from('Name,City\nJürgen,東京')],
    ['UTF-8 with a mark', Buffer.from('\ufeffName,City\r\nJürgen,東京\r\n')],
    ['UTF-16LE with a mark', Buffer.from('\ufeffName\tCity\r\nJürgen\t東京\r\n', 'utf16le')],
    ['UTF-16BE with a mark', Buffer.from('\ufeffName;City\rJürgen;東京', 'utf16le').swap16()],
    ['semicolons', Buffer.from('"Name";City\nJürgen;東京\n')],
    ['bars', Buffer.from('Name|City\nJürgen|東京\n')],
    ['a line that says the delimiter', Buffer.from('sep=;\r\nName;City\r\nJürgen;東京')],
  ])('as %s', async (_, bytes) => {
    expect(await readObjects(bytes)).toEqual(people);
    const bytewise = (async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    })();
    expect(await readObjects(bytewise, { format: 'csv' })).toEqual(people);
  });

  test('the titles come first; rows are numbered as a spreadsheet program shows them', async () => {
    const rows = await readAll('\nName, Note  of all \n"One","two\r\nlines"\n,\n\nTwo,x\n');
    expect(rows.map(({ row, cells }) => [row, ...cells])).toEqual([
      [2, ['Name', 'Name'], ['Note of all', 'Note of all']],
      [3, ['Name', 'One'], ['Note of all', 'two\r\nlines']],
      [6, ['Name', 'Two'], ['Note of all', 'x']],
    ]);
  });

  test('a long text is read in pieces, and none of its characters is cut in two', async () => {
    // pieces of any length end within one of these
    const names = Array.from({ length: 6_000 }, (_, n) => `${'x'.repeat(n % 5)}🦊${n}`);
    const read = await readObjects(`Name\r\n${names.join('\r\n')}`);
    expect(read.map(({ Name }) => Name)).toEqual(names);
  });

  test('a delimiter inside of quotes does not decide', async () => {
    expect(await readObjects('"a;b;c;d",Two\n1,2')).toEqual([{ 'a;b;c;d': '1', Two: '2' }]);
  });

  test('ragged rows are named with their number and lose nothing that has a title', async () => {
    const rows = await readAll('A,B,\n1\n1,2\n1,2,\n1,2,3\n1,2,,4\n');
    expect(rows.map(({ row, ragged }) => [row, ragged])).toEqual([
      [1, null],
      [2, 'short'],
      [3, null],
      [4, null],
      [5, 'long'],
      [6, 'long'],
    ]);
    expect(Object.fromEntries(rows[1]!.cells)).toEqual({ A: '1', B: '' });
  });

  test('titles that every object has are titles', async () => {
    const [, row] = await readAll('constructor,__proto__,1\na,b,c');
    expect([...row!.cells]).toEqual([
      ['constructor', 'a'],
      ['__proto__', 'b'],
      ['1', 'c'],
    ]);
  });

  test('who stops reading lets the upload go', async () => {
    let released = false;
    const upload = (async function* () {
      try {
        yield Buffer.from('A\n1\n');
        for (;;) yield Buffer.from('2\n'.repeat(50));
      } finally {
        released = true;
      }
    })();
    expect((await errorOf(upload, { maxRows: 1000 })).code).toBe('too_large');
    expect(released).toBe(true);
  });

  test('an error of the upload passes as it is', async () => {
    const broken = (async function* () {
      yield Buffer.from('A\n'.padEnd(5000, 'x'));
      await Promise.resolve();
      throw new Error('connection lost');
    })();
    await expect(readAll(broken)).rejects.toThrow('connection lost');
  });
});

describe('CSV is refused', () => {
  test.each([
    ['nothing', '', 'empty'],
    ['blank rows', '\n,,\n\n', 'empty'],
    ['two titles that differ by case', 'Name,City,name\n', 'duplicate_title'],
    ['an open quotation mark', 'A,B\n1,"2\n3,4\n', 'quotes'],
    ['a quotation mark inside of a cell', 'A,B\n1,2"3"\n', 'quotes'],
    ['another encoding', Buffer.from('A\nJ\u008frgen', 'latin1'), 'encoding'],
  ])('when it is %s', async (_, input, reason) => {
    const error = await errorOf(input);
    expect([error.code, error.details['reason']]).toEqual(['unreadable', reason]);
    expect(error.details['hint']).toEqual(expect.stringMatching(/\w.+\.$/));
  });

  test('with the row where the quotation mark is', async () => {
    const error = await errorOf('A,B\n1,2\n"two\nlines",3\n1,2"3"\n');
    expect(error.details).toMatchObject({ reason: 'quotes', row: 4 });
  });

  test.each([
    ['bytes', 'A\n123456789', { maxBytes: 10 }, {}],
    ['rows', 'A\n1\n\n2\n3\n', { maxRows: 2 }, { row: 5 }],
    ['columns', 'A,B,C\n', { maxColumns: 2 }, { row: 1 }],
    ['columns', 'A,B\n1,2,3\n', { maxColumns: 2 }, { row: 2 }],
    ['cellCharacters', 'A\n123456\n', { maxCellCharacters: 5 }, { row: 2 }],
    ['cellCharacters', `A\n"${'x\n'.repeat(9e5)}`, { maxColumns: 2 }, { row: 2 }],
  ])('over its limit of %s', async (limit, input, reading, place) => {
    const error = await errorOf(input, reading);
    expect(error.code).toBe('too_large');
    expect(error.details).toMatchObject({ limit, ...place });
  });
});

describe('CSV is written', () => {
  const columns = [
    { key: 'a', title: 'A' },
    { key: 'constructor', title: '=B' },
  ];

  test('with CRLF, a mark when asked for, and no formulas', async () => {
    const rows: SheetRecord[] = [
      { a: '=1+1', constructor: -5 },
      { a: '+49 30', constructor: true },
      { a: 'a "b",\nc' },
      { a: new Date('2026-01-02T03:04:05Z'), constructor: '\u{ff1d}1' },
    ];
    const text = `A,'=B\r\n'=1+1,-5\r\n'+49 30,true\r\n"a ""b"",\nc",\r\n2026-01-02T03:04:05.000Z,'\uff1d1\r\n`;
    expect((await joined(writeCsv(rows, columns))).toString()).toBe(`\ufeff${text}`);
    const bare = await joined(writeCsv(rows, columns, { byteOrderMark: false, delimiter: ';' }));
    expect(bare.toString().split('\r\n')[0]).toBe("A;'=B");
  });

  test.each([',', ';', '\t'] as const)(
    'with a note above the titles, which a reader passes over (delimiter %j)',
    async (delimiter) => {
      const wide = ['a', 'b'].map((key) => ({ key, title: `Title ${key}` }));
      const note = 'Role, Source; a = b\n2,3,4';
      const bytes = await joined(writeCsv([{ a: '# 1', b: '2' }], wide, { delimiter, note }));
      const [first = '', second] = bytes.toString().split('\r\n');
      expect(first).toContain('# Role, Source; a = b 2,3,4');
      expect(second).toBe(`Title a${delimiter}Title b`);
      const [titles, row, ...more] = await readAll(bytes);
      expect([titles?.row, row?.row, more]).toEqual([2, 3, []]);
      expect([...(row?.cells ?? [])]).toEqual([
        ['Title a', '# 1'],
        ['Title b', '2'],
      ]);
    },
  );

  test('a note alone is an empty sheet', async () => {
    expect((await errorOf('# nothing')).details).toMatchObject({ reason: 'empty' });
  });

  test('piece by piece: rows are asked for while earlier ones are out', async () => {
    let asked = 0;
    const rows = (function* () {
      for (;;) yield { a: `value ${(asked += 1)}` };
    })();
    const pieces = writeCsv(rows, columns);
    for (let count = 0; count < 3; count += 1) await pieces.next();
    expect(asked).toBeLessThan(2000);
    await pieces.return(undefined);
  });

  test('so that every text comes back (property)', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({
        unit: fc.constantFrom('=', '+', "'", '"', ',', ';', '\n', '\r', '\t', ' ', 'a'),
      }),
    );
    const table = fc.array(fc.record({ a: text, b: text }), { minLength: 1, maxLength: 20 });
    const delimiters = fc.constantFrom(',' as const, ';' as const, '\t' as const);
    await fc.assert(
      fc.asyncProperty(table, delimiters, fc.boolean(), async (rows, delimiter, mark) => {
        const wide = ['a', 'b'].map((key) => ({ key, title: `Title ${key}` }));
        const options = { delimiter, byteOrderMark: mark };
        const back = await readAll(await joined(writeCsv(rows, wide, options)));
        const wanted = rows.flatMap(({ a, b }, index) => {
          const cells = [seen(a), seen(b)];
          return cells.some((cell) => cell !== '') ? [[index + 2, ...cells]] : [];
        });
        expect(back.slice(1).map(({ row, cells }) => [row, ...cells.values()])).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  /** what trimming leaves, and what UTF-8 makes of half a character */
  function seen(text: string): string {
    return Buffer.from(text).toString().trim();
  }
});
