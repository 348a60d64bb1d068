import { instant, newIdAt, type Context, type Fault, type Log } from '#kernel/index.js';
import type { Exchange, ExchangeReads, Store, Writers, Writing } from '#store/index.js';
import type { ProvisioningContext } from '../context.js';
import { ConnectionFigures, type ConnectionFigure } from './connection-figures.js';
import { toExchange, type HandledRequest, type QueuedRequest } from './entries.js';
import { GatheredReads, toRecord, type OpenRow } from './gathered-reads.js';
import { Folds, withRepeats, type Fold } from './folds.js';
import { keepWithinLimits, type ExchangeLimits } from './limits.js';
import { toReadLine, type ReadLine } from './read-lines.js';
import { isKept, RefusedTokens, writeRefusals, type RefusedRequest } from './refused-tokens.js';

export interface RecorderOptions extends ExchangeLimits {
  /** of the request's and the answer's text each; longer ones are cut */
  readonly bodyBytes: number;
}

/** Since start, but `waiting`. */
export interface ExchangeFigures {
  /** entries that wait to be written */
  readonly waiting: number;
  /** given up because too many waited */
  readonly lost: number;
  /** requests that were counted in the entry of one like them */
  readonly folded: number;
  /** entries that went because their connection had more than it may keep */
  readonly evicted: number;
}

/** Of reads, whose lines wait outside of the heap. */
const FLUSH_AFTER_MS = 100;
/** Of what waits as objects: so that it dies young, for what lives longer fills the heap. Where changes come, it rides along with them. */
const FLUSH_ENTRIES_AFTER_MS = 20;
const FLUSH_AT_COUNT = 250;
/** Counts of repeats are in no hurry: as few writes as can be for a client that repeats itself. */
const FOLD_AFTER_MS = 5_000;
/** After a failure, before the next try. */
const RETRY_MS = 1_000;
/** Entries per transaction: SQLite's one thread does nothing else meanwhile. */
const WRITE_BATCH_SIZE = 250;
/** While the database is away entries wait, up to here; then the oldest go. */
const MAX_WAITING_COUNT = 10_000;
/** Characters of request and answer together that may wait as they are. */
const LARGE_TEXT_LENGTH = 16_384;

/** Holds what was recorded for a moment and writes it, many entries at a time. */
export class ExchangeRecorder {
  #waiting: PendingExchange[] = [];
  readonly #reads = new GatheredReads();
  readonly #folds = new Folds();
  /** written with fewer repeats than there are */
  readonly #repeated = new Map<string, Fold>();
  readonly #refusedTokens = new RefusedTokens();
  readonly #connections: ConnectionFigures;
  #timer: { readonly dueAt: number; readonly handle: NodeJS.Timeout } | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** a flush that has not begun: it takes along what comes until then */
  #next: Promise<void> | undefined;
  /** after a failure only the timer tries again, however many entries come */
  #isBackingOff = false;
  #lost = 0;
  #folded = 0;
  #evicted = 0;

  constructor(
    private readonly store: Store,
    private readonly log: Log,
    private readonly options: RecorderOptions,
  ) {
    this.#connections = new ConnectionFigures(store);
  }

  figures(): ExchangeFigures {
    const waiting = this.#waitingCount();
    return { waiting, lost: this.#lost, folded: this.#folded, evicted: this.#evicted };
  }

  connectionFigures(): Promise<ConnectionFigure[]> {
    return this.#connections.read();
  }

  add(ctx: ProvisioningContext, request: HandledRequest): void {
    const at = ctx.clock.now();
    this.#connections.noteRequest(ctx.session.connection.id, request.status, at);
    const queued = { id: newIdAt(at), ctx, seen: request };
    if (request.status < 400) {
      const line = toReadLine(queued, this.options.bodyBytes);
      if (line === undefined) this.#enqueue(queued);
      else this.#gather(queued, line);
      return;
    }
    const { fold, isNew } = this.#folds.find(queued, at);
    if (isNew) {
      this.#enqueue(queued, fold);
      return;
    }
    Object.assign(fold, {
      count: fold.count + 1,
      lastAt: instant(at),
      traceId: ctx.traceId,
    });
    this.#folded += 1;
    this.#repeated.set(fold.id, fold);
    this.#scheduleFlush(FOLD_AFTER_MS);
  }

  addRefusedToken(ctx: Context, request: RefusedRequest & { readonly fault: Fault }): void {
    this.#refusedTokens.add(ctx, request);
    this.#scheduleFlush(FOLD_AFTER_MS);
  }

  #gather(queued: QueuedRequest, line: ReadLine): void {
    this.#reads.add(queued, line);
    this.#afterOneMore(FLUSH_AFTER_MS);
  }

  #enqueue(queued: QueuedRequest, fold?: Fold): void {
    const { bodyBytes } = this.options;
    const { requestText = '', responseText = '' } = queued.seen;
    // large texts are cut now and not later: ten thousand of them would wait for a database that is away
    const large = requestText.length + responseText.length > LARGE_TEXT_LENGTH;
    this.#waiting.push(
      large
        ? convertedNow(toExchange(queued, bodyBytes), fold)
        : convertedLater(queued, bodyBytes, fold),
    );
    this.#afterOneMore(FLUSH_ENTRIES_AFTER_MS);
  }

  #waitingCount(): number {
    return this.#waiting.length + this.#reads.count;
  }

  #afterOneMore(afterMs: number): void {
    this.#dropOldest();
    if (this.#waitingCount() >= FLUSH_AT_COUNT && !this.#isBackingOff) void this.flush();
    else this.#scheduleFlush(afterMs);
  }

  /** Reads go a row at a time. */
  #dropOldest(): void {
    const excess = this.#waitingCount() - MAX_WAITING_COUNT;
    if (excess <= 0) return;
    const reads = this.#reads.dropBefore(this.#waiting[0]?.id);
    if (reads === 0) this.#waiting.splice(0, excess);
    this.#lost += reads === 0 ? excess : reads;
  }

  #scheduleFlush(afterMs: number): void {
    const dueAt = performance.now() + (this.#isBackingOff ? RETRY_MS : afterMs);
    if (this.#timer && this.#timer.dueAt <= dueAt) return;
    clearTimeout(this.#timer?.handle);
    const handle = setTimeout(() => void this.flush(), dueAt - performance.now()).unref();
    this.#timer = { dueAt, handle };
  }

  /** One at a time, in order. */
  flush(): Promise<void> {
    clearTimeout(this.#timer?.handle);
    this.#timer = undefined;
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      return this.#write();
    });
    this.#writing = this.#next;
    return this.#writing;
  }

  /** What waits now. What comes meanwhile waits for its own time: taken along, it would be a few lines in each of many transactions. */
  async #write(): Promise<void> {
    for (let left = this.#waitingCount(); left > 0 && this.#waitingCount() > 0;) {
      const waiting = this.#waiting.splice(0, WRITE_BATCH_SIZE);
      const reads = this.#reads.take(WRITE_BATCH_SIZE);
      left -= waiting.length + linesIn(reads);
      try {
        await this.#writeBatch(waiting, reads);
        this.#reads.written(reads);
      } catch (error) {
        this.#waiting.unshift(...waiting);
        this.#reads.putBack(reads);
        this.#dropOldest();
        this.#backOff(error, this.#waitingCount());
        return;
      }
    }
    const repeated = [...this.#repeated.values()];
    const refused = this.#refusedTokens.take();
    if (repeated.length === 0 && refused.length === 0) return;
    this.#repeated.clear();
    try {
      const refusals = await this.#transaction(async (tx) => {
        await writeRepeats(tx, repeated);
        return writeRefusals(tx, refused);
      });
      for (const [id, count] of refusals) this.#connections.noteRefusals(id, count);
    } catch (error) {
      for (const fold of repeated) this.#repeated.set(fold.id, fold);
      this.#backOff(error, repeated.length + refused.length);
    }
  }

  async #writeBatch(waiting: readonly PendingExchange[], rows: readonly OpenRow[]): Promise<void> {
    // here and not within the request: no caller waits for it
    const exchanges = await withMembers(
      this.store,
      waiting.map((pending) => pending.toExchange()),
    );
    const reads = rows.map(toRecord);
    const evicted = await this.#transaction(async (tx) => {
      const ofKept = await ofKeptConnections(tx, [...exchanges, ...reads]);
      const added = {
        exchanges: await insertMissing(tx.exchanges, exchanges.filter(ofKept)),
        reads: await insertMissing(tx.exchangeReads, reads.filter(ofKept)),
      };
      return keepWithinLimits(tx, added, this.options);
    });
    this.#evicted += evicted.lines;
    if (evicted.ids.length > 0) this.#folds.forget(new Set(evicted.ids));
  }

  async #transaction<T>(work: (tx: Writers) => Promise<T>): Promise<T> {
    const result = await this.store.transaction('exchanges', work, { durability: 'relaxed' });
    this.#isBackingOff = false;
    return result;
  }

  #backOff(error: unknown, lines: number): void {
    this.log.warn({ err: error, lines }, 'exchange lines wait for the database');
    this.#isBackingOff = true;
    this.#scheduleFlush(RETRY_MS);
  }
}

function linesIn(rows: readonly OpenRow[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** What a connection did last, before it was deleted, is not kept beyond it. */
async function ofKeptConnections(
  tx: Writers,
  lines: readonly { readonly connectionId: string }[],
): Promise<(line: { readonly connectionId: string }) => boolean> {
  const ids = [...new Set(lines.map(({ connectionId }) => connectionId))];
  const kept = new Set((await tx.connections.getMany(ids)).filter(isKept).map(({ id }) => id));
  return ({ connectionId }) => kept.has(connectionId);
}

/** Those that were not there yet. */
async function insertMissing<R extends Exchange | ExchangeReads>(
  writing: Pick<Writing<R>, 'insertMissing'>,
  records: readonly R[],
): Promise<readonly R[]> {
  if (records.length === 0) return [];
  const inserted = new Set(await writing.insertMissing(records));
  return records.filter(({ id }) => inserted.has(id));
}

/** An entry that has gone meanwhile is not brought back: what repeats it is one more number in nothing. */
async function writeRepeats(tx: Writers, repeated: readonly Fold[]): Promise<void> {
  for (let from = 0; from < repeated.length; from += WRITE_BATCH_SIZE) {
    const folds = new Map(
      repeated.slice(from, from + WRITE_BATCH_SIZE).map((one) => [one.id, one]),
    );
    for (const exchange of await tx.exchanges.getMany([...folds.keys()])) {
      const fold = folds.get(exchange.id);
      if (!fold || exchange.count === fold.count) continue;
      const { version } = exchange;
      await tx.exchanges.update({
        ...withRepeats(exchange, fold),
        version: version + 1,
        updatedAt: fold.lastAt,
      });
    }
  }
}

/** For whom the users stand, for what was refused before they were looked for. */
async function withMembers(
  { read }: Store,
  exchanges: readonly Exchange[],
): Promise<readonly Exchange[]> {
  const ids = exchanges.flatMap((one) => (lacksMember(one) ? one.subjectId : []));
  if (ids.length === 0) return exchanges;
  const users = new Map(
    (await read.scimUsers.getMany([...new Set(ids)])).map((one) => [one.id, one]),
  );
  return exchanges.map((exchange) => {
    const user = lacksMember(exchange) ? users.get(exchange.subjectId) : undefined;
    const isOwn = user?.connectionId === exchange.connectionId;
    return user && isOwn ? { ...exchange, memberId: user.memberId } : exchange;
  });
}

function lacksMember(exchange: Exchange): exchange is Exchange & { readonly subjectId: string } {
  const { resourceType, subjectId, memberId } = exchange;
  return resourceType === 'User' && subjectId !== undefined && memberId === undefined;
}

interface PendingExchange {
  readonly id: string;
  toExchange(): Exchange;
}

// two functions, so that the first one's closure does not hold what the second one's needs
function convertedNow(exchange: Exchange, fold?: Fold): PendingExchange {
  return {
    id: exchange.id,
    toExchange: () => (fold ? withRepeats(exchange, fold) : exchange),
  };
}

function convertedLater(queued: QueuedRequest, bodyBytes: number, fold?: Fold): PendingExchange {
  return {
    id: queued.id,
    toExchange() {
      const exchange = toExchange(queued, bodyBytes);
      return fold ? withRepeats(exchange, fold) : exchange;
    },
  };
}
