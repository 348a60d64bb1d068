import type { ColumnType, Scalar } from '#store/index.js';
import type { SqlValue } from './driver.js';
import type { SharedTexts } from './shared-texts.js';
import { bytesOf, uuidOf } from './uuid-bytes.js';

/** How SQLite keeps the values of a column, by the column's type. */
export interface ColumnForm {
  /** in the statement that makes a table */
  readonly sql: string;
  /** what a value is to those who ask */
  readonly holds: 'text' | 'number' | 'boolean';
  /** what is kept of a value, and what a kept one is compared with; `shared` texts are told by the connection */
  readonly encode: (value: Scalar) => SqlValue;
  /** the value again; absent where the kept one is the value */
  readonly decode?: (kept: SqlValue, texts: SharedTexts) => Scalar;
}

/** Booleans are 0 and 1 in SQLite. */
export function toSql(value: Scalar | null): SqlValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** SHA-256 as it is written everywhere: what is not is kept as it is. */
const DIGEST = /^[0-9a-f]{64}$/;

function hexOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex');
}

export const COLUMN_FORMS: Readonly<Record<ColumnType, ColumnForm>> = {
  text: { sql: 'TEXT', holds: 'text', encode: toSql },
  integer: { sql: 'INTEGER', holds: 'number', encode: toSql },
  boolean: { sql: 'INTEGER', holds: 'boolean', encode: toSql, decode: (kept) => kept === 1 },
  shared: {
    sql: 'INTEGER',
    holds: 'text',
    encode: () => {
      throw new TypeError('Records are not put in the order of a shared text.');
    },
    decode: (kept, texts) => texts.textOf(Number(kept)),
  },
  digest: {
    sql: 'BLOB',
    holds: 'text',
    encode: (value) =>
      DIGEST.test(String(value)) ? Buffer.from(String(value), 'hex') : toSql(value),
    decode: (kept) => (kept instanceof Uint8Array ? hexOf(kept) : (kept as Scalar)),
  },
  uuid: { sql: 'BLOB', holds: 'text', encode: bytesOf, decode: uuidOf },
};

/** A list of values as one parameter, and the SQL that makes a table of what is kept of them. */
export function listOf(
  type: ColumnType,
  values: readonly Scalar[],
): { readonly sql: string; readonly parameter: string } {
  if (type !== 'uuid') {
    return { sql: '(SELECT value FROM json_each(?))', parameter: JSON.stringify(values) };
  }
  // JSON has no bytes
  const marked = values.map((value) => {
    const kept = bytesOf(value);
    return kept instanceof Uint8Array
      ? `x${Buffer.from(kept).toString('hex')}`
      : `=${String(value)}`;
  });
  const kept = `iif(value GLOB 'x*', unhex(substr(value, 2)), substr(value, 2))`;
  return { sql: `(SELECT ${kept} FROM json_each(?))`, parameter: JSON.stringify(marked) };
}

/** What a column holds of the value of a field, which may be absent. */
export function keptValue(
  type: ColumnType,
  value: Scalar | null | undefined,
  texts: SharedTexts,
): SqlValue {
  if (value === null || value === undefined) return null;
  return type === 'shared' ? texts.numberOf(String(value)) : COLUMN_FORMS[type].encode(value);
}

/** The value of a field, of what its column holds. */
export function valueOf(type: ColumnType, kept: SqlValue, texts: SharedTexts): Scalar | null {
  if (kept === null) return null;
  const { decode } = COLUMN_FORMS[type];
  return decode === undefined ? (kept as Scalar) : decode(kept, texts);
}
