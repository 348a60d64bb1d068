import type { Request } from 'express';
import type { Operation } from '#api/index.js';
import type { IdempotentRequest } from '#core/index.js';
import { actorKeyOf, Fault, type Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { etagOf } from './answers.js';
import type { Answer } from './routes.js';

type StoredAnswer = Awaited<ReturnType<HttpDeps['core']['idempotencyKeys']['begin']>>;

/** Printable ASCII. */
const KEY = /^[\x21-\x7e]{1,255}$/;

interface OnceRequest {
  readonly ctx: Context;
  readonly request: Request;
  readonly operation: Operation;
  /** as it was sent */
  readonly json: unknown;
  /** of an upload: the SHA-256 of all of it, once it is read */
  readonly digest: () => Promise<string>;
}

/**
 * Runs a request that carries Idempotency-Key at most once: the same one again gets the same answer, with
 * `Idempotency-Replayed: true` and without what is shown once only. A request that was refused can be sent again.
 */
export async function runOnce(
  { core: { idempotencyKeys } }: HttpDeps,
  { ctx, request, operation, json, digest }: OnceRequest,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !operation.idempotent) return run();
  if (typeof key !== 'string' || !KEY.test(key)) {
    const problem = 'must be 1 to 255 printable characters';
    throw new Fault('request.invalid', { errors: [{ field: 'Idempotency-Key', problem }] });
  }
  const named: IdempotentRequest = {
    caller: actorKeyOf(ctx.actor),
    operationId: operation.operationId,
    key,
    content: operation.upload
      ? async () => JSON.stringify([request.originalUrl, await digest()])
      : JSON.stringify([request.originalUrl, json ?? null]),
  };
  const known = await idempotencyKeys.begin(ctx, named);
  if (known) return replayed(known);
  let answer: Answer;
  try {
    answer = await run();
  } catch (error) {
    await idempotencyKeys.forget(ctx, named);
    throw error;
  }
  const { body, location, version } = answer;
  const storedBody = withoutSecrets(body, answer.shownOnce ?? []);
  await idempotencyKeys.finish(ctx, named, {
    status: operation.answer.status,
    ...(storedBody !== undefined && { body: JSON.stringify(storedBody) }),
    ...(location !== undefined && { location }),
    ...(version !== undefined && { etag: etagOf(version) }),
  });
  return answer;
}

function replayed(known: NonNullable<StoredAnswer>): Answer {
  const { body, location, etag, erased } = known;
  if (erased) throw new Fault('idempotency.erased');
  return {
    ...(body !== undefined && { body: JSON.parse(body) as unknown }),
    ...(location !== undefined && { location }),
    headers: { 'idempotency-replayed': 'true', ...(etag !== undefined && { etag }) },
  };
}

function withoutSecrets(body: unknown, secrets: readonly string[]): unknown {
  if (typeof body !== 'object' || body === null || secrets.length === 0) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !secrets.includes(name)));
}
