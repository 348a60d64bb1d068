import { untoldText, type Scalar, type Searchable, type Stored } from '#store/index.js';
import { keptValue } from './column-forms.js';
import type { SqlValue } from './driver.js';
import { listFacets } from './facet-keys.js';
import { textFormOf } from './kept-texts.js';
import type { Table } from './schema.js';
import type { SharedTexts } from './shared-texts.js';
import { searchTextOf } from './told-searches.js';

/** A record as a row: the values of all columns, then `doc`, `search` and `facets`. `texts`: of the connection that writes it. */
export function rowOf(
  { columns, collection }: Table,
  record: Stored,
  searchable: Searchable | undefined,
  texts: SharedTexts,
): SqlValue[] {
  const fields = record as unknown as Readonly<Record<string, Scalar | null | undefined>>;
  const values: SqlValue[] = [];
  for (const [name, type] of columns) {
    values.push(keptValue(type, Object.hasOwn(fields, name) ? fields[name] : null, texts));
  }
  const text = untoldText(columns, record);
  const textForm = textFormOf(collection);
  values.push(
    textForm === undefined ? text : textForm.keep(text, record),
    searchTextOf(collection, record, searchable?.search),
    searchable === undefined ? null : listFacets(searchable.facets),
  );
  return values;
}
