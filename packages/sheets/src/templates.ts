import type { Stream } from 'node:stream';
import type { Blob } from 'node:buffer';
import writeXlsxFile, {
  type Cell,
  type Feature,
  type Row,
  type Sheet,
} from 'write-excel-file/node';
import {
  getCellAddress,
  getOrderOfSiblings,
  insertElementMarkupAccordingToOrderOfSiblings,
  sanitizeAttributeValue,
  sanitizeTextContent,
} from 'write-excel-file/utility';
import { SHEET_LIMITS } from './limits.js';
import { tooLarge } from './errors.js';
import { own, type SheetColumn, type SheetRecords, type SheetValue } from './values.js';
import { plain, sheetName } from './texts.js';

export interface TemplateColumn extends SheetColumn {
  /** marked by the colour of its title */
  readonly required?: boolean;
  /** what the drop-down list offers */
  readonly values?: readonly string[];
  /** true: nothing else may be typed; otherwise something else is questioned and may stay, several values for instance */
  readonly strict?: boolean;
}

/** Every text that a person reads, in that person's language: this package has no texts. */
export interface TemplateTexts {
  /** name of the tab with the table */
  readonly sheet: string;
  /** name of the tab with the instructions */
  readonly instructions: string;
  /** shown when a value is not in the list */
  readonly notInListTitle: string;
  readonly notInListText: string;
}

export interface TemplateOptions {
  readonly texts: TemplateTexts;
  readonly columns: readonly TemplateColumn[];
  /** rows of the instructions sheet; the first one is a heading */
  readonly instructions: readonly (readonly string[])[];
  /** rows to begin with: an example, or those to mend and upload again; at most 5,000, else a SheetError `too_large` */
  readonly rows?: SheetRecords;
  /** rows below the header that have the drop-down lists, 50,000 unless said */
  readonly maxRows?: number;
}

type TemplateFeature = Feature<Stream | Buffer | Blob>;

/** write-excel-file makes everything at once: more rows would delay other requests. */
const MAX_ROW_COUNT = 5_000;
const DEFAULT_WIDTH = 24;
const TABLE = 0;
const LISTS = 2;
const SHEET_PART = 'xl/worksheets/sheet{id}.xml';

/** As written-workbooks.ts tells. */
export async function writeTemplate(options: TemplateOptions): Promise<Uint8Array> {
  const { texts, columns, instructions, rows = [], maxRows = SHEET_LIMITS.maxRows } = options;
  const listed = columns.filter(({ values = [] }) => values.length > 0);
  const names = distinctNames([texts.sheet, texts.instructions, 'Lists']);
  const data = await dataRows(rows, columns);
  const blank: Row = columns.map(() => ({ type: String, format: '@' }));
  const sheets: Sheet<Stream | Buffer | Blob>[] = [
    {
      sheet: names[TABLE] ?? '',
      data: [columns.map((c) => headerCell(c.title, c.required)), ...data, blank],
      columns: widths(columns),
      stickyRowsCount: 1,
    },
    {
      sheet: names[1] ?? '',
      data: instructions.map((row, index) => row.map((text) => textCell(text, index === 0))),
      columns: [{ width: 32 }, { width: 90 }],
    },
  ];
  if (listed.length > 0) {
    sheets.push({ sheet: names[LISTS] ?? '', data: listRows(listed.map((c) => c.values ?? [])) });
  }
  const rules = rulesMarkup(columns, listed, names[LISTS] ?? '', texts, maxRows);
  const features = [tableFeature(rules, data.length + 2), hiddenListSheets];
  return writeXlsxFile(sheets, { features }).toBuffer();
}

/** The table gets its rules, and its columns the style of the blank row: what a person types stays text. */
function tableFeature(rules: string, blankRow: number): TemplateFeature {
  return {
    files: {
      transform: {
        [SHEET_PART]: {
          transform: (xml, _options, { sheetIndex }) => {
            if (sheetIndex !== TABLE) return xml;
            const style = new RegExp(`<c r="A${blankRow}" s="(\\d+)"`).exec(xml)?.[1];
            const styled = style ? xml.replaceAll('<col ', `<col style="${style}" `) : xml;
            const order = getOrderOfSiblings(SHEET_PART, 'worksheet') ?? [];
            if (rules === '') return styled;
            return insertElementMarkupAccordingToOrderOfSiblings(styled, rules, order, 'worksheet');
          },
        },
      },
    },
  };
}

const hiddenListSheets: TemplateFeature = {
  files: {
    transform: {
      'xl/workbook.xml': {
        transformElementAttributes: (tag, attributes, index) =>
          tag === 'sheet' && index === LISTS ? { ...attributes, state: 'hidden' } : attributes,
      },
    },
  },
};

/** Data validations: ECMA-376 part 1, 18.3.1.32 and 18.3.1.33. */
function rulesMarkup(
  columns: readonly TemplateColumn[],
  listed: readonly TemplateColumn[],
  lists: string,
  texts: TemplateTexts,
  maxRows: number,
): string {
  if (listed.length === 0) return '';
  const quoted = `'${lists.replaceAll("'", "''")}'`;
  const rules = listed.map((column, index) => {
    const letters = getCellAddress(0, columns.indexOf(column)).replace(/\d+$/, '');
    const list = getCellAddress(0, index).replace(/\d+$/, '');
    const range = `${quoted}!$${list}$1:$${list}$${column.values?.length ?? 1}`;
    return (
      `<dataValidation type="list" allowBlank="1" showErrorMessage="1"` +
      ` errorStyle="${column.strict ? 'stop' : 'warning'}"` +
      ` errorTitle="${sanitizeAttributeValue(texts.notInListTitle.slice(0, 32))}"` +
      ` error="${sanitizeAttributeValue(texts.notInListText.slice(0, 225))}"` +
      ` sqref="${letters}2:${letters}${maxRows + 1}">` +
      `<formula1>${sanitizeTextContent(range)}</formula1></dataValidation>`
    );
  });
  return `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`;
}

function listRows(lists: readonly (readonly string[])[]): Row[] {
  const longest = Math.max(...lists.map((values) => values.length));
  return Array.from({ length: longest }, (_, row) => lists.map((values) => cellOf(values[row])));
}

function textCell(text: string, heading: boolean): Row[number] {
  if (text === '') return null;
  const cell = { type: String, value: shareable(text), wrap: true, alignVertical: 'top' } as const;
  return heading ? { ...cell, fontWeight: 'bold' } : cell;
}

async function dataRows(rows: SheetRecords, columns: readonly SheetColumn[]): Promise<Row[]> {
  const data: Row[] = [];
  for await (const row of rows) {
    if (data.length >= MAX_ROW_COUNT) throw tooLarge('rows', MAX_ROW_COUNT);
    data.push(columns.map(({ key }) => cellOf(own(row, key))));
  }
  return data;
}

function headerCell(title: string, marked = false): Cell {
  return {
    type: String,
    value: shareable(title),
    fontWeight: 'bold',
    backgroundColor: marked ? '#fde9c8' : '#e8ecf1',
    alignVertical: 'center',
    wrap: true,
  };
}

/** The format `@` keeps a text a text when a person edits it: 00123 stays, and +49 does not become 49. */
function cellOf(value: SheetValue): Cell {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number' && Number.isFinite(value)) return { type: Number, value };
  if (typeof value === 'boolean') return { type: Boolean, value };
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return null;
    return { type: Date, value, format: 'yyyy-mm-dd hh:mm:ss' };
  }
  return { type: String, value: shareable(String(value)), format: '@' };
}

/**
 * write-excel-file looks texts up in an object with a prototype, where `constructor` is found before it was put in. The escape
 * of its first letter reads the same in the sheet.
 */
function shareable(text: string): string {
  const held = plain(text);
  if (!(held in {})) return held;
  return `_x${held.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_${held.slice(1)}`;
}

function widths(columns: readonly SheetColumn[]) {
  return columns.map(({ width = DEFAULT_WIDTH }) => ({ width }));
}

/** Names of tabs are compared without regard to case. */
function distinctNames(requested: readonly string[]): string[] {
  const names: string[] = [];
  for (const name of requested.map(sheetName)) {
    let free = name;
    const used = () => names.some((other) => other.toLowerCase() === free.toLowerCase());
    for (let number = 2; used(); number += 1) free = `${name.slice(0, 27)} ${number}`;
    names.push(free);
  }
  return names;
}
