import { Fault } from '#kernel/index.js';
import { BASE_COLUMNS, type ColumnType, type Kept, type Part } from '#store/index.js';
import { COLUMN_FORMS, listOf, type ColumnForm } from './column-forms.js';
import type { RowValues, SqlValue } from './driver.js';
import { damaged } from './faults.js';
import { textFormOf, type TextForm } from './kept-texts.js';
import { listedFormOf, type ListedForm, type ReadListed } from './listed.js';
import { identifier, type Table } from './schema.js';
import type { SharedTexts } from './shared-texts.js';

/** How rows of a table are read: the values of all columns, or of some, then `doc`, which says what they do not, then what is listed. */
export interface RowForm {
  /** what is selected of a table that is called `r` */
  readonly aliased: string;
  /** the same of one record: with the names of what is listed */
  readonly alone: string;
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
  /** absent where nothing is listed with them */
  readonly listed?: ListedForm | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const forms = new WeakMap<Table, RowForm>();

export function formOf(table: Table): RowForm {
  let form = forms.get(table);
  if (form === undefined) {
    form = rowForm(table, [...table.columns.keys()], undefined);
    forms.set(table, form);
  }
  return form;
}

const partForms = new WeakMap<Part, RowForm>();

/** Of a part of records that one table has. What a text is kept with are all columns. */
export function partFormOf(table: Table, part: Part): RowForm {
  let form = partForms.get(part);
  if (form === undefined) {
    const all = [...table.columns.keys()];
    const some = all.filter((name) => [...BASE_COLUMNS, ...part.columns].includes(name));
    const names = textFormOf(table.collection) === undefined ? some : all;
    form = rowForm(table, names, part.listed && listedFormOf(part.listed));
    partForms.set(part, form);
  }
  return form;
}

function rowForm(table: Table, names: readonly string[], listed: ListedForm | undefined): RowForm {
  const own = [...names.map(identifier), 'doc'].map((name) => `r.${name}`);
  const idType = table.columns.get('id') ?? 'text';
  const aliased = [...own, listed?.values ?? []].flat();
  const alone = [...own, listed?.valuesAndNames ?? []].flat().join(', ');
  const from = `FROM ${table.name} AS r`;
  return {
    names,
    decoders: names.map((name) => COLUMN_FORMS[table.columns.get(name) ?? 'text'].decode),
    textForm: textFormOf(table.collection),
    width: aliased.length,
    aliased: aliased.join(', '),
    alone,
    get: `SELECT ${alone} ${from} WHERE r.id = ?`,
    idType,
    getMany: `SELECT ${aliased.join(', ')} ${from} WHERE r.id IN ${listOf(idType, []).sql}`,
    listed,
  };
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

/** Without a look at the text. `listed`: of the text of what is listed, where the form has it. */
export function keptRowOf<R>(
  form: RowForm,
  row: RowValues,
  texts: SharedTexts,
  listed?: ReadListed,
): Kept<R> {
  const fields = fieldsOf(form, row, texts) as unknown as Kept<R>['fields'];
  const text = textOf(form, row, fields as unknown as Fields);
  const list = listed?.(row[form.names.length + 1]);
  return list === undefined ? { fields, text } : { fields, text, listed: list };
}

/** The text of what is listed. */
export function listedTextOf({ names }: RowForm, row: RowValues): SqlValue | undefined {
  return row[names.length + 1];
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
