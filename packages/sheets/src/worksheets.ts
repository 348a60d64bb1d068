import { columnOf, dateText, lettersOf, unescaped } from './cells.js';
import type { SheetLimits } from './limits.js';
import { MarkupScanner, type MarkupReader } from './markup.js';
import { tooLarge, unreadable } from './errors.js';
import type { RawRow } from './rows.js';
import type { Workbook } from './workbooks.js';

/** the last row and column that the format knows */
const MAX_ROW = 1_048_576;
const MAX_COLUMN = 16_384;

/** The rows of a worksheet as they are read: those with a value, numbered as the spreadsheet program numbers them. */
export async function* worksheetRows(
  workbook: Workbook,
  limits: SheetLimits,
): AsyncGenerator<RawRow> {
  const reader = new WorksheetReader(workbook, limits);
  const scanner = new MarkupScanner(reader);
  for await (const chunk of workbook.sheet) {
    scanner.write(chunk);
    yield* reader.take();
  }
  scanner.end();
}

class WorksheetReader implements MarkupReader {
  private rows: RawRow[] = [];
  private inData = false;
  private row = 0;
  private cells: string[] | undefined;
  private column = 0;
  private type = 'n';
  private style = 0;
  private value = '';
  /** inside <v>, or inside a <t> that is not a reading aid */
  private inValue = false;
  private phonetic = 0;

  constructor(
    private readonly workbook: Workbook,
    private readonly limits: SheetLimits,
  ) {}

  take(): RawRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attribute: (name: string) => string | undefined): void {
    if (name === 'sheetData') this.inData = true;
    else if (!this.inData) return;
    else if (name === 'row') this.openRow(attribute('r'));
    else if (name === 'c') this.openCell(attribute);
    else if (name === 'v' || name === 't') this.inValue = this.phonetic === 0;
    else if (name === 'rPh') this.phonetic += 1;
  }

  text(text: string): void {
    if (!this.inValue || !this.cells) return;
    this.value += text;
    if (this.value.length > this.limits.maxCellCharacters) throw this.tooLong();
  }

  close(name: string): void {
    if (!this.inData) return;
    if (name === 'v' || name === 't') this.inValue = false;
    else if (name === 'rPh') this.phonetic -= 1;
    else if (name === 'c') this.closeCell();
    else if (name === 'row') {
      if (this.cells && this.cells.length > 0) this.rows.push({ row: this.row, cells: this.cells });
      this.cells = undefined;
    } else if (name === 'sheetData') this.inData = false;
  }

  private openRow(number: string | undefined): void {
    const row = number === undefined ? this.row + 1 : Number(number);
    if (!Number.isInteger(row) || row <= this.row || row > MAX_ROW) {
      throw this.damaged('its rows are not in order');
    }
    this.row = row;
    this.column = 0;
    this.cells = [];
  }

  private openCell(attribute: (name: string) => string | undefined): void {
    const address = attribute('r');
    const column = address === undefined ? this.column + 1 : columnOf(address);
    if (column <= this.column || column > MAX_COLUMN) {
      throw this.damaged('its cells are not in order');
    }
    this.column = column;
    this.type = attribute('t') ?? 'n';
    this.style = Number(attribute('s') ?? 0);
    this.value = '';
  }

  private closeCell(): void {
    const text = this.cellText().trim();
    if (text === '' || !this.cells) return;
    if (text.length > this.limits.maxCellCharacters) throw this.tooLong();
    if (this.column > this.limits.maxColumns) {
      throw tooLarge('columns', this.limits.maxColumns, this.position());
    }
    while (this.cells.length < this.column - 1) this.cells.push('');
    this.cells.push(text);
  }

  /** Cell types: ECMA-376 part 1, 18.18.11. An error such as #N/A stays what a person sees. */
  private cellText(): string {
    const { value } = this;
    if (value === '') return '';
    if (this.type === 'inlineStr' || this.type === 'str') return unescaped(value);
    if (this.type === 'e' || this.type === 'd') return value;
    const number = Number(value);
    if (Number.isNaN(number)) throw this.damaged('a number is not a number');
    if (this.type === 'b') return number === 0 ? 'false' : 'true';
    if (this.type === 's') {
      const shared = this.workbook.shared[number];
      if (shared === undefined) throw this.damaged('a text is missing');
      return shared;
    }
    if (this.workbook.dates[this.style]) return dateText(number, this.workbook.from1904);
    return String(number);
  }

  private position() {
    return { row: this.row, ...(this.column > 0 && { column: lettersOf(this.column) }) };
  }

  private tooLong() {
    return tooLarge('cellCharacters', this.limits.maxCellCharacters, this.position());
  }

  private damaged(what: string) {
    const hint = `The sheet is damaged: ${what}. Save the workbook again and upload the new file.`;
    return unreadable('damaged', hint, this.position());
  }
}
