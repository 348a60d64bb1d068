/**
 * SQLite as this module uses it: the API of `node:sqlite`, which Node 24 has built in and @photostructure/sqlite brings to older
 * ones. Only what is used here is described, so that neither package's types are needed.
 */
export type SqlValue = string | number | Uint8Array | null;

/** Rows have no prototype in both drivers. */
export type Row = Readonly<Record<string, unknown>>;

/** A row as a list of values, in the order of the text. */
export type RowValues = readonly SqlValue[];

export interface Statement {
  all(...parameters: readonly SqlValue[]): Row[];
  get(...parameters: readonly SqlValue[]): Row | undefined;
  /** whether `all` and `get` answer rows as lists of values, in the order of the text */
  setReturnArrays(returnArrays: boolean): void;
  run(...parameters: readonly SqlValue[]): {
    readonly changes: number | bigint;
    readonly lastInsertRowid: number | bigint;
  };
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /** a function that SQL can call, with as many arguments as `work` names */
  function(name: string, options: object, work: (argument: SqlValue) => SqlValue): void;
  close(): void;
  readonly isOpen: boolean;
  readonly isTransaction: boolean;
}

export interface Driver {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => Database;
}

/** From here on a writer and a checkpoint that meet can no longer lose committed pages (SQLite's release notes of 3.51.3). */
const SOUND = [3, 51, 3] as const;

function isSound(version: string | undefined): boolean {
  if (version === undefined) return false;
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of SOUND.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

function isDriver(module: object | undefined): module is Driver {
  return module !== undefined && 'DatabaseSync' in module;
}

function builtIn(): Driver | undefined {
  if (!isSound(process.versions['sqlite'])) return undefined;
  const module: object | undefined = process.getBuiltinModule('node:sqlite');
  return isDriver(module) ? module : undefined;
}

/** The built-in SQLite where it is sound, else the package. Loading it is left until a database is opened. */
export async function loadDriver(): Promise<Driver> {
  const module: object = builtIn() ?? (await import('@photostructure/sqlite'));
  if (!isDriver(module)) throw new TypeError('The SQLite driver has no DatabaseSync.');
  return module;
}
