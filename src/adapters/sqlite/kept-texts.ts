import { columnTypesOf, isTold, type Collection, type Stored } from '#store/index.js';
import type { SqlValue } from './driver.js';
import { packed, packedWith, unpacked } from './packed-texts.js';
import { PhraseBook } from './phrases.js';

type Fields = Readonly<Record<string, unknown>>;

/** How SQLite keeps texts in fewer bytes: the JSON of what the columns do not say. */
export interface TextForm {
  /** what is kept of a record's text */
  keep(text: string, record: Stored): SqlValue;
  /** The text again. `fields`: what the columns say. @throws Error where it is damaged, or of a later release */
  read(kept: SqlValue | undefined, fields: Fields): string;
}

const forms = new WeakMap<Collection<Stored>, { readonly form: TextForm | undefined }>();

/** The form of a collection's texts; undefined where they are kept as they are. */
export function textFormOf(collection: Collection<Stored>): TextForm | undefined {
  const known = forms.get(collection);
  if (known !== undefined) return known.form;
  const form = makeForm(collection);
  forms.set(collection, { form });
  return form;
}

function makeForm(collection: Collection<Stored>): TextForm | undefined {
  const { isPacked, packedWith: names = [], phrases, toldAt } = collection;
  const isShort = isPacked !== undefined || phrases !== undefined;
  if (isShort && toldAt !== undefined) {
    throw new TypeError(
      `SQL looks into the texts of "${collection.name}", which stay as they are.`,
    );
  }
  if (phrases !== undefined) {
    const book = new PhraseBook(collection, phrases);
    return {
      keep: (text, record) => book.shorten(text, record),
      read: (kept, fields) => book.lengthen(String(kept), fields),
    };
  }
  if (isPacked === undefined) return undefined;
  const types = columnTypesOf(collection);
  const isHandedBack = (name: string, value: unknown): boolean => {
    const type = types.get(name);
    return value === undefined || (type !== undefined && isTold(type, value));
  };
  return {
    keep(text, record) {
      if (!isPacked(record)) return text;
      const isSaid = names.every((name) => isHandedBack(name, record[name]));
      return isSaid ? packedWith(valuesOf(record, names), text) : packed(text);
    },
    read: (kept, fields) => unpacked(kept, () => valuesOf(fields, names)),
  };
}

function valuesOf(fields: Stored | Fields, names: readonly string[]): string {
  const all = fields as Fields;
  return names.map((name) => `"${String(all[name] ?? '')}`).join('');
}
