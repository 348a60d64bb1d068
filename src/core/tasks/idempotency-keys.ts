import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import { all, compare, equals, type IdempotencyKey, type Store } from '#store/index.js';
import {
  firstVersion,
  hashOfToken,
  nextVersion,
  removeSome,
  type SweepResult,
} from '#core/tenancy/index.js';

const KEY_LIFE_MS = 86_400_000;

/** A request that runs says so every other second; without a sign of life its key is free after so long. */
const BEAT_MS = 2_000;
const RUNNING_TIMEOUT_MS = 10_000;

export type StoredAnswer = NonNullable<IdempotencyKey['answer']>;

export interface IdempotentRequest {
  /** who asks: keys of different callers never meet */
  readonly caller: string;
  readonly operationId: string;
  /** as the client sent it */
  readonly key: string;
  /** path, query and body as text; of an upload a function, which is called when it is read to its end, or to be read */
  readonly content: string | (() => Promise<string>);
}

export interface IdempotencyKeys {
  /**
   * The answer of the first request, or nothing when this is the first: then `finish` or `forget` must follow. Faults
   * `idempotency.conflict` (another request under the same key), `idempotency.running`.
   */
  begin(ctx: Context, request: IdempotentRequest): Promise<StoredAnswer | undefined>;
  finish(ctx: Context, request: IdempotentRequest, answer: StoredAnswer): Promise<void>;
  /** The request failed and may be sent again. */
  forget(ctx: Context, request: IdempotentRequest): Promise<void>;
  /** Removes what is older than 24 hours, a bounded part, oldest first. */
  sweep(ctx: Context): Promise<SweepResult>;
}

function keyOf({ caller, operationId, key }: IdempotentRequest): string {
  return hashOfToken(JSON.stringify([caller, operationId, key]));
}

export function createIdempotencyKeys(store: Store): IdempotencyKeys {
  /** of this process: key → its record and the timer of its signs of life */
  const running = new Map<string, { readonly recordId: string; readonly timer: NodeJS.Timeout }>();
  const stop = (key: string): string | undefined => {
    const run = running.get(key);
    clearInterval(run?.timer);
    running.delete(key);
    return run?.recordId;
  };
  return {
    async begin(ctx, request) {
      const key = keyOf(request);
      const { known, recordId } = await beginRequest(store, ctx, request).catch(
        (error: unknown) => {
          // another process was a moment earlier with the same key
          throw isFault(error, 'record.exists') ? new Fault('idempotency.running') : error;
        },
      );
      if (known) {
        await requireSameContent(request, known);
        return known.answer;
      }
      const timer = setInterval(() => {
        void beat(store, ctx, { key, recordId }).then((runs) => runs || clearInterval(timer));
      }, BEAT_MS).unref();
      running.set(key, { recordId, timer });
      return undefined;
    },
    async finish(ctx, request, answer) {
      const key = keyOf(request);
      const fingerprint = await fingerprintOf(request);
      const recordId = stop(key);
      await store.transaction(key, async (tx) => {
        const known = await tx.idempotencyKeys.first(equals('key', key));
        // taken over by a repetition, whose answer counts
        if (!known || known.id !== (recordId ?? known.id)) return;
        const after = { ...known, status: 'done', answer, fingerprint } as const;
        const next = nextVersion<IdempotencyKey>(ctx, after, {});
        await tx.idempotencyKeys.update(next, { search: {}, facets: idsIn(answer) });
      });
    },
    async forget(_ctx, request) {
      const key = keyOf(request);
      const recordId = stop(key);
      const where = all(
        equals('key', key),
        ...(recordId === undefined ? [] : [equals('id', recordId)]),
      );
      await store.transaction(key, (tx) => tx.idempotencyKeys.removeWhere(where));
    },
    sweep: (ctx) =>
      removeSome(store, 'idempotency-keys', 'idempotencyKeys', {
        where: compare('expiresAt', 'le', instant(ctx.clock.now())),
        sort: [{ field: { column: 'expiresAt' } }],
        limit: KEYS_PER_SWEEP,
      }),
  };
}

const KEYS_PER_SWEEP = 1_000;

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Ids of what the answer tells of, by which an erasure finds it. */
function idsIn({ body = '', location = '' }: StoredAnswer): (readonly ['about', string])[] {
  const ids = new Set(`${body} ${location}`.match(ID));
  return [...ids].slice(0, 1_000).map((id) => ['about', id]);
}

async function fingerprintOf({ content }: IdempotentRequest): Promise<string> {
  return hashOfToken(typeof content === 'string' ? content : await content());
}

async function requireSameContent(
  request: IdempotentRequest,
  { fingerprint }: IdempotencyKey,
): Promise<void> {
  if (fingerprint !== (await fingerprintOf(request))) throw new Fault('idempotency.conflict');
}

/** The request runs still: false when there is nothing to say so of. A sign that is not written is made up for by the next one. */
async function beat(
  store: Store,
  ctx: Context,
  { key, recordId }: { readonly key: string; readonly recordId: string },
): Promise<boolean> {
  try {
    return await store.transaction(key, async (tx) => {
      const known = await tx.idempotencyKeys.get(recordId);
      if (known?.status !== 'running') return false;
      await tx.idempotencyKeys.update(nextVersion<IdempotencyKey>(ctx, known, {}));
      return true;
    });
  } catch (error) {
    if (isFault(error, 'service.stopping')) return false;
    const details = { err: error, traceId: ctx.traceId };
    ctx.log.warn(details, 'a key of a running request was not renewed');
    return true;
  }
}

/** Whether a key is free again. A sign of life from the future was given before the clock was set back. */
function isFree({ status, createdAt, updatedAt }: IdempotencyKey, now: number): boolean {
  if (status === 'done') return now - Date.parse(createdAt) >= KEY_LIFE_MS;
  return Math.abs(now - Date.parse(updatedAt)) >= RUNNING_TIMEOUT_MS;
}

async function beginRequest(
  store: Store,
  ctx: Context,
  request: IdempotentRequest,
): Promise<{ readonly known?: IdempotencyKey; readonly recordId: string }> {
  const key = keyOf(request);
  const now = ctx.clock.now();
  const isRead = typeof request.content === 'string';
  const fingerprint = isRead ? await fingerprintOf(request) : '';
  return store.transaction(key, async (tx) => {
    const known = await tx.idempotencyKeys.first(equals('key', key));
    if (known && !isFree(known, now)) {
      if (isRead && known.fingerprint !== fingerprint) throw new Fault('idempotency.conflict');
      if (known.status === 'running') throw new Fault('idempotency.running');
      return { known, recordId: known.id };
    }
    if (known) await tx.idempotencyKeys.remove(known.id);
    const record = firstVersion<IdempotencyKey>(ctx, {
      key,
      fingerprint,
      status: 'running',
      expiresAt: instant(now + KEY_LIFE_MS),
    });
    await tx.idempotencyKeys.insert(record);
    return { recordId: record.id };
  });
}
