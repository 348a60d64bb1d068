import { Fault } from '#kernel/index.js';
import type { ColumnType, Kept } from '#store/index.js';
import { COLUMN_FORMS, listOf, type ColumnForm } from './column-forms.js';
import type { RowValues } from './driver.js';
import { damaged } from './faults.js';
import { textFormOf, type TextForm } from './kept-texts.js';
import { identifier, type Table } from './schema.js';
import type { SharedTexts } from './shared-texts.js';

/** How rows of a table are read: the values of all columns, then `doc`, which says what they do not. */
export interface RowForm {
  /** what is selected of a table that is called `r` */
  readonly aliased: string;
  /** the statement by which one is read by its id, and those by the ids of a list */
  readonly get: string;
  readonly getMany: string;
  /** of the ids by which these ask */
  readonly idType: ColumnType;
  /** how many values that is */
  readonly width: number;
  readonly names: readonly string[];
  /** what makes the value of what a column holds, where that is something else */
  readonly decoders: readonly ColumnForm['decode'][];
  /** absent where texts are kept as they are */
  readonly textForm: TextForm | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const forms = new WeakMap<Table, RowForm>();

export function formOf(table: Table): RowForm {
  const known = forms.get(table);
  if (known !== undefined) return known;
  const names = [...table.columns.keys()];
  const all = [...names.map(identifier), 'doc'];
  const idType = table.columns.get('id') ?? 'text';
  const form: RowForm = {
    names,
    decoders: [...table.columns.values()].map((type) => COLUMN_FORMS[type].decode),
    textForm: textFormOf(table.collection),
    width: all.length,
    aliased: all.map((name) => `r.${name}`).join(', '),
    get: `SELECT ${all.join(', ')} FROM ${table.name} WHERE id = ?`,
    idType,
    getMany: `SELECT ${all.join(', ')} FROM ${table.name} WHERE id IN ${listOf(idType, []).sql}`,
  };
  forms.set(table, form);
  return form;
}

/** Fault `store.unavailable` for a row that is damaged. */
export function recordOf<R>(form: RowForm, row: RowValues, texts: SharedTexts): R {
  try {
    const fields = fieldsOf(form, row, texts);
    return Object.assign(fields, JSON.parse(textOf(form, row, fields)) as object) as R;
  } catch (error) {
    throw new Fault('store.unavailable', {}, { cause: damaged(error) });
  }
}

/** Without a look at the text. */
export function keptRowOf<R>(form: RowForm, row: RowValues, texts: SharedTexts): Kept<R> {
  const fields = fieldsOf(form, row, texts) as unknown as Kept<R>['fields'];
  return { fields, text: textOf(form, row, fields as unknown as Fields) };
}

function textOf({ names, textForm }: RowForm, row: RowValues, fields: Fields): string {
  const kept = row[names.length];
  return textForm === undefined ? String(kept) : textForm.read(kept, fields);
}

/** What is absent has no value in its column. */
function fieldsOf(
  { names, decoders }: RowForm,
  row: RowValues,
  texts: SharedTexts,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (let at = 0; at < names.length; at += 1) {
    const kept = row[at];
    if (kept === null || kept === undefined) continue;
    const decode = decoders[at];
    fields[names[at] as string] = decode === undefined ? kept : decode(kept, texts);
  }
  return fields;
}
