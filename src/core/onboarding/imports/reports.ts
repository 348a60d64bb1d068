import type { Task } from '#store/index.js';
import type { ImportOptions } from './columns.js';

/** What a check has found so far. Kept with the task, so that another process can go on. */
export type ImportReport = Readonly<{
  /** of the sheet */
  rows: number;
  errors: number;
  toAdd: number;
  toInvite: number;
  toUpdate: number;
  unchanged: number;
  toSuspend: number;
  /** product id → seats that its rows ask for beyond what their people have */
  seats: Readonly<Record<string, number>>;
  /** the last row of the sheet, as people number them */
  lastRow: number;
  /** the member after whom the search for members who are missing from the sheet goes on; absent: it has not begun */
  missingAfter?: string;
}>;

/** A part of the work on a task: how the task changes by it. */
export interface CheckStep {
  readonly change: Partial<Task>;
  readonly done: number;
  readonly more: boolean;
}

export const EMPTY_REPORT: ImportReport = {
  rows: 0,
  errors: 0,
  toAdd: 0,
  toInvite: 0,
  toUpdate: 0,
  unchanged: 0,
  toSuspend: 0,
  seats: {},
  lastRow: 0,
};

export function reportOf({ report }: Task): ImportReport {
  return { ...EMPTY_REPORT, ...(report as Partial<ImportReport> | undefined) };
}

export function optionsOf({ options }: Task): ImportOptions {
  return options as unknown as ImportOptions;
}

/** Rows that would be done: those without an error. */
export function validOf({ rows, errors, toSuspend }: ImportReport): number {
  return rows - errors + toSuspend;
}
