import {
  columnTypesOf,
  type Collection,
  type Searchable,
  type SearchValue,
  type Stored,
} from '#store/index.js';
import type { SqlValue } from './driver.js';

/** SQL of the JSON text that search paths of a record look into, where `alias` is its table. */
export function searchSql(alias: string, { toldAt }: Collection<Stored>): string {
  // SQLite lowers the letters of ASCII alone
  return toldAt === undefined
    ? `${alias}.search`
    : `coalesce(${alias}.search, lower(${alias}.doc))`;
}

/** Where a text in lower case says what stands at a path of the search document. */
export function toldPath(
  path: readonly string[],
  toldAt?: Collection<Stored>['toldAt'],
): readonly string[] {
  const [name, ...rest] = path;
  const place = name === undefined || toldAt === undefined ? path : [...toldAt(name), ...rest];
  return place.map(lowered);
}

/**
 * What a row keeps as its search document: nothing where the text of the record says the same, but for capital letters of ASCII, or where
 * the document says nothing and no text is looked into for it. Of a record without one nothing is found, whatever its text says.
 */
export function searchTextOf(
  collection: Collection<Stored>,
  record: Stored,
  search: Searchable['search'] | undefined,
): SqlValue {
  const { toldAt, endedSearches } = collection;
  if (search === undefined) return toldAt === undefined ? null : '{}';
  const asked = endedSearches === undefined ? search : without(search, endedSearches);
  const isNothing = toldAt === undefined && Object.keys(asked).length === 0;
  return isNothing || isTold(asked, record, collection) ? null : JSON.stringify(asked);
}

function without(search: Searchable['search'], names: readonly string[]): Searchable['search'] {
  if (!names.some((name) => Object.hasOwn(search, name))) return search;
  return Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name)));
}

function isTold(
  search: Searchable['search'],
  record: Stored,
  collection: Collection<Stored>,
): boolean {
  const { toldAt } = collection;
  if (toldAt === undefined) return false;
  const columns = columnTypesOf(collection);
  for (const name of Object.keys(search)) {
    const place = toldAt(name);
    // of what a column says, the text says nothing
    if (columns.has(place[0] ?? '')) return false;
    let said: unknown = record;
    for (const part of place) said = own(said, part);
    if (!isSame(search[name] as SearchValue, said)) return false;
  }
  return true;
}

/** Whether the value in lower case is what is searched by: also whether it is there at all, and how many there are. */
function isSame(found: SearchValue, said: unknown): boolean {
  if (typeof found === 'string') return typeof said === 'string' && found === lowered(said);
  if (typeof found !== 'object') return found === said;
  if (Array.isArray(found)) {
    const values = found as readonly SearchValue[];
    return (
      Array.isArray(said) &&
      said.length === values.length &&
      values.every((one, at) => isSame(one, said[at]))
    );
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return false;
  const document = found as Searchable['search'];
  const names = Object.keys(document);
  if (names.length === 0) return Object.keys(said).length === 0;
  return names.every((name) => isSame(document[name] as SearchValue, own(said, name)));
}

function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** As SQLite's `lower` has it. */
function lowered(text: string): string {
  if (!/[A-Z]/.test(text)) return text;
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
