import { describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { SheetError, type ReadOptions } from '../src/index.js';
import { errorOf, readAll } from './reading.js';
import { textRow, workbook, workbookParts, zip, type Part } from './zips.js';

const parts = workbookParts({ rows: textRow(1, 'A', 'B') + textRow(2, 'x', 'y') });

/** The workbook with one part changed. */
function changed(name: string, change: Partial<Part>): Buffer {
  return zip(parts.map((part) => (part.name === name ? { ...part, ...change } : part)));
}

const sheet = 'xl/worksheets/sheet1.xml';

describe('refused before anything is inflated', () => {
  test.each<[string, Buffer]>([
    ['a part that unpacks a thousand-fold', changed(sheet, { content: ' '.repeat(5_000_000) })],
    [
      'a bomb that is not even a part of the workbook',
      zip([...parts, { name: 'x', content: Buffer.alloc(5_000_000) }]),
    ],
    [
      'too many parts',
      zip(Array.from({ length: 1001 }, (_, i) => ({ name: `${i}`, content: '' }))),
    ],
    ['parts that share their bytes', zip([...parts, { name: 'x', content: '', sameAs: 4 }])],
  ])('%s', async (_, bytes) => {
    const error = await errorOf(bytes);
    expect([error.code, error.details['reason']]).toEqual(['refused', 'zip_bomb']);
  });

  test('more than may be unpacked, said openly', async () => {
    const picture = { name: 'xl/media/image1.png', content: randomBytes(300_000) };
    const error = await errorOf(zip([...parts, picture]), { maxUnpackedBytes: 200_000 });
    expect(error.details).toMatchObject({ limit: 'unpackedBytes', most: 200_000 });
  });
});

test('a size that was declared too small ends the inflating', async () => {
  const content = `<worksheet>${' '.repeat(50_000_000)}</worksheet>`;
  const start = process.memoryUsage().rss;
  const error = await errorOf(changed(sheet, { content, declaredSize: 100 }));
  expect([error.code, error.details['reason']]).toEqual(['refused', 'zip_bomb']);
  expect(process.memoryUsage().rss - start).toBeLessThan(150 * 1024 * 1024);
});

describe('kinds of files that are not opened', () => {
  const macros = 'application/vnd.ms-excel.sheet.macroEnabled.main+xml';
  const document =
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const container = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  const encrypted = Buffer.from('EncryptedPackage', 'utf16le');

  test.each<[string, string, Buffer]>([
    ['macros', 'a macro workbook', workbook({ main: macros })],
    ['macros', 'macros in disguise', zip([...parts, { name: 'xl/vbaProject.bin', content: 'x' }])],
    ['binary_workbook', 'an .xlsb', zip([...parts, { name: 'xl/workbook.bin', content: 'x' }])],
    ['encrypted', 'an encrypted workbook', Buffer.concat([container, encrypted])],
    ['encrypted', 'an encrypted archive', changed(sheet, { flags: 1 })],
    ['old_format', 'an .xls', Buffer.concat([container, Buffer.alloc(600)])],
    ['not_a_workbook', 'a text document', workbook({ main: document })],
    ['not_a_workbook', 'any archive', zip([{ name: 'readme.txt', content: 'x' }])],
    ['zip64', 'a huge archive', changed(sheet, { declaredSize: 0xffffffff })],
    ['wrong_media', 'a PNG', Buffer.from('89504e470d0a1a0a0000', 'hex')],
    ['wrong_media', 'a PDF', Buffer.from('%PDF-1.7 Name,Mail')],
    ['wrong_media', 'a gzip', Buffer.from('1f8b0800', 'hex')],
    ['wrong_media', 'a web page', Buffer.from('\ufeff\r\n <!DOCTYPE html><table>')],
    ['wrong_media', 'a table as .xls', Buffer.from('<html xmlns:x="excel"><table>')],
    ['wrong_media', 'bytes that are no text', Buffer.from('Name\0,B\n')],
  ])('%s: %s', async (reason, _, bytes) => {
    const error = await errorOf(bytes);
    expect([error.code, error.details['reason']]).toEqual(['refused', reason]);
    expect(error.details['hint']).toEqual(expect.stringMatching(/(save|send|take)/i));
  });

  test('a format that was said is the one that it has to be', async () => {
    const csv = await errorOf('A,B\n', { format: 'workbook' });
    const xlsx = await errorOf(zip(parts), { format: 'csv' });
    expect([csv.details['reason'], xlsx.details['reason']]).toEqual([
      'wrong_format',
      'wrong_format',
    ]);
  });

  test.each(['xl/workbook.xml', '[Content_Types].xml', 'xl/sharedStrings.xml', sheet])(
    'a document type definition in %s, whatever it defines',
    async (name) => {
      const part = parts.find((one) => one.name === name)!;
      const bomb =
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>';
      const content = bomb + String(part.content).replace(/^<\?.*?\?>/, '');
      const error = await errorOf(changed(name, { content }));
      expect([error.code, error.details['reason']]).toEqual(['refused', 'dtd']);
    },
  );
});

test('long names in tags take no long time', async () => {
  const tag = `<x:row ${'x'.repeat(60_000)} ${"y='".repeat(999)}'/>`;
  const slow = workbookParts({ rows: tag.repeat(50) }).map((part) => ({ ...part, stored: true }));
  expect((await errorOf(zip(slow))).details['reason']).toBe('empty');
}, 10_000);

describe('whatever the bytes are, they are read or end in a SheetError', () => {
  const book = workbook({
    rows:
      textRow(1, 'A', 'B') +
      Array.from({ length: 20 }, (_, row) => textRow(row + 2, 'x', 'y')).join(''),
    shared: '<x:si><x:t>one</x:t></x:si>',
  });

  async function survives(bytes: Uint8Array, reading?: ReadOptions): Promise<'read' | 'error'> {
    try {
      await readAll(bytes, { ...reading, maxUnpackedBytes: 1_000_000 });
      return 'read';
    } catch (error) {
      if (error instanceof SheetError) return 'error';
      throw error;
    }
  }

  test('cut off anywhere, a workbook ends in a SheetError', async () => {
    for (let length = 0; length < book.length; length += 1) {
      if ((await survives(book.subarray(0, length), { format: 'workbook' })) !== 'error')
        throw new Error(`read at ${length}`);
    }
    expect(await survives(book)).toBe('read');
  }, 60_000);

  test('random bytes, with and without the mark of an archive', async () => {
    const bytes = fc.uint8Array({ maxLength: 2_000 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), async (random, marked) => {
        const start = Buffer.from(marked ? 'PK\x03\x04' : '');
        expect(await survives(Buffer.concat([start, random]))).toMatch(/read|error/);
      }),
      { numRuns: 500 },
    );
  });

  test('a workbook with bytes overwritten', async () => {
    const changes = fc.array(fc.tuple(fc.nat(book.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(changes, async (places) => {
        const bytes = Buffer.from(book);
        for (const [at, byte] of places) bytes[at] = byte;
        expect(await survives(bytes)).toMatch(/read|error/);
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);

  test('a sheet made of scraps of markup', async () => {
    const scraps = fc.constantFrom(
      '<x:row>',
      '</x:row>',
      '<x:row r="3">',
      '<x:c>',
      '<x:c r="B2" t="s">',
      '</x:c>',
      '<x:v>',
      '</x:v>',
      '1',
      '&amp;',
      '&',
      '<',
      '>',
      '"',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<x:is><x:t>',
      '</x:t></x:is>',
      '</x:sheetData>',
      '/',
      '=',
      ' ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(scraps, { maxLength: 30 }), async (pieces) => {
        expect(await survives(workbook({ rows: pieces.join('') }))).toMatch(/read|error/);
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);

  test('scraps of CSV', async () => {
    const scraps = fc.constantFrom(
      '"',
      ',',
      ';',
      '\n',
      '\r',
      '\t',
      'a',
      ' ',
      "'",
      '=',
      'sep=',
      '\ufeff',
      '|',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(scraps, { maxLength: 30 }), async (pieces) => {
        expect(await survives(Buffer.from(pieces.join('')))).toMatch(/read|error/);
      }),
      { numRuns: 1_000 },
    );
  });
});
