import { Fault } from '#kernel/index.js';

/** Where in the sheet: the row as a spreadsheet program numbers it, the column as its letters or its title. */
export interface Place {
  readonly row?: number;
  readonly column?: string;
}

/** The bytes are not what they claim to be, or are damaged. */
export function unreadable(reason: string, hint: string, place: Place = {}, cause?: unknown) {
  return new Fault('sheet.unreadable', { reason, hint, ...place }, { cause });
}

/** The file is well-formed as far as one wants to look, and is of a kind that is never opened. */
export function refused(reason: string, hint: string, place: Place = {}) {
  return new Fault('sheet.refused', { reason, hint, ...place });
}

export function tooLarge(
  limit: 'bytes' | 'unpackedBytes' | 'rows' | 'columns' | 'cellCharacters' | 'distinctText',
  most: number,
  place: Place = {},
) {
  return new Fault('sheet.too_large', { limit, most, hint: HINTS[limit], ...place });
}

const HINTS = {
  bytes: 'Split the file, or take pictures and unused sheets out of it.',
  unpackedBytes: 'Split the file, or take pictures and unused sheets out of it.',
  rows: 'Split the sheet into several files.',
  columns: 'Take out the columns that are not needed.',
  cellCharacters: 'Shorten the text of that cell.',
  distinctText: 'Split the file, or take unused sheets out of it.',
};
