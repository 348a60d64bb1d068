import { Fault } from '#kernel/index.js';
import type { Kept } from '#store/index.js';
import type { RowValues } from './driver.js';
import { damaged } from './faults.js';
import { unpacked } from './packed-texts.js';
import { identifier, type Table } from './schema.js';

/** How rows of a table are read: the values of all columns, then `doc`, which says what they do not. */
export interface RowForm {
  /** what is selected of a table that is called `r` */
  readonly aliased: string;
  /** the statement by which one is read by its id, and those by the ids of a list */
  readonly get: string;
  readonly getMany: string;
  /** how many values that is */
  readonly width: number;
  readonly names: readonly string[];
  readonly booleans: readonly boolean[];
}

const forms = new WeakMap<Table, RowForm>();

export function formOf(table: Table): RowForm {
  const known = forms.get(table);
  if (known !== undefined) return known;
  const names = [...table.columns.keys()];
  const all = [...names.map(identifier), 'doc'];
  const form: RowForm = {
    names,
    booleans: [...table.columns.values()].map((type) => type === 'boolean'),
    width: all.length,
    aliased: all.map((name) => `r.${name}`).join(', '),
    get: `SELECT ${all.join(', ')} FROM ${table.name} WHERE id = ?`,
    getMany: `SELECT ${all.join(', ')} FROM ${table.name} WHERE id IN (SELECT value FROM json_each(?))`,
  };
  forms.set(table, form);
  return form;
}

/** Fault `store.unavailable` for a row that is damaged. */
export function recordOf<R>(form: RowForm, row: RowValues): R {
  try {
    const rest = JSON.parse(unpacked(row[form.names.length])) as object;
    return Object.assign(fieldsOf(form, row), rest) as R;
  } catch (error) {
    throw new Fault('store.unavailable', {}, { cause: damaged(error) });
  }
}

/** Without a look at the text. */
export function keptRowOf<R>(form: RowForm, row: RowValues): Kept<R> {
  const fields = fieldsOf(form, row) as unknown as Kept<R>['fields'];
  return { fields, text: unpacked(row[form.names.length]) };
}

/** What is absent has no value in its column. */
function fieldsOf({ names, booleans }: RowForm, row: RowValues): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (let at = 0; at < names.length; at += 1) {
    const value = row[at];
    if (value !== null) fields[names[at] as string] = booleans[at] === true ? value === 1 : value;
  }
  return fields;
}
