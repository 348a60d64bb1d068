import { encrypted, type Archive } from './archives.js';
import { lettersOf } from './cells.js';
import type { SheetLimits } from './limits.js';
import { MarkupScanner, type MarkupReader } from './markup.js';
import { refused, tooLarge, unreadable } from './errors.js';
import type { RawRow } from './rows.js';

const KIND = 'application/vnd.oasis.opendocument.';

/** Whether the archive is a document of OpenDocument (part 2, 3.3: its first part names its media type). */
export function isOpenDocument(archive: Archive): boolean {
  return archive.has('mimetype') && archive.has('content.xml');
}

/**
 * The rows of the first visible sheet of an .ods workbook (OpenDocument 1.3 part 3), as they are read. Formulas are not computed: the
 * values that the spreadsheet program left are taken.
 */
export async function* openDocumentRows(
  archive: Archive,
  limits: SheetLimits,
): AsyncGenerator<RawRow> {
  await checkKind(archive);
  const reader = new TableReader(limits);
  const scanner = new MarkupScanner(reader);
  for await (const chunk of archive.text('content.xml') ?? []) {
    scanner.write(chunk);
    yield* reader.take();
  }
  scanner.end();
  if (!reader.found) {
    throw unreadable('no_sheet', 'The workbook has no visible sheet with cells; add one.');
  }
}

async function checkKind(archive: Archive): Promise<void> {
  const kind = (await textOf(archive, 'mimetype')).trim();
  if (!/^spreadsheet(-template)?$/.test(kind.startsWith(KIND) ? kind.slice(KIND.length) : '')) {
    throw refused('not_a_workbook', 'Send a workbook of type .xlsx or .ods, or a CSV file.');
  }
  if ((await textOf(archive, 'META-INF/manifest.xml')).includes('encryption-data')) {
    throw encrypted();
  }
  if (archive.names().some((name) => /^(basic|scripts)\/./.test(name))) {
    throw refused('macros', 'Save the workbook without macros.');
  }
}

async function textOf(archive: Archive, part: string): Promise<string> {
  let text = '';
  for await (const chunk of archive.text(part) ?? []) text += chunk;
  return text;
}

type Attribute = (name: string) => string | undefined;

class TableReader implements MarkupReader {
  found = false;
  private rows: RawRow[] = [];
  private readonly hiddenStyles = new Set<string>();
  private style = '';
  /** tables that are open: one in a cell of another is none of ours */
  private tables = 0;
  private isOurs = false;
  private row = 0;
  private rowRepeats = 1;
  private cells: string[] | undefined;
  private column = 0;
  private cellRepeats = 1;
  private value: string | undefined;
  private lines: string[] = [];
  /** elements that are open in the cell; its own paragraphs are at the first level */
  private depth = -1;
  private inParagraph = false;

  constructor(private readonly limits: SheetLimits) {}

  take(): RawRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attribute: Attribute): void {
    if (this.depth >= 0) this.openInCell(name, attribute);
    else if (name === 'style') this.style = attribute('name') ?? '';
    else if (name === 'table-properties' && attribute('display') === 'false') {
      this.hiddenStyles.add(this.style);
    } else if (name === 'table') this.openTable(attribute);
    else if (!this.isOurs) return;
    else if (name === 'table-row') this.openRow(attribute);
    else if (name === 'table-cell' || name === 'covered-table-cell') {
      this.openCell(name === 'table-cell', attribute);
    }
  }

  text(text: string): void {
    if (this.inParagraph) this.add(text);
  }

  close(name: string): void {
    if (this.depth > 0) {
      this.depth -= 1;
      if (this.depth === 0) this.inParagraph = false;
    } else if (this.depth === 0) this.closeCell();
    else if (name === 'table') {
      this.tables -= 1;
      this.isOurs = false;
    } else if (name === 'table-row' && this.isOurs) this.closeRow();
  }

  private openTable(attribute: Attribute): void {
    this.tables += 1;
    const isHidden = this.hiddenStyles.has(attribute('style-name') ?? '');
    if (this.tables > 1 || this.found || isHidden) return;
    this.found = true;
    this.isOurs = true;
  }

  private openRow(attribute: Attribute): void {
    this.rowRepeats = repeatsOf(attribute('number-rows-repeated'));
    this.column = 0;
    this.cells = [];
  }

  private closeRow(): void {
    const { cells = [] } = this;
    // blank rows to the end of the sheet are one row that is repeated a million times
    const times = cells.length === 0 ? 0 : Math.min(this.rowRepeats, this.limits.maxRows + 2);
    for (let index = 1; index <= times; index += 1) {
      this.rows.push({ row: this.row + index, cells });
    }
    this.row += this.rowRepeats;
    this.cells = undefined;
  }

  private openCell(isShown: boolean, attribute: Attribute): void {
    this.cellRepeats = repeatsOf(attribute('number-columns-repeated'));
    this.value = isShown ? valueOf(attribute) : '';
    this.lines = [];
    this.depth = 0;
  }

  private openInCell(name: string, attribute: Attribute): void {
    if (this.depth === 0 && name === 'p') {
      this.inParagraph = true;
      this.lines.push('');
    } else if (this.inParagraph) {
      if (name === 's') this.add(' '.repeat(Math.min(repeatsOf(attribute('c')), 1_000)));
      else if (name === 'tab') this.add('\t');
      else if (name === 'line-break') this.add('\n');
    }
    this.depth += 1;
  }

  private add(text: string): void {
    const last = this.lines.length - 1;
    this.lines[last] = (this.lines[last] ?? '') + text;
    if ((this.lines[last] ?? '').length > this.limits.maxCellCharacters) throw this.tooLong();
  }

  private closeCell(): void {
    this.depth = -1;
    const first = this.column + 1;
    this.column += this.cellRepeats;
    const text = (this.value ?? this.lines.join('\n')).trim();
    if (text === '' || !this.cells) return;
    if (text.length > this.limits.maxCellCharacters) throw this.tooLong();
    if (this.column > this.limits.maxColumns) {
      throw tooLarge('columns', this.limits.maxColumns, { row: this.row + 1 });
    }
    while (this.cells.length < first - 1) this.cells.push('');
    for (let index = 0; index < this.cellRepeats; index += 1) this.cells.push(text);
  }

  private tooLong() {
    const column = lettersOf(this.column + 1);
    return tooLarge('cellCharacters', this.limits.maxCellCharacters, { row: this.row + 1, column });
  }
}

/** Numbers, dates and the like have their value in an attribute; undefined: the text of the cell counts. */
function valueOf(attribute: Attribute): string | undefined {
  switch (attribute('value-type')) {
    case 'float':
    case 'percentage':
    case 'currency':
      return attribute('value');
    case 'date':
      return attribute('date-value')?.replace(/T00:00:00(\.0+)?$/, '');
    case 'time': {
      const [, h = '0', m = '0', s = '0'] =
        /^PT(\d+)H(\d+)M(\d+)/.exec(attribute('time-value') ?? '') ?? [];
      return [h, m, s].map((part) => part.padStart(2, '0')).join(':');
    }
    case 'boolean':
      return attribute('boolean-value');
    default:
      return attribute('string-value');
  }
}

function repeatsOf(text: string | undefined): number {
  const count = text === undefined ? 1 : Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  const hint = 'The sheet is damaged: a number of repetitions is none. Save the workbook again.';
  throw unreadable('damaged', hint);
}
