import type { Instant } from '#kernel/index.js';

/** What every kept thing has. `version` starts at 1 and rises by one with each change. */
export interface Stored {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/**
 * `shared`: a text that very many records have, such as the id of their organization, and by which none are put in order. SQLite keeps it
 * once, and a number of it in each record; so nothing that tells of one person is of this type.
 *
 * `digest`: SHA-256 in hexadecimal, or any other text, by which nothing is looked for or put in order. SQLite keeps its 32 bytes.
 *
 * `uuid`: canonical UUIDs, of which no part is asked for; SQLite keeps their bytes. For records that are written much and read rarely: to
 * read one takes longer.
 */
export type ColumnType = 'text' | 'integer' | 'boolean' | 'shared' | 'digest' | 'uuid';

type FieldName<R> = Extract<keyof R, string>;

/**
 * How a collection is kept, declared once beside its record; both adapters read it. Records are plain JSON: no undefined inside
 * arrays, no dates, no keys with dots or a leading `$` (MongoDB cannot address those).
 */
export interface Collection<R extends Stored> {
  /** plural, kebab-case; the table or collection has the same name with `_` */
  readonly name: string;
  /**
   * Top-level fields that can be filtered and sorted by name. `id`, `version`, `createdAt` and `updatedAt` are always columns.
   * A field that is listed may be absent from a record unless it is in `required`. SQLite keeps it nowhere else: one is taken from the
   * list only with a step that writes it into the records.
   */
  readonly columns: Partial<Record<FieldName<R>, ColumnType>>;
  /**
   * What pages of records are read for beside their texts. SQLite has these first in a row, and the id behind them, which a page has from
   * its index: where a long row goes on in another page of the file, nothing that is read is then cut in two.
   */
  readonly readFirst?: readonly FieldName<R>[];
  /** of the ids, if not `text` */
  readonly idType?: Extract<ColumnType, 'uuid'>;
  /** Columns that every record has: sorting by them needs no rule for missing values. */
  readonly required: readonly FieldName<R>[];
  /** Unique keys. A record that lacks the field named in `present` is outside of the key. */
  readonly unique: readonly {
    readonly name: string;
    readonly on: readonly FieldName<R>[];
    readonly present?: FieldName<R>;
  }[];
  /**
   * Plain indexes; the id is always their last part, so that keyset paging walks them. Records that lack the field named in
   * `present`, which must be in `on`, cost the index nothing. Of `except`: most records begin so in that column, and nobody looks for
   * them by it; in SQLite they cost the index nothing, which then does not find them. With `behind` SQLite keeps of that column what stands
   * behind the first mark: records that are written together then stand together, whatever their kinds.
   */
  readonly indexes: readonly {
    readonly name: string;
    readonly on: readonly FieldName<R>[];
    readonly present?: FieldName<R>;
    readonly except?: { readonly column: FieldName<R>; readonly beginning: string };
    readonly behind?: readonly [column: FieldName<R>, mark: string];
  }[];
  /**
   * When set, records of this collection are written with a `Searchable` beside them, and facets are kept under the value of the
   * field named here, so that one tenant's look-ups never walk another's.
   */
  readonly searchScope?: FieldName<R>;
  /**
   * Where a record says what its search document says under that name, before letter case is folded: `title` → `['attributes', 'title']`.
   * What stands deeper stands there under the same names, and no two of them differ in letter case alone. SQLite then keeps no search
   * document of records whose text says the same; MongoDB keeps all of them. Not together with `isPacked`.
   */
  readonly toldAt?: (name: string) => readonly string[];
  /** What search documents of earlier releases say at their top, and nobody asks for any more: SQLite leaves it out. */
  readonly endedSearches?: readonly string[];
  /**
   * Records are only ever appended, under keys that nobody else can have taken: no caller waits to hear of one that was. An adapter may
   * write those of a transaction together, at its commit.
   */
  readonly isAppended?: boolean;
  /** Of these records SQLite keeps the text in fewer bytes: rarely read, and long. MongoDB does that with its blocks, by itself. */
  readonly isPacked?: (record: R) => boolean;
  /** Columns whose values a packed text says again: it takes less beside them. It is read with them, so that they change together only. */
  readonly packedWith?: readonly FieldName<R>[];
  readonly phrases?: Phrases<R>;
  /**
   * Of records alike in this field the first says what the others would. SQLite, whose transactions run one after the other, keeps only
   * that one; MongoDB keeps all of them, so that no transaction collides with another one by them.
   */
  readonly firstOf?: FieldName<R>;
  /**
   * The column by which lists of those who have a facet are put in order. MongoDB keeps an index for it; SQLite asks each record of the
   * order's own index where many have the facet.
   */
  readonly facetOrder?: FieldName<R>;
}

/**
 * What the texts of a collection's records say again and again. SQLite keeps each as one character below U+0020, which JSON has only
 * escaped: any text is kept so and read back as it was. Phrases are part of what is kept: more may come behind them, none may change or go.
 */
export interface Phrases<R> {
  /** the columns that `own` is made of */
  readonly columns: readonly FieldName<R>[];
  /** what they say of a record, at most four phrases, as it stands in JSON: U+0001 and the following; of an empty one there is none */
  readonly own: (fields: Partial<R>) => readonly string[];
  /** in all records alike, at most 27: U+0005 and the following. May hold one of the characters of `own` */
  readonly always: readonly string[];
}

export type SearchValue =
  string | number | boolean | readonly SearchValue[] | { readonly [name: string]: SearchValue };

/**
 * What a record can be found by, apart from its columns. Written with the record, never read back. The values are ready for
 * plain comparison (text folded where letter case does not count, instants as ISO text), so that both databases agree on every
 * answer, also beyond ASCII.
 */
export interface Searchable {
  /** a JSON document for terms on `search` paths: correct everywhere, indexed nowhere */
  readonly search: { readonly [name: string]: SearchValue };
  /** indexed values, each under a name: `['emails.value', 'a@example.com']` */
  readonly facets: readonly (readonly [name: string, value: string])[];
}

/** Keeps the type of the record while checking the declaration. */
export function collection<R extends Stored>(declaration: Collection<R>): Collection<R> {
  return declaration;
}
