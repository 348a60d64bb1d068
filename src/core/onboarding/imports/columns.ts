/** What a column of a sheet means to the rules. Attributes of the organization are `attribute:` and their name. */
export const IMPORT_KEYS = [
  'email',
  'name',
  'firstName',
  'lastName',
  'roles',
  'products',
  'spaces',
  'spaceRole',
  'locale',
] as const;

export type ImportKey = (typeof IMPORT_KEYS)[number] | `attribute:${string}`;

export interface ImportColumn {
  /** as it stands in the sheet: problems name it, and the result is written under it */
  readonly title: string;
  /** absent: means nothing here, and is kept for the result */
  readonly key?: ImportKey;
}

export const IMPORT_MODES = ['add', 'update', 'add-or-update', 'deactivate-missing'] as const;

/**
 * `add` refuses members who are there, `update` people who are not; `deactivate-missing` adds and updates, and suspends whoever is not
 * in the sheet.
 */
export type ImportMode = (typeof IMPORT_MODES)[number];

/** Kept with the task. */
export interface ImportOptions {
  readonly mode: ImportMode;
  /** newcomers are invited instead of let in at once */
  readonly invite: boolean;
  readonly columns: readonly ImportColumn[];
  /** of the people who are added, where their row names none; BCP 47 */
  readonly locale?: string;
  /** goes on by itself after a check that found no error */
  readonly dryRun: boolean;
}

export function titleOf(columns: readonly ImportColumn[], key: ImportKey): string {
  return columns.find((column) => column.key === key)?.title ?? key;
}
