import { instant, timeOfId } from '#kernel/index.js';
import type { ExchangeReads } from '#store/index.js';
import { truncate } from '../redaction.js';
import type { QueuedRequest } from './entries.js';
import { markOf, marksOf } from './persons.js';
import { chargeOf, type ReadLine } from './read-lines.js';
import { RowBuffers } from './row-buffers.js';

/**
 * Lines and bytes of one row: it is written, and read again, within a few milliseconds. Its text, and the JSON of it, stay below 128 KiB,
 * beyond which V8 keeps a string among old objects, where only a collection of all of them takes it away.
 */
const MAX_LINE_COUNT = 250;
const MAX_TEXT_BYTES = 65_536;

/** UTF-8 of one unit of UTF-16, at most */
const MAX_UNIT_BYTES = 3;

/** Reads that wait. Their lines stand in a buffer, outside of V8's heap, where nothing looks at them until they are written. */
export interface OpenRow {
  readonly id: string;
  readonly second: number;
  readonly organizationId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  readonly operation: string;
  readonly userAgent: string | undefined;
  readonly persons: Set<number>;
  lastId: string;
  traceFrom: string;
  traceThrough: string;
  count: number;
  buffer: Buffer;
  length: number;
}

/** Gathers reads that went well into the rows that they share: see `store/exchange-reads.ts`. */
export class GatheredReads {
  readonly #buffers = new RowBuffers();
  readonly #open = new Map<string, OpenRow>();
  /** the one that the next read most likely goes to as well */
  #last: OpenRow | undefined;
  /** oldest first; none of them grows any more */
  #full: OpenRow[] = [];
  #count = 0;

  /** lines that wait */
  get count(): number {
    return this.#count;
  }

  add(queued: QueuedRequest, line: ReadLine): void {
    const row = this.#rowFor(queued);
    const { traceId } = queued.ctx;
    row.lastId = queued.id;
    if (traceId < row.traceFrom) row.traceFrom = traceId;
    if (traceId > row.traceThrough) row.traceThrough = traceId;
    if (line.personKey !== undefined) row.persons.add(markOf(line.personKey));
    this.#append(row, line.text);
    row.count += 1;
    this.#count += 1;
  }

  /** The oldest rows, with about `lines` lines; they wait no more. */
  take(lines: number): OpenRow[] {
    this.#closeAll();
    const taken: OpenRow[] = [];
    let count = 0;
    for (const row of this.#full) {
      if (count > 0 && count + row.count > lines) break;
      taken.push(row);
      count += row.count;
    }
    this.#full = this.#full.slice(taken.length);
    this.#count -= count;
    return taken;
  }

  putBack(rows: readonly OpenRow[]): void {
    this.#full = [...rows, ...this.#full];
    for (const { count } of rows) this.#count += count;
  }

  /** Rows that were taken, and are in the database. */
  written(rows: readonly OpenRow[]): void {
    for (const { buffer } of rows) this.#buffers.giveBack(buffer);
  }

  /** Gives the oldest row up unless an entry of the id `other` is older. Returns how many lines went. */
  dropBefore(other: string | undefined): number {
    const [oldest] = this.#full;
    if (oldest === undefined || (other !== undefined && other < oldest.id)) return 0;
    this.#full.shift();
    this.#buffers.giveBack(oldest.buffer);
    this.#count -= oldest.count;
    return oldest.count;
  }

  #closeAll(): void {
    this.#full.push(...this.#open.values());
    this.#open.clear();
    this.#last = undefined;
  }

  #rowFor(queued: QueuedRequest): OpenRow {
    const { id, ctx } = queued;
    const { session, exchange } = ctx;
    const { operation, userAgent } = exchange;
    const [connectionId, credentialId] = [session.connection.id, session.credential.id];
    const second = Math.floor(timeOfId(id) / 1_000);
    const last = this.#last;
    if (
      last?.second === second &&
      last.credentialId === credentialId &&
      last.connectionId === connectionId &&
      last.operation === operation &&
      last.userAgent === userAgent &&
      !isFull(last)
    ) {
      return last;
    }
    const key = `${connectionId} ${credentialId} ${operation} ${userAgent ?? ''}`;
    let row = this.#open.get(key);
    if (row && (row.second !== second || isFull(row))) {
      this.#open.delete(key);
      this.#full.push(row);
      row = undefined;
    }
    row ??= newRow(queued, second, this.#buffers.take(0));
    this.#open.set(key, row);
    this.#last = row;
    return row;
  }

  #append(row: OpenRow, text: string): void {
    const needed = row.length + text.length * MAX_UNIT_BYTES;
    if (needed > row.buffer.length) {
      const former = row.buffer;
      row.buffer = this.#buffers.take(needed);
      former.copy(row.buffer, 0, 0, row.length);
      this.#buffers.giveBack(former);
    }
    row.length += row.buffer.write(text, row.length, 'utf8');
  }
}

function newRow({ id, ctx }: QueuedRequest, second: number, buffer: Buffer): OpenRow {
  const { session, exchange, traceId } = ctx;
  return {
    id,
    second,
    organizationId: session.organization.id,
    connectionId: session.connection.id,
    credentialId: session.credential.id,
    operation: exchange.operation,
    userAgent: exchange.userAgent,
    persons: new Set(),
    lastId: id,
    traceFrom: traceId,
    traceThrough: traceId,
    count: 0,
    buffer,
    length: 0,
  };
}

function isFull({ count, length }: OpenRow): boolean {
  return count >= MAX_LINE_COUNT || length >= MAX_TEXT_BYTES;
}

export function toRecord(row: OpenRow): ExchangeReads {
  const { id, lastId, count, length, userAgent } = row;
  return {
    id,
    version: 1,
    createdAt: instant(timeOfId(id)),
    updatedAt: instant(timeOfId(lastId)),
    organizationId: row.organizationId,
    connectionId: row.connectionId,
    credentialId: row.credentialId,
    operation: row.operation,
    ...(userAgent !== undefined && { userAgent: truncate(userAgent, 256) }),
    lastId,
    traceFrom: row.traceFrom,
    traceThrough: row.traceThrough,
    count,
    bytes: chargeOf(count, length),
    persons: marksOf(row.persons),
    lines: row.buffer.toString('utf8', 0, length),
  };
}
