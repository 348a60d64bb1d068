import type { Task } from '#store/index.js';
import type { ImportOptions } from './columns.js';

/** What a check has found so far. Kept with the task, so that another process can go on. */
export interface ImportReport {
  /** of the sheet */
  readonly rows: number;
  readonly errors: number;
  readonly toAdd: number;
  readonly toInvite: number;
  readonly toUpdate: number;
  readonly unchanged: number;
  readonly toSuspend: number;
  /** product id → seats that its rows ask for beyond what their people have */
  readonly seats: Readonly<Record<string, number>>;
  /** the last row of the sheet, as people number them */
  readonly lastRow: number;
  /** the member after whom the search for those who are missing goes on; absent: it has not begun */
  readonly missingAfter?: string;
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

/** As the task keeps it. */
export function toStoredReport(report: ImportReport): Readonly<Record<string, unknown>> {
  return { ...report };
}
