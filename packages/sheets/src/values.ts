/** What a cell may hold when written. Text is always text, never a formula; a Date is written in UTC. */
export type SheetValue = string | number | boolean | Date | null | undefined;

/** One row: key of the column → value. */
export type SheetRecord = Readonly<Record<string, SheetValue>>;

export type SheetRecords = AsyncIterable<SheetRecord> | Iterable<SheetRecord>;

export interface SheetColumn {
  readonly key: string;
  /** what stands in the header row */
  readonly title: string;
  /** in characters; only workbooks have widths */
  readonly width?: number;
}

/** A column called `constructor` is no reason to write what every object inherits. */
export function own(row: SheetRecord, key: string): SheetValue {
  return Object.hasOwn(row, key) ? row[key] : undefined;
}
