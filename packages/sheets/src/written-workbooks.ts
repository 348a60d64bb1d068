/** The library that writes workbooks is loaded with the first of them: until then its eighty files are not in memory. */
import type { TemplateOptions } from './templates.js';
import type { XlsxOptions } from './xlsx-files.js';

/**
 * A workbook of one sheet: a header row that stays in sight, typed cells, dates in UTC, text that no program takes for a
 * formula. Rows are written as they come and only the packed bytes are held.
 */
export async function writeXlsx(options: XlsxOptions): Promise<Uint8Array> {
  const files = await import('./xlsx-files.js');
  return files.writeXlsx(options);
}

/**
 * A workbook to fill in: the table with drop-down lists, the instructions, and a hidden sheet that holds the values of the
 * lists, because a list inside of the rule itself ends at 255 characters and cannot hold a comma.
 */
export async function writeTemplate(options: TemplateOptions): Promise<Uint8Array> {
  const templates = await import('./templates.js');
  return templates.writeTemplate(options);
}
