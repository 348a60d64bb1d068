import type { Found, Query, Reading, Stored, Tallies, Term } from '#store/index.js';
import type { SqliteConnection } from './connections.js';
import type { Row } from './driver.js';
import { toFault } from './faults.js';
import { countOf, firstOf, pageOf, positionOf } from './queries.js';
import type { Table } from './schema.js';

/** How a reader comes to its connection. */
export interface Access {
  readonly connection: SqliteConnection;
  /** What must be waited for first; it is asked again afterwards. Throws when there is nothing more to be read. */
  before(): Promise<void> | undefined;
}

/** Largest number of rows in an answer and of ids in a question. */
export const MOST = 1_000;

/** Runs `work` once the connection may be used, in the same turn as the check, and translates SQLite's errors. */
export async function use<T>(
  access: Access,
  work: (connection: SqliteConnection) => T,
  translate: (error: unknown) => unknown = toFault,
): Promise<T> {
  for (let wait = access.before(); wait !== undefined; wait = access.before()) await wait;
  try {
    return work(access.connection);
  } catch (error) {
    throw translate(error);
  }
}

export class SqliteReading<R extends Stored> implements Reading<R> {
  readonly #get: string;
  readonly #getMany: string;

  constructor(
    protected readonly table: Table,
    protected readonly access: Access,
  ) {
    this.#get = `SELECT doc FROM ${table.name} WHERE id = ?`;
    this.#getMany = `SELECT doc FROM ${table.name} WHERE id IN (SELECT value FROM json_each(?))`;
  }

  get(id: string): Promise<R | undefined> {
    return use(this.access, (connection) => decodeOne<R>(connection.get(this.#get, [id])));
  }

  async getMany(ids: readonly string[]): Promise<R[]> {
    if (ids.length > MOST) throw new TypeError('At most 1,000 ids can be asked for at once.');
    return use(this.access, (connection) =>
      connection.all(this.#getMany, [JSON.stringify(ids)]).map(decode<R>),
    );
  }

  first(where: Term): Promise<R | undefined> {
    return use(this.access, (connection) => {
      const { sql, parameters } = firstOf(this.table, where);
      return decodeOne<R>(connection.get(sql, parameters));
    });
  }

  async find(query: Query): Promise<Found<R>> {
    if (query.limit > MOST) {
      throw new TypeError('At most 1,000 records can be asked for at once.');
    }
    return use(this.access, (connection) => {
      const { sql, parameters } = pageOf(this.table, query);
      const rows = query.limit === 0 ? [] : connection.all(sql, parameters);
      const last = rows.at(-1);
      return {
        records: rows.map(decode<R>),
        ...(last !== undefined && { last: positionOf(this.table, query, last) }),
      };
    });
  }

  count(where: Term): Promise<number> {
    return use(this.access, (connection) => {
      const { sql, parameters } = countOf(this.table, where);
      return Number(connection.get(sql, parameters)?.['n'] ?? 0);
    });
  }
}

export class SqliteTallies implements Tallies {
  constructor(protected readonly access: Access) {}

  get(name: string): Promise<number> {
    return use(this.access, (connection) =>
      Number(connection.get('SELECT value FROM tallies WHERE name = ?', [name])?.['value'] ?? 0),
    );
  }
}

function decode<R>(row: Row): R {
  return JSON.parse(String(row['doc'])) as R;
}

function decodeOne<R>(row: Row | undefined): R | undefined {
  return row === undefined ? undefined : decode<R>(row);
}
