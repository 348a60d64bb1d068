import { stringify } from 'csv-stringify/sync';
import { guarded } from './formulas.js';
import { noteCell } from './rows.js';
import { own, type SheetColumn, type SheetRecords, type SheetValue } from './values.js';

export interface CsvOptions {
  /** a UTF-8 byte order mark in front, without which Excel takes the text for another encoding; true unless said */
  readonly byteOrderMark?: boolean;
  /** a comma unless said */
  readonly delimiter?: ',' | ';' | '\t';
  /** stands in the first line, above the titles, behind `# `; readSheet passes over it */
  readonly note?: string | undefined;
}

/** Rows that become one piece: enough to keep the pieces few, few enough to keep them small. */
const BATCH_SIZE = 500;

/**
 * A CSV file after RFC 4180 (CRLF, quotation marks doubled) piece by piece, never held as a whole. Text that a spreadsheet
 * program would take for a formula gets an apostrophe in front, telephone numbers with a plus too; readSheet takes it away
 * again. Numbers, booleans and dates (ISO 8601, UTC) are written as they are.
 */
export async function* writeCsv(
  rows: SheetRecords,
  columns: readonly SheetColumn[],
  { byteOrderMark = true, delimiter = ',', note }: CsvOptions = {},
): AsyncGenerator<Uint8Array> {
  // the package quotes a cell with CRLF, and leaves one with LF or CR alone
  const options = { delimiter, record_delimiter: '\r\n', quoted_match: /[\r\n]/ };
  const bytesOf = (records: string[][]) => Buffer.from(stringify(records, options));
  if (byteOrderMark) yield Buffer.from('\ufeff');
  if (note !== undefined) yield bytesOf([[noteCell(note)]]);
  let batch: string[][] = [columns.map(({ title }) => guarded(title))];
  for await (const row of rows) {
    batch.push(columns.map(({ key }) => textOf(own(row, key))));
    if (batch.length < BATCH_SIZE) continue;
    yield bytesOf(batch);
    batch = [];
  }
  if (batch.length > 0) yield bytesOf(batch);
}

function textOf(value: SheetValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  return typeof value === 'string' ? guarded(value) : String(value);
}
