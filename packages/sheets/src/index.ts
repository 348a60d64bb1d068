/** Owns the file side of tables: bytes to rows and rows to bytes, CSV and workbooks. It never knows what the rows are about. */
export { matchColumns } from './columns.js';
export type { ColumnMatch, ExpectedColumn } from './columns.js';
export { writeCsv } from './csv-files.js';
export type { CsvOptions } from './csv-files.js';
export { SheetError } from './errors.js';
export type { SheetErrorCode, SheetErrorDetails } from './errors.js';
export { writeJsonLines } from './json-lines.js';
export { SHEET_LIMITS } from './limits.js';
export type { SheetLimits } from './limits.js';
export { readSheet } from './readings.js';
export type { ReadOptions } from './readings.js';
export type { SheetRow } from './rows.js';
export type { TemplateColumn, TemplateTexts, TemplateOptions } from './templates.js';
export type { SheetColumn, SheetRecord, SheetRecords, SheetValue } from './values.js';
export { writeTemplate, writeXlsx } from './written-workbooks.js';
export type { XlsxOptions } from './xlsx-files.js';
