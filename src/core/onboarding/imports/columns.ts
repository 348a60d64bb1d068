import type { Locale } from '#kernel/index.js';

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

/** Which record a row of an export is about, and what the record is: a row about another one, or another state, is refused. */
export const IDENTITY_KEYS = ['id', 'status'] as const;

/** What an export says beside that, and no sheet changes. */
export const FACT_KEYS = [
  'kind',
  'standing',
  'source',
  'managed',
  'lastActiveOn',
  'createdAt',
  'suspendedAt',
  'leftAt',
  'expiresAt',
] as const;

export type ImportKey =
  | (typeof IMPORT_KEYS)[number]
  | (typeof IDENTITY_KEYS)[number]
  | (typeof FACT_KEYS)[number]
  | `attribute:${string}`;

export interface ImportColumn {
  /** as it stands in the sheet: problems name it, and the result is written under it */
  readonly title: string;
  /** absent: means nothing here, and is kept for the result */
  readonly key?: ImportKey;
}

export const IMPORT_MODES = ['add', 'update', 'add-or-update', 'deactivate-missing'] as const;

/**
 * `add` refuses people who are members, `update` people who are not; `deactivate-missing` adds and updates, and suspends the members
 * who are not in the sheet.
 */
export type ImportMode = (typeof IMPORT_MODES)[number];

/** What an upload asks for. Kept with the task. */
export interface ImportOptions {
  readonly mode: ImportMode;
  /** new people are invited instead of added at once */
  readonly invite: boolean;
  /** of the sheet, in its order; `email` is among them */
  readonly columns: readonly ImportColumn[];
  /** of the people who are added, where their row names none; BCP 47 */
  readonly locale?: string;
  /** that most of the titles are in: its rows are spoken of in it */
  readonly language?: Locale;
  /** false: goes on by itself after a check that found no error and no member to suspend */
  readonly dryRun: boolean;
}

export function titleOf(columns: readonly ImportColumn[], key: ImportKey): string {
  return columns.find((column) => column.key === key)?.title ?? key;
}
