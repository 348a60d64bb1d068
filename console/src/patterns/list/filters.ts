import type { ListSearch } from '../../navigation/search.js';
import { wordsOfDays } from './days.js';

/** A value of a filter, with the word that people read. */
export interface FilterOption {
  readonly value: string;
  readonly label: string;
}

interface FieldBase {
  /** its key in the address */
  readonly key: string;
  /** `Role` */
  readonly title: string;
}

/** Some of a few. */
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly options: readonly FilterOption[];
  /** one only */
  readonly isSingle?: boolean;
}

/** Some of what only the server knows: it is searched there (console B21, B22). */
export interface PickField extends FieldBase {
  readonly kind: 'pick';
  /** at most 25, and how many there are */
  readonly find: (text: string, signal: AbortSignal) => Promise<FoundOptions>;
  readonly nameOf: (value: string) => Promise<string>;
}

export interface FoundOptions {
  readonly options: readonly FilterOption[];
  readonly total?: number | undefined;
  /** there are more than `total` */
  readonly isCapped?: boolean | undefined;
}

/** Days of the reader, both ends included; instants in the address. */
export interface DaysField extends FieldBase {
  readonly kind: 'days';
}

export interface TextField extends FieldBase {
  readonly kind: 'text';
}

/** One description of a filter: its token, its place in the address and in the request come from it. */
export type FilterField = ChoiceField | PickField | DaysField | TextField;

export function valuesOf(search: ListSearch, key: string): readonly string[] {
  const value = search[key];
  return value === undefined || value === '' ? [] : value.split(',');
}

/** Filters that are set, in the order of the fields. */
export function activeFields(
  fields: readonly FilterField[],
  search: ListSearch,
): readonly FilterField[] {
  return fields.filter(({ key }) => (search[key] ?? '') !== '');
}

/** The search with one filter changed; empty takes it away. */
export function withFilter(search: ListSearch, key: string, value: string): ListSearch {
  const rest = Object.entries(search).filter(([name]) => name !== key);
  return Object.fromEntries(value === '' ? rest : [...rest, [key, value]]);
}

export function withoutFilters(search: ListSearch): ListSearch {
  const { sort } = search;
  return sort === undefined ? {} : { sort };
}

/** What a token says after the title, where no call is needed for it. */
export function wordsOfFilter(
  field: Exclude<FilterField, PickField>,
  search: ListSearch,
  language: string,
): string {
  const value = search[field.key] ?? '';
  if (field.kind === 'days') return wordsOfDays(value, language);
  if (field.kind === 'text') return value;
  const names = valuesOf(search, field.key).map(
    (wanted) => field.options.find((option) => option.value === wanted)?.label ?? wanted,
  );
  return new Intl.ListFormat(language, { type: 'disjunction' }).format(names);
}
