import { bodyText, type BulkOperationRunner } from '@muster/scim';
import { Fault, type Context, type Log, type Page } from '#kernel/index.js';
import { tenantReaders, type SweepResult } from '#core/index.js';
import type { Exchange, Store } from '#store/index.js';
import { startBulkOperation, type ProvisioningContext } from '../context.js';
import type { ConnectionFigure } from './connection-figures.js';
import { enoughLength, type HandledRequest } from './entries.js';
import { listExchanges, type ExchangeQuery } from './lists.js';
import { getRead } from './read-lists.js';
import { ExchangeRecorder, type ExchangeFigures, type RecorderOptions } from './recorder.js';
import { removeOld } from './retention.js';
import type { RefusedRequest } from './refused-tokens.js';
import { withDifference } from './told-differences.js';

export type { ExchangeFigures } from './recorder.js';

export interface ExchangeOptions extends RecorderOptions {
  readonly retentionDays: number;
}

export interface Exchanges {
  /** Never waits and never fails: the entry is written a moment later, together with others. */
  record(ctx: ProvisioningContext, request: HandledRequest): void;
  /** Runs one operation of a bulk job and records it as an exchange of its own; the whole job is recorded only when it failed. */
  readonly bulkOperation: BulkOperationRunner<ProvisioningContext>;
  /** Counts a request that came to a connection without a good token of it; never waits and never fails. */
  recordRefusedToken(ctx: Context, request: RefusedRequest): void;
  /** Fault `connection.missing`. */
  list(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    query: ExchangeQuery,
  ): Promise<Page<Exchange>>;
  /** Fault `record.missing`. */
  get(ctx: Context, organizationId: string, connectionId: string, id: string): Promise<Exchange>;
  figures(): ExchangeFigures;
  /** of the connections that were heard of last; their number is bounded */
  connectionFigures(): Promise<ConnectionFigure[]>;
  /** Writes what waits. */
  flush(): Promise<void>;
  /** Removes entries and rows of reads that are older than the retention, a hundred of each at a time. */
  removeOld(ctx: Context): Promise<SweepResult>;
}

export function createExchanges(store: Store, log: Log, options: ExchangeOptions): Exchanges {
  const recorder = new ExchangeRecorder(store, log, options);
  return {
    record(ctx, request) {
      // each operation of a bulk job that was carried out has its entry; only what went wrong around them is one more
      if (ctx.exchange.recorded === 0 || request.status >= 400) recorder.add(ctx, request);
    },
    bulkOperation: recordedOperation.bind(undefined, recorder),
    recordRefusedToken: (ctx, request) => recorder.addRefusedToken(ctx, request),
    async list(_ctx, organizationId, connectionId, query) {
      const { connections } = tenantReaders(store.read, organizationId);
      const connection = await connections.require(connectionId);
      await recorder.flush();
      return listExchanges(store, connection, query);
    },
    async get(_ctx, organizationId, connectionId, id) {
      await tenantReaders(store.read, organizationId).connections.require(connectionId);
      await recorder.flush();
      const entry = await store.read.exchanges.get(id);
      if (entry?.connectionId === connectionId) return withDifference(entry);
      const read = await getRead(store.read.exchangeReads, connectionId, id);
      if (read === undefined) throw new Fault('record.missing', { id });
      return read;
    },
    figures: () => recorder.figures(),
    connectionFigures: () => recorder.connectionFigures(),
    flush: () => recorder.flush(),
    removeOld: (ctx) => removeOld(ctx, store, options.retentionDays),
  };
}

async function recordedOperation(
  recorder: ExchangeRecorder,
  ...[ctx, operation, perform]: Parameters<BulkOperationRunner<ProvisioningContext>>
): ReturnType<BulkOperationRunner<ProvisioningContext>> {
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
    ...(body !== undefined && {
      responseText: bodyText(body, enoughLength(operation.method, status)),
    }),
  });
  return response;
}
