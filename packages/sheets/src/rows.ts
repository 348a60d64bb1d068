import { lettersOf } from './cells.js';
import type { SheetLimits } from './limits.js';
import { tooLarge, unreadable } from './errors.js';

/** A row as the file has it: the first cell is column A, '' is an empty cell. */
export interface RawRow {
  readonly row: number;
  readonly cells: readonly string[];
}

export interface SheetRow {
  /** as a person sees it in the spreadsheet program: 1 is the first one; blank rows count, though they are not reported */
  readonly row: number;
  /** trimmed text by column title, in the order of the sheet; '' where the cell is empty; columns without a title are left out */
  readonly cells: ReadonlyMap<string, string>;
  /**
   * `short`: a CSV row with fewer cells than titles. `long`: a value stands where there is no title. Either way a delimiter or
   * a quotation mark is probably missing, and the cells may be in the wrong columns.
   */
  readonly ragged: 'short' | 'long' | null;
}

/**
 * What stands above the titles of a sheet that was written with a note (`noteCell`): one cell, the first, that begins with it. Readers
 * pass over it.
 */
const NOTE = '# ';

/** The one cell of the first line of a file that says what the file is of. */
export function noteCell(note: string): string {
  return NOTE + note.replace(/\s+/g, ' ').trim();
}

function isNote([first = '', ...others]: readonly string[]): boolean {
  return first.startsWith(NOTE) && others.every((cell) => cell === '');
}

/**
 * Reads the first row with content that is no note as the titles and hands it out first, every title under itself; then every row with
 * content. Titles that are equal but for case and spaces are refused: it would not be clear which column is meant.
 */
export async function* titledRows(
  raw: AsyncIterable<RawRow>,
  limits: SheetLimits,
  sparse: boolean,
): AsyncGenerator<SheetRow> {
  let titles: string[] | undefined;
  let count = 0;
  for await (const { row, cells } of raw) {
    if (cells.every((cell) => cell === '')) continue;
    if (!titles && isNote(cells)) continue;
    if (!titles) {
      titles = titlesOf(cells, row, limits);
      yield { row, cells: cellsOf(titles, titles), ragged: null };
      continue;
    }
    count += 1;
    if (count > limits.maxRows) throw tooLarge('rows', limits.maxRows, { row });
    yield { row, cells: cellsOf(titles, cells), ragged: raggednessOf(titles, cells, sparse) };
  }
  if (!titles) throw unreadable('empty', 'The sheet is empty; its first row must have the titles.');
}

function titlesOf(cells: readonly string[], row: number, limits: SheetLimits): string[] {
  const titles = cells.map((cell) => cell.replace(/\s+/g, ' '));
  while (titles.at(-1) === '') titles.pop();
  if (titles.length > limits.maxColumns) throw tooLarge('columns', limits.maxColumns, { row });
  const seen = new Map<string, number>();
  titles.forEach((title, index) => {
    const key = title.toLowerCase();
    const earlier = seen.get(key);
    if (key !== '' && earlier !== undefined) {
      const [one, other] = [lettersOf(earlier + 1), lettersOf(index + 1)];
      const hint = `Columns ${one} and ${other} have the same title; rename or remove one of them.`;
      throw unreadable('duplicate_title', hint, { row, column: title });
    }
    seen.set(key, index);
  });
  return titles;
}

function cellsOf(titles: readonly string[], cells: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  titles.forEach((title, index) => {
    if (title !== '') found.set(title, cells[index] ?? '');
  });
  return found;
}

function raggednessOf(titles: readonly string[], cells: readonly string[], sparse: boolean) {
  if (cells.some((cell, index) => cell !== '' && (titles[index] ?? '') === '')) return 'long';
  return !sparse && cells.length < titles.length ? 'short' : null;
}
