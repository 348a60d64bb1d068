import { Archive, encrypted } from './archives.js';
import { csvRows } from './csv-rows.js';
import { decodedText } from './encodings.js';
import { SHEET_LIMITS, type SheetLimits } from './limits.js';
import { refused, tooLarge } from './errors.js';
import { isOpenDocument, openDocumentRows } from './open-documents.js';
import { titledRows, type RawRow, type SheetRow } from './rows.js';
import { openWorkbook } from './workbooks.js';
import { worksheetRows } from './worksheets.js';

export interface ReadOptions extends Partial<SheetLimits> {
  /** `auto`, the default, goes by the first bytes; a name or media type of an upload is not to be trusted */
  readonly format?: 'csv' | 'workbook' | 'auto';
  /** of a CSV file without a byte order mark; guessed when absent */
  readonly charset?: string;
}

type Kind = 'workbook' | 'csv' | 'old' | 'markup' | 'other';

const PEEK_BYTES = 4096;
const SIGNATURES: readonly (readonly [Kind, string])[] = [
  ['workbook', '504b'],
  ['old', 'd0cf11e0a1b11ae1'],
  ['other', '89504e47'],
  ['other', 'ffd8ff'],
  ['other', '47494638'],
  ['other', '25504446'],
  ['other', '52494646'],
  ['other', '1f8b'],
  ['other', '7b5c727466'],
];

/**
 * Reads a CSV file (UTF-8, UTF-16 or Windows-1252; comma, semicolon, tab or bar) or the first visible sheet of an .xlsx or .ods
 * workbook. The first row handed out is the one with the titles. A CSV file passes through; of a workbook its packed
 * bytes and its shared texts are held. SheetErrors: `unreadable`, `too_large`, `refused`, each with `reason` or
 * `limit`, a `hint` what to do, and `row` and `column` where there are any. An error of the input itself passes as it is.
 */
export async function* readSheet(
  input: AsyncIterable<Uint8Array> | Uint8Array,
  reading: ReadOptions = {},
): AsyncGenerator<SheetRow> {
  const { format = 'auto', charset, ...given } = reading;
  const limits = { ...SHEET_LIMITS, ...given };
  const pieces = counted(input, limits.maxBytes);
  try {
    const head = await peek(pieces);
    const kind = checkedKind(head, format);
    const bytes = withHead(head, pieces);
    if (kind === 'csv') {
      yield* titledRows(csvRows(decodedText(bytes, head, charset), limits), limits, false);
      return;
    }
    const whole = await collected(bytes);
    if (kind === 'old') throw oldWorkbook(whole);
    yield* titledRows(workbookRows(Archive.open(whole, limits), limits), limits, true);
  } finally {
    // an upload that is not read to its end is closed
    await pieces.return(undefined);
  }
}

async function* workbookRows(archive: Archive, limits: SheetLimits): AsyncGenerator<RawRow> {
  if (isOpenDocument(archive)) yield* openDocumentRows(archive, limits);
  else yield* worksheetRows(await openWorkbook(archive, limits), limits);
}

async function* counted(
  input: AsyncIterable<Uint8Array> | Uint8Array,
  maxBytes: number,
): AsyncGenerator<Uint8Array, undefined> {
  let size = 0;
  for await (const chunk of input instanceof Uint8Array ? [input] : input) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge('bytes', maxBytes);
    yield chunk;
  }
}

async function peek(pieces: AsyncIterator<Uint8Array>): Promise<Buffer> {
  const head: Uint8Array[] = [];
  let size = 0;
  while (size < PEEK_BYTES) {
    const next = await pieces.next();
    if (next.done) break;
    head.push(next.value);
    size += next.value.length;
  }
  return Buffer.concat(head);
}

async function* withHead(head: Uint8Array, rest: AsyncIterable<Uint8Array>) {
  yield head;
  yield* rest;
}

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

function checkedKind(
  head: Buffer,
  format: 'csv' | 'workbook' | 'auto',
): 'workbook' | 'csv' | 'old' {
  const kind = kindOf(head);
  if (kind === 'markup' || kind === 'other') {
    const what = kind === 'markup' ? 'a web page or XML' : 'a picture, a document or an archive';
    throw refused(
      'wrong_media',
      `The file is ${what}; send an .xlsx or .ods workbook, or a CSV file.`,
    );
  }
  if (kind === 'old' || format === 'auto' || format === kind) return kind;
  const hint =
    kind === 'csv'
      ? 'The file is no workbook, or is damaged from its first byte on; save it again, or send it as CSV.'
      : 'The file is a workbook, not CSV; say the right format, or auto.';
  throw refused('wrong_format', hint);
}

function kindOf(head: Buffer): Kind {
  const start = head.toString('hex', 0, 8);
  const found = SIGNATURES.find(([, signature]) => start.startsWith(signature))?.[0];
  if (found) return found;
  const text = head.toString('latin1', 0, 512).replace(/^\u00ef\u00bb\u00bf/, '');
  return /^\s*<(!doctype|!--|\?xml|html|head|body|table|svg)\b/i.test(text) ? 'markup' : 'csv';
}

/** An encrypted .xlsx lies in the container of the old format. */
function oldWorkbook(bytes: Buffer) {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) return encrypted();
  return refused('old_format', 'Save the workbook as .xlsx or .ods, or as CSV, and upload that.');
}
