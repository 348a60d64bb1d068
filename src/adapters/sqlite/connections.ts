import type { Database, Driver, Row, RowValues, SqlValue, Statement } from './driver.js';
import { SharedTexts } from './shared-texts.js';

/** Statements kept prepared per connection: preparing costs more than most of them take to run. */
const STATEMENTS = 256;

/**
 * How long SQLite itself waits for another process, and with it this one: short, because the whole process stands still. The
 * writer tries again without standing still (writer.ts).
 */
const BUSY_MS = 250;

/**
 * Page cache of the writer in KiB, from which the server reads as well; the system's own cache does the rest. A commit after which a tree
 * has another page walks all of it.
 */
export const CACHE_KIB = 8_000;

/** Of the writer while a work writes many rows: what is changed beyond it goes to the log before the commit (writer.ts). */
export const MASS_CACHE_KIB = 1_000;

/** Of a connection that only reads, while something is written or beside the server: each commit of another one empties it. */
const READER_CACHE_KIB = 4_000;

/**
 * Of a new file: what a change touches is written page by page, and most of its pages are of indexes, in which it adds a few bytes. A file
 * that is there keeps its pages (decision 0121).
 */
export const PAGE_BYTES = 1_024;

/** Bytes of pages in the write-ahead log before they are moved into the file. */
export const CHECKPOINT_BYTES = 8_192_000;

/** While the thread is to move them: so that the log has an end where the thread has no turn. */
export const UNATTENDED_BYTES = 81_920_000;

interface KeptStatement {
  readonly statement: Statement;
  /** since it was last looked at to make room */
  isUsed: boolean;
}

/** One connection with its prepared statements. One that is not used while all the others are looked at gives way. */
export class SqliteConnection {
  readonly #statements = new Map<string, KeptStatement>();
  readonly sharedTexts = new SharedTexts(this);

  /** `pageBytes`: of this file, as the release that made it had them, or the last VACUUM */
  constructor(
    readonly database: Database,
    readonly pageBytes = PAGE_BYTES,
  ) {}

  exec(sql: string): void {
    this.database.exec(sql);
  }

  all(sql: string, parameters: readonly SqlValue[]): Row[] {
    return this.#prepared(sql).all(...parameters);
  }

  /** Rows as lists of values; not for a text that `all` or `get` is asked for as well. */
  lists(sql: string, parameters: readonly SqlValue[]): RowValues[] {
    const statement = this.#prepared(sql);
    statement.setReturnArrays(true);
    return statement.all(...parameters) as unknown as RowValues[];
  }

  /** The first row as a list of values; of the same texts as `lists`. */
  list(sql: string, parameters: readonly SqlValue[]): RowValues | undefined {
    const statement = this.#prepared(sql);
    statement.setReturnArrays(true);
    return statement.get(...parameters) as unknown as RowValues | undefined;
  }

  get(sql: string, parameters: readonly SqlValue[]): Row | undefined {
    return this.#prepared(sql).get(...parameters);
  }

  /** Returns how many rows were changed. */
  run(sql: string, parameters: readonly SqlValue[]): number {
    // a full disk rolls back without a word: the next transaction has to know as well
    if (/^(?:BEGIN|ROLLBACK)/.test(sql)) this.sharedTexts.forgetUncommitted();
    return Number(this.#prepared(sql).run(...parameters).changes);
  }

  /** Returns the number of the row that was inserted. */
  insert(sql: string, parameters: readonly SqlValue[]): number {
    return Number(this.#prepared(sql).run(...parameters).lastInsertRowid);
  }

  /** A commit moves the write-ahead log into the file once its pages have so many bytes. */
  moveLogAt(bytes: number): void {
    this.exec(`PRAGMA wal_autocheckpoint = ${String(Math.ceil(bytes / this.pageBytes))}`);
  }

  get statements(): number {
    return this.#statements.size;
  }

  close(): void {
    this.#statements.clear();
    this.database.close();
  }

  #prepared(sql: string): Statement {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) {
      kept.isUsed = true;
      return kept.statement;
    }
    const statement = this.database.prepare(sql);
    if (this.#statements.size >= STATEMENTS) this.#makeRoom();
    this.#statements.set(sql, { statement, isUsed: false });
    return statement;
  }

  /** The oldest that was not used goes; those that were begin anew behind it, so that a use costs nothing more than a mark. */
  #makeRoom(): void {
    for (const [sql, kept] of this.#statements) {
      this.#statements.delete(sql);
      if (!kept.isUsed) return;
      kept.isUsed = false;
      this.#statements.set(sql, kept);
    }
  }
}

/**
 * `synchronous=FULL` is said in words because one driver is compiled with less: a commit is on the disk before it is
 * acknowledged. The journal mode of a file stays with it; a database in memory has none.
 */
export function openConnection(
  driver: Driver,
  path: string,
  use: 'read' | 'write' | 'inspect',
): SqliteConnection {
  const database = new driver.DatabaseSync(path, { readOnly: use === 'inspect' });
  try {
    database.exec(`PRAGMA busy_timeout = ${String(BUSY_MS)}`);
    // of a new file only
    if (use === 'write') database.exec(`PRAGMA page_size = ${String(PAGE_BYTES)}`);
    if (use !== 'inspect') database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA foreign_keys = OFF');
    const cacheKib = use === 'write' ? CACHE_KIB : READER_CACHE_KIB;
    database.exec(`PRAGMA cache_size = -${String(cacheKib)}`);
    database.exec('PRAGMA temp_store = MEMORY');
    // what is deleted is overwritten: an erased person is not left in free space of the file
    database.exec('PRAGMA secure_delete = ON');
    if (use === 'read') database.exec('PRAGMA query_only = ON');
    const connection = new SqliteConnection(database, pageBytesOf(database));
    connection.moveLogAt(CHECKPOINT_BYTES);
    return connection;
  } catch (error) {
    database.close();
    throw error;
  }
}

const TELL_PAGE_BYTES = 'muster_tell_page_bytes';

/**
 * How large the pages of a file are. Not by a statement: one driver ends those of a closed database when they are collected, and has
 * the file open until then. Nor from the file's header: who closes a file gives up all locks that the process has on it, SQLite's as well
 * (https://www.sqlite.org/howtocorrupt.html, section 2.2).
 */
function pageBytesOf(database: Database): number {
  let pageBytes = PAGE_BYTES;
  database.function(TELL_PAGE_BYTES, {}, (bytes) => {
    pageBytes = Number(bytes);
    return null;
  });
  database.exec(`SELECT ${TELL_PAGE_BYTES}(page_size) FROM pragma_page_size`);
  return pageBytes;
}
