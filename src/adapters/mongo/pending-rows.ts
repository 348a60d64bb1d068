import { Fault } from '#kernel/index.js';
import { matches, type Collection, type Searchable, type Stored, type Term } from '#store/index.js';

/** What becomes of one record: the sum of the writes to it that were not sent yet. */
export interface PendingRow {
  readonly id: string;
  readonly kind: 'insert' | 'update' | 'remove';
  /** the version that must be kept below; absent: any, or none for an insert */
  readonly base?: number;
  /** as it will be; absent when it is removed */
  readonly record?: Stored;
  readonly searchable?: Searchable;
}

/** A pending row to which a term may be about. */
export interface Concerned {
  readonly id: string;
  /** whether the record below is what the term asks for; undefined: nobody knows without asking */
  readonly wasFound: boolean | undefined;
  /** as it will be, where the term asks for that */
  readonly found: Stored | undefined;
}

/** The record as a database answers it: a property that is undefined is not there. */
export function asKept(record: Stored): Stored {
  return JSON.parse(JSON.stringify(record)) as Stored;
}

/**
 * Writes of one collection that wait, one row for each record. What lies below them is what the database has by the writes that were sent,
 * and by those of the changes before.
 */
export class PendingRows {
  readonly #rows = new Map<string, PendingRow>();

  constructor(
    private readonly declaration: Collection<Stored>,
    /** the record below, where it is known */
    private readonly below: (id: string) => Stored | undefined,
  ) {}

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): PendingRow | undefined {
    return this.#rows.get(id);
  }

  /** All of them, in the order of their first writes; nothing waits any more. */
  take(): PendingRow[] {
    const rows = [...this.#rows.values()];
    this.#rows.clear();
    return rows;
  }

  /**
   * Adds one more write. False: it can not be made one with what waits for the record without hiding that a key is taken; what waits has to
   * be sent first. Faults `record.stale`, `record.missing` of what waits, or of what is known to lie below.
   */
  add(row: PendingRow): boolean {
    const before = this.#rows.get(row.id);
    if (!before) {
      this.#requireVersion(row, this.below(row.id));
      this.#rows.set(row.id, row);
      return true;
    }
    if (row.kind === 'insert') return false;
    if (before.kind === 'remove') throw this.#fault('record.missing', row.id);
    this.#requireVersion(row, before.record);
    const next = joined(before, row);
    const last = before.kind === 'update' && !next.record ? this.below(row.id) : next.record;
    if (!last || before.record === undefined || !this.#claimTheSame(before.record, last)) {
      return false;
    }
    if (before.kind === 'insert' && !next.record) return false;
    this.#rows.set(row.id, next);
    return true;
  }

  /** The rows that a term may be about; undefined where only the database knows what it says of a record as it will be. */
  concerned(where: Term): Concerned[] | undefined {
    const all: Concerned[] = [];
    for (const { id, kind, record } of this.#rows.values()) {
      const isFound = record ? matches(where, record) : false;
      if (isFound === undefined) return undefined;
      const below = kind === 'insert' ? undefined : this.below(id);
      const wasFound = kind === 'insert' ? false : below && matches(where, below);
      if (isFound || wasFound !== false) {
        all.push({ id, wasFound, found: isFound && record ? asKept(record) : undefined });
      }
    }
    return all;
  }

  /** Of the versions that are told the kept one must have. */
  #requireVersion({ id, base }: PendingRow, kept: Stored | undefined): void {
    if (base === undefined || kept === undefined || kept.version === base) return;
    throw this.#fault('record.stale', id);
  }

  #fault(code: 'record.stale' | 'record.missing', id: string): Fault {
    return new Fault(code, { collection: this.declaration.name, id });
  }

  #claimTheSame(one: Stored, other: Stored): boolean {
    return this.declaration.unique.every(({ on, present }) =>
      [...on, ...(present ? [present] : [])].every((column) => one[column] === other[column]),
    );
  }
}

/** A write to a record for which one waits already. */
function joined(before: PendingRow, row: PendingRow): PendingRow {
  const { id, record, searchable } = row;
  const { base } = before;
  return {
    id,
    kind: before.kind === 'insert' && record ? 'insert' : row.kind,
    ...(base !== undefined && { base }),
    ...(record && { record }),
    ...(searchable && { searchable }),
  };
}
