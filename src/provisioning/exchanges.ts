import { Fault, instant, newId, type Context, type Log, type Page } from '#kernel/index.js';
import { listPage, type ListQuery, type SweepResult, tenantReaders } from '#core/index.js';
import { all, equals, type Exchange, type Store, type Term, type Writers } from '#store/index.js';
import type { BulkOperationRunner } from '@muster/scim';
import { startBulkOperation, type ProvisioningContext } from './context.js';
import { mentionsPassword, truncate, REDACTED, redacted, redactedQuery } from './redaction.js';
import { shortened } from './sizes.js';

/** What the HTTP handler records of one request. */
export interface HandledRequest {
  readonly method: string;
  /** below the base URL */
  readonly path: string;
  readonly query: string;
  /** the body as it came; absent when there was none */
  readonly requestText?: string;
  readonly status: number;
  /** our answers hold no secrets, for passwords are never returned */
  readonly responseText?: string;
  readonly latencyMs: number;
}

export interface ExchangeQuery extends ListQuery {
  readonly outcome?: Exchange['outcome'];
  readonly operation?: string;
  /** requests that were to change this resource, and those about it that went wrong */
  readonly resourceId?: string;
}

export interface ExchangeOptions {
  /** of the request's and the answer's text each; longer ones are cut */
  readonly bodyBytes: number;
  readonly retentionDays: number;
}

export interface Exchanges {
  /** Never waits and never fails: the line is written a moment later, together with others. */
  record(ctx: ProvisioningContext, request: HandledRequest): void;
  /** Runs one operation of a bulk job and records it as an exchange of its own; the whole job is recorded only when it failed. */
  readonly bulkOperation: BulkOperationRunner<ProvisioningContext>;
  /** Newest last. Fault `connection.missing`. */
  list(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    query: ExchangeQuery,
  ): Promise<Page<Exchange>>;
  /** Fault `record.missing`. */
  get(ctx: Context, organizationId: string, connectionId: string, id: string): Promise<Exchange>;
  /** Lines that wait to be written, and lines that were given up because too many waited. */
  figures(): { readonly waiting: number; readonly lost: number };
  /** Writes what waits. */
  flush(): Promise<void>;
  /** Removes lines that are older than the retention, some hundreds at a time. */
  removeOld(ctx: Context): Promise<SweepResult>;
}

/** Often, so that what waits dies young: lines that live longer fill the heap with old garbage. */
const FLUSH_AFTER_MS = 100;
const FLUSH_AT_COUNT = 250;
/** After a failure, before the next try. */
const RETRY_MS = 1_000;
/** Of the answer to a read that went well the beginning is enough: it changed nothing, and it can be asked again. */
const MAX_READ_RESPONSE_BYTES = 1_024;
/** Lines per transaction: SQLite's one thread does nothing else meanwhile. */
const WRITE_BATCH_SIZE = 250;
/** While the database is away lines wait, up to here; then the oldest go. */
const MAX_WAITING_COUNT = 10_000;
/** Characters of request and answer together that may wait as they are. */
const LARGE_TEXT_LENGTH = 16_384;
/** Old lines go a few at a time. */
const PURGE_BATCH_SIZE = 500;
const DAY_MS = 86_400_000;

export function createExchanges(store: Store, log: Log, options: ExchangeOptions): Exchanges {
  const recorder = new ExchangeRecorder(store, log, options);
  return {
    record(ctx, request) {
      // each operation of a bulk job that was carried out has its line; only what went wrong around them is one more
      if (ctx.exchange.recorded === 0 || request.status >= 400) recorder.add(ctx, request);
    },
    async bulkOperation(ctx, operation, perform) {
      const { refusal: _, ...sent } = operation;
      const startedAt = performance.now();
      const ownCtx = startBulkOperation(ctx);
      const response = await perform(ownCtx);
      const { status, body } = response;
      ctx.exchange.recorded += 1;
      recorder.add(ownCtx, {
        method: operation.method,
        path: '/Bulk',
        query: '',
        status,
        latencyMs: Math.round((performance.now() - startedAt) * 1_000) / 1_000,
        requestText: JSON.stringify(sent),
        ...(body !== undefined && { responseText: body }),
      });
      return response;
    },
    async list(_ctx, organizationId, connectionId, query) {
      await tenantReaders(store.read, organizationId).connections.require(connectionId);
      await recorder.flush();
      const { outcome, operation, resourceId, ...page } = query;
      const terms: Term[] = [equals('connectionId', connectionId)];
      if (outcome) terms.push(equals(outcome === 'ok' ? 'outcome' : 'trouble', outcome));
      if (operation) terms.push(equals('operation', operation));
      if (resourceId) terms.push(equals('subjectId', resourceId));
      return listPage(store.read.exchanges, all(...terms), page);
    },
    async get(_ctx, organizationId, connectionId, id) {
      await tenantReaders(store.read, organizationId).connections.require(connectionId);
      await recorder.flush();
      const exchange = await store.read.exchanges.get(id);
      if (exchange?.connectionId !== connectionId) throw new Fault('record.missing', { id });
      return exchange;
    },
    figures: () => recorder.figures(),
    flush: () => recorder.flush(),
    removeOld: (ctx) => removeOld(ctx, store, options.retentionDays),
  };
}

class ExchangeRecorder {
  #waiting: PendingExchange[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** a flush that has not begun: it takes along what comes until then */
  #next: Promise<void> | undefined;
  /** after a failure only the timer tries again, however many lines come */
  #isBackingOff = false;
  #lost = 0;

  constructor(
    private readonly store: Store,
    private readonly log: Log,
    private readonly options: ExchangeOptions,
  ) {}

  figures(): { waiting: number; lost: number } {
    return { waiting: this.#waiting.length, lost: this.#lost };
  }

  add(ctx: ProvisioningContext, request: HandledRequest): void {
    const { bodyBytes } = this.options;
    const queued = { id: newId(), ctx, seen: request, at: ctx.clock.now() };
    const { requestText = '', responseText = '' } = request;
    // large texts are cut now and not later: ten thousand of them would wait for a database that is away
    const large = requestText.length + responseText.length > LARGE_TEXT_LENGTH;
    this.#waiting.push(
      large ? convertedNow(toExchange(queued, bodyBytes)) : convertedLater(queued, bodyBytes),
    );
    this.#dropOldest();
    if (this.#waiting.length >= FLUSH_AT_COUNT && !this.#isBackingOff) void this.flush();
    else this.#scheduleFlush(FLUSH_AFTER_MS);
  }

  #dropOldest(): void {
    const excess = this.#waiting.length - MAX_WAITING_COUNT;
    if (excess <= 0) return;
    this.#waiting.splice(0, excess);
    this.#lost += excess;
  }

  #scheduleFlush(afterMs: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), afterMs).unref();
  }

  /** One at a time, in order. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined;
      return this.#writeBatches();
    });
    this.#writing = this.#next;
    return this.#writing;
  }

  async #writeBatches(): Promise<void> {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting.splice(0, WRITE_BATCH_SIZE);
      try {
        // here and not within the request: no caller waits for it
        const exchanges = waiting.map((pending) => pending.toExchange());
        const write = async (tx: Writers): Promise<void> => {
          await tx.exchanges.insertMissing(exchanges);
        };
        await this.store.transaction('exchanges', write, { durability: 'relaxed' });
        this.#isBackingOff = false;
      } catch (error) {
        this.log.warn(
          { err: error, lines: waiting.length },
          'exchange lines wait for the database',
        );
        this.#waiting.unshift(...waiting);
        this.#dropOldest();
        this.#isBackingOff = true;
        this.#scheduleFlush(RETRY_MS);
        return;
      }
    }
  }
}

async function removeOld(
  { clock }: Context,
  store: Store,
  retentionDays: number,
): Promise<SweepResult> {
  const before = instant(clock.now() - retentionDays * DAY_MS);
  // ids rise with time: the oldest lines are the first
  const { records: oldest } = await store.read.exchanges.find({
    where: all(),
    limit: PURGE_BATCH_SIZE,
  });
  const values = oldest.filter(({ createdAt }) => createdAt < before).map(({ id }) => id);
  if (values.length === 0) return { done: 0, more: false };
  await store.transaction('exchanges', async (tx) => {
    await tx.exchanges.removeWhere({ kind: 'in', field: { column: 'id' }, values });
  });
  return { done: values.length, more: values.length === PURGE_BATCH_SIZE };
}

interface QueuedRequest {
  readonly id: string;
  readonly ctx: ProvisioningContext;
  readonly seen: HandledRequest;
  readonly at: number;
}

interface PendingExchange {
  readonly at: number;
  toExchange(): Exchange;
}

// two functions, so that the first one's closure does not hold what the second one's needs
function convertedNow(exchange: Exchange): PendingExchange {
  return { at: Date.parse(exchange.createdAt), toExchange: () => exchange };
}

function convertedLater(queued: QueuedRequest, bodyBytes: number): PendingExchange {
  return { at: queued.at, toExchange: () => toExchange(queued, bodyBytes) };
}

/** The text of a refusal quotes the filter that it could not read, also one on a password. */
function loggedResponse(request: HandledRequest, text: string, bodyBytes: number): string {
  const { method, path, query, requestText, status } = request;
  const limit =
    status < 400 && method === 'GET' ? Math.min(MAX_READ_RESPONSE_BYTES, bodyBytes) : bodyBytes;
  const search = path.endsWith('/.search') && requestText !== undefined;
  const secret = search ? mentionsPassword(requestText) : redactedQuery(query) === REDACTED;
  return status >= 400 && secret ? REDACTED : truncate(text, limit);
}

function toExchange(
  { id, ctx, seen: request, at: receivedAt }: QueuedRequest,
  bodyBytes: number,
): Exchange {
  const { session, exchange, traceId } = ctx;
  const now = instant(receivedAt);
  const { method, path, query, requestText, status, responseText, latencyMs } = request;
  const { operation, resourceType, resourceId, difference, trace, userAgent } = exchange;
  return {
    id,
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId: session.organization.id,
    connectionId: session.connection.id,
    credentialId: session.credential.id,
    path: truncate(query === '' ? path : `${path}?${redactedQuery(query)}`, bodyBytes),
    traceId,
    method,
    operation,
    status,
    latencyMs,
    trace,
    ...(status < 400
      ? { outcome: 'ok' }
      : status < 500
        ? { outcome: 'refused', trouble: 'refused' }
        : { outcome: 'failed', trouble: 'failed' }),
    ...(resourceType !== undefined && { resourceType }),
    ...(resourceId !== undefined && { resourceId }),
    ...(resourceId !== undefined &&
      (status >= 400 || method !== 'GET') && { subjectId: resourceId }),
    ...(userAgent !== undefined && { userAgent: truncate(userAgent, 256) }),
    ...(requestText !== undefined && { request: redacted(requestText, bodyBytes) }),
    ...(responseText !== undefined && {
      response: loggedResponse(request, responseText, bodyBytes),
    }),
    ...(difference?.length && { difference: shortened(difference, bodyBytes) }),
  };
}
