import {
  convertDateToSerialNumber,
  sanitizeAttributeValue,
  sanitizeTextContent,
} from 'write-excel-file/utility';
import { lettersOf } from './cells.js';
import { packed } from './packages.js';
import { tooLarge } from './errors.js';
import { noteCell } from './rows.js';
import { plain, sheetName } from './texts.js';
import { own, type SheetColumn, type SheetRecords, type SheetValue } from './values.js';

export interface XlsxOptions {
  readonly rows: SheetRecords;
  readonly columns: readonly SheetColumn[];
  /** the name on the tab; what a tab may not have is taken out */
  readonly sheet: string;
  /** more rows are a SheetError `too_large`; CSV has no such limit. 200,000 unless said */
  readonly maxRows?: number;
  /** stands in the first row, above the titles, behind `# `; readSheet passes over it */
  readonly note?: string | undefined;
}

const MAX_ROW_COUNT = 200_000;
const DEFAULT_WIDTH = 24;
const CHUNK_CHARACTERS = 64 * 1024;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** places in the <cellXfs> below */
const TITLE = 1;
const TEXT = 2;
const DATE = 3;

/** The format 49, `@`, keeps a text a text when a person edits it: 00123 stays, and +49 does not become 49. */
const STYLES =
  `${HEAD}<styleSheet ${MAIN}>` +
  '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="3"><fill><patternFill patternType="none"/></fill>' +
  '<fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE8ECF1"/></patternFill></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>' +
  '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>' +
  '</styleSheet>';

/** As written-workbooks.ts tells. */
export async function writeXlsx(options: XlsxOptions): Promise<Uint8Array> {
  const name = sanitizeAttributeValue(sheetName(options.sheet));
  return packed([
    { name: '[Content_Types].xml', pieces: [CONTENT_TYPES] },
    { name: '_rels/.rels', pieces: [relations(['officeDocument', 'xl/workbook.xml'])] },
    {
      name: 'xl/workbook.xml',
      pieces: [
        `${HEAD}<workbook ${MAIN} xmlns:r="${OFFICE}"><bookViews><workbookView/></bookViews>` +
          `<sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ],
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      pieces: [relations(['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml'])],
    },
    { name: 'xl/styles.xml', pieces: [STYLES] },
    { name: 'xl/worksheets/sheet1.xml', pieces: worksheet(options) },
  ]);
}

const CONTENT_TYPES =
  `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Default Extension="xml" ContentType="application/xml"/>' +
  `<Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/>` +
  `<Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/>` +
  `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${KIND}.worksheet+xml"/></Types>`;

function relations(...targets: readonly (readonly [string, string])[]): string {
  const lines = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${lines.join('')}</Relationships>`;
}

async function* worksheet({ rows, columns, maxRows = MAX_ROW_COUNT, note }: XlsxOptions) {
  // rows above those of the table that stay in sight
  const above = note === undefined ? 1 : 2;
  const letters = columns.map((_, index) => lettersOf(index + 1));
  const titles = columns.map(({ title }) => title);
  let text =
    `${HEAD}<worksheet ${MAIN}><sheetViews><sheetView tabSelected="1" workbookViewId="0">` +
    `<pane ySplit="${above}" topLeftCell="A${above + 1}" activePane="bottomLeft" state="frozen"/>` +
    '</sheetView></sheetViews>' +
    `<cols>${columns.map(columnMarkup).join('')}</cols><sheetData>` +
    (note === undefined ? '' : rowMarkup(1, letters, [noteCell(note)], TEXT)) +
    rowMarkup(above, letters, titles, TITLE);
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > maxRows) throw tooLarge('rows', maxRows);
    const values = columns.map(({ key }) => own(row, key));
    text += rowMarkup(count + above, letters, values, TEXT);
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = '';
  }
  yield `${text}</sheetData></worksheet>`;
}

function columnMarkup({ width = DEFAULT_WIDTH }: SheetColumn, index: number): string {
  const position = index + 1;
  return `<col min="${position}" max="${position}" width="${width}" customWidth="1"/>`;
}

/** Every cell has its address: the format can do without, some readers cannot. */
function rowMarkup(
  row: number,
  letters: readonly string[],
  values: readonly SheetValue[],
  style: number,
): string {
  const cells = values.map((value, index) => cellMarkup(`${letters[index]}${row}`, value, style));
  return `<row r="${row}">${cells.join('')}</row>`;
}

function cellMarkup(address: string, value: SheetValue, style: number): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'number' && Number.isFinite(value)) {
    return `<c r="${address}"><v>${value}</v></c>`;
  }
  if (typeof value === 'boolean') return `<c r="${address}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return '';
    return `<c r="${address}" s="${DATE}"><v>${convertDateToSerialNumber(value)}</v></c>`;
  }
  const text = sanitizeTextContent(plain(String(value)));
  const inline = `<is><t xml:space="preserve">${text}</t></is>`;
  return `<c r="${address}" s="${style}" t="inlineStr">${inline}</c>`;
}
