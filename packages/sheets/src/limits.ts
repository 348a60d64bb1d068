/** What a reader of sheets accepts. Every one is checked while reading, none is taken from what the file says of itself. */
export interface SheetLimits {
  /** bytes of the file as uploaded */
  readonly maxBytes: number;
  /** bytes that all parts of a workbook may have after inflating, together */
  readonly maxUnpackedBytes: number;
  /** rows with content, the header row not counted */
  readonly maxRows: number;
  readonly maxColumns: number;
  /** UTF-16 units of one cell */
  readonly maxCellCharacters: number;
}

export const SHEET_LIMITS: SheetLimits = {
  maxBytes: 20 * 1024 * 1024,
  maxUnpackedBytes: 128 * 1024 * 1024,
  maxRows: 50_000,
  maxColumns: 200,
  maxCellCharacters: 10_000,
};
