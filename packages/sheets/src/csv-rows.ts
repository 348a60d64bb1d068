import { pipeline, Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { unguarded } from './formulas.js';
import type { SheetLimits } from './limits.js';
import { tooLarge, unreadable } from './errors.js';
import type { RawRow } from './rows.js';

const DELIMITERS = [',', ';', '\t', '|'];
const MAX_FIRST_LINE_LENGTH = 64 * 1024;

/** Characters that are parsed in one turn of the event loop: dozens of rows, and few milliseconds of a parser that just began. */
const PIECE_LENGTH = 2_048;

/** Empty cells behind the last column are forgiven up to the width of a sheet of a spreadsheet program. */
const MAX_CELL_COUNT = 16_384;

/** The rows of a CSV text. Row numbers count records, as a spreadsheet program does: a line break in quotes starts no row. */
export async function* csvRows(
  text: AsyncIterable<string>,
  limits: SheetLimits,
): AsyncGenerator<RawRow> {
  const { delimiter, whole } = await detect(text);
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: limits.maxColumns * limits.maxCellCharacters,
    // empty cells have no size: a line of delimiters alone would become millions of them
    cast: (cell, { index, records }) => {
      if (index < MAX_CELL_COUNT) return cell;
      throw tooLarge('columns', limits.maxColumns, { row: records + 1 });
    },
  });
  // the error reaches the loop below through the parser
  pipeline(Readable.from(whole), parser, () => undefined);
  let row = 0;
  try {
    for await (const record of parser) {
      row += 1;
      yield { row, cells: cellsOf(record as string[], row, limits) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // the parser is ahead of the loop: it knows how many rows it had read
    throw refusalOf(error, Number(error['records']) + 1, limits);
  }
}

function cellsOf(record: readonly string[], row: number, limits: SheetLimits): string[] {
  const cells = record.map((cell) => unguarded(cell).trim());
  if (cells.length > limits.maxColumns && cells.slice(limits.maxColumns).some((c) => c !== '')) {
    throw tooLarge('columns', limits.maxColumns, { row });
  }
  if (cells.some((cell) => cell.length > limits.maxCellCharacters)) {
    throw tooLarge('cellCharacters', limits.maxCellCharacters, { row });
  }
  return cells;
}

function refusalOf(error: CsvError, row: number, limits: SheetLimits) {
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return tooLarge('cellCharacters', limits.maxCellCharacters, { row });
  }
  const hint = `Row ${row} has a quotation mark that is not closed, or that stands inside of a cell without being doubled.`;
  return unreadable('quotes', hint, { row }, error);
}

/**
 * Reads as much as the line of the titles to see what divides the cells. A first line `sep=;` says it, as spreadsheets have it; one with a
 * note says nothing of it.
 */
async function detect(text: AsyncIterable<string>) {
  const pieces = text[Symbol.asyncIterator]();
  let head = '';
  let line: string | undefined;
  while (line === undefined && head.length < MAX_FIRST_LINE_LENGTH) {
    const next = await pieces.next();
    if (next.done) break;
    head += next.value;
    line = titleLine(head);
  }
  line ??= withoutNote(head);
  const [declared, separator] = /^sep=([^\r\n"])$/.exec(line) ?? [];
  if (declared !== undefined) head = head.slice(declared.length).replace(/^(\r\n|\n|\r)/, '');
  return { delimiter: separator ?? mostFrequent(line), whole: joined(head, pieces) };
}

function titleLine(text: string): string | undefined {
  const first = firstLine(text);
  return first !== undefined && isNoteLine(first) ? firstLine(withoutNote(text)) : first;
}

/** A note has commas of its own, also where the file has another delimiter. */
function withoutNote(text: string): string {
  const line = firstLine(text);
  if (line === undefined || !isNoteLine(line)) return text;
  return text.slice(line.length).replace(/^(\r\n|\n|\r)/, '');
}

const isNoteLine = (line: string): boolean => /^"?# /.test(line);

/** undefined while the line may go on */
function firstLine(text: string): string | undefined {
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') quoted = !quoted;
    // a carriage return at the very end may have its line feed in the next piece
    else if (!quoted && (character === '\n' || (character === '\r' && index + 1 < text.length))) {
      return text.slice(0, index).replace(/\r$/, '');
    }
  }
  return undefined;
}

function mostFrequent(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

async function* joined(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    if (head !== '') yield* inPieces(head);
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      if (next.value !== '') yield* inPieces(next.value);
    }
  } finally {
    await rest.return?.();
  }
}

/** The parser takes what it is given in one go; others have their turn between two pieces. A character of two units stays whole. */
async function* inPieces(text: string): AsyncGenerator<string> {
  for (let from = 0; from < text.length;) {
    if (from > 0) await nextTurn();
    const end = from + PIECE_LENGTH;
    const isCut = (text.codePointAt(end - 1) ?? 0) > 0xffff;
    const piece = text.slice(from, isCut ? end + 1 : end);
    from += piece.length;
    yield piece;
  }
}
