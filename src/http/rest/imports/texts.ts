import type { FACT_KEYS, IDENTITY_KEYS } from '#core/index.js';
import type { Locale } from '#kernel/index.js';

export type FixedColumn =
  'email' | 'name' | 'roles' | 'products' | 'spaces' | 'spaceRole' | 'locale';

export type FactColumn = (typeof IDENTITY_KEYS)[number] | (typeof FACT_KEYS)[number];

export type Outcome = 'waiting' | 'valid' | 'invalid' | 'succeeded' | 'failed' | 'skipped';

/** What is written into sheets, in one language. The files of config/locales/ have it under `sheets`. */
export interface SheetTexts {
  /** title of the column, and what belongs into it */
  readonly columns: Readonly<
    Record<FixedColumn, { readonly title: string; readonly help: string }>
  >;
  readonly firstName: string;
  readonly lastName: string;
  /** other titles that are understood */
  readonly spellings: Readonly<Record<FixedColumn | 'firstName' | 'lastName', readonly string[]>>;
  /** titles of what an export says beside that */
  readonly facts: Readonly<Record<FactColumn, string>>;
  /** what can be wrong with a cell, with `{{placeholders}}` */
  readonly problems: Readonly<Record<string, string>>;
  /** titles of the two columns of a result */
  readonly status: string;
  readonly errors: string;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly sheet: string;
  readonly instructions: string;
  readonly heading: string;
  readonly rules: readonly string[];
  readonly notInListTitle: string;
  readonly notInListText: string;
  readonly attribute: string;
  /** as a person may type them */
  readonly yesNo: readonly string[];
}

/** A sheet is written in one language, and its titles are understood in every one. */
export type SheetTextsByLocale = Readonly<Record<Locale, SheetTexts>>;
