import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import { compare, equals, type IdempotencyKey, type Store } from '#store/index.js';
import { firstVersion, hashOfToken, removeSome, type SweepResult } from '#core/tenancy/index.js';

const KEY_LIFE_MS = 86_400_000;

/** A request that died in its middle blocks its key for so long. */
const RUNNING_TIMEOUT_MS = 120_000;

export type StoredAnswer = NonNullable<IdempotencyKey['answer']>;

export interface IdempotentRequest {
  /** who asks: keys of different callers never meet */
  readonly caller: string;
  readonly operationId: string;
  /** as the client sent it */
  readonly key: string;
  /** path, query and body as text */
  readonly content: string;
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
  return {
    async begin(ctx, request) {
      try {
        return await beginRequest(store, ctx, request);
      } catch (error) {
        // another process was a moment earlier with the same key
        if (isFault(error, 'record.exists')) throw new Fault('idempotency.running');
        throw error;
      }
    },
    async finish(ctx, request, answer) {
      const key = keyOf(request);
      await store.transaction(key, async (tx) => {
        const known = await tx.idempotencyKeys.first(equals('key', key));
        if (!known) return;
        const updatedAt = instant(ctx.clock.now());
        const version = known.version + 1;
        await tx.idempotencyKeys.update({ ...known, status: 'done', answer, version, updatedAt });
      });
    },
    async forget(_ctx, request) {
      const key = keyOf(request);
      await store.transaction(key, (tx) => tx.idempotencyKeys.removeWhere(equals('key', key)));
    },
    sweep: (ctx) =>
      removeSome(store, 'idempotency-keys', 'idempotencyKeys', {
        where: compare('expiresAt', 'le', instant(ctx.clock.now())),
        sort: [{ field: { column: 'expiresAt' } }],
        limit: 1_000,
      }),
  };
}

async function beginRequest(
  store: Store,
  ctx: Context,
  request: IdempotentRequest,
): Promise<StoredAnswer | undefined> {
  const key = keyOf(request);
  const now = ctx.clock.now();
  const fingerprint = hashOfToken(request.content);
  return store.transaction(key, async (tx) => {
    const known = await tx.idempotencyKeys.first(equals('key', key));
    if (known) {
      const age = now - Date.parse(known.createdAt);
      const isOver = known.status === 'done' ? age >= KEY_LIFE_MS : age >= RUNNING_TIMEOUT_MS;
      if (!isOver) {
        if (known.fingerprint !== fingerprint) throw new Fault('idempotency.conflict');
        if (known.status === 'running') throw new Fault('idempotency.running');
        return known.answer;
      }
      await tx.idempotencyKeys.remove(known.id);
    }
    await tx.idempotencyKeys.insert(
      firstVersion(ctx, {
        key,
        fingerprint,
        status: 'running',
        expiresAt: instant(now + KEY_LIFE_MS),
      }),
    );
    return undefined;
  });
}
