import { Fault, newTraceId, NO_AUTHORITY, type Context } from '#kernel/index.js';
import type { HttpDeps } from './deps.js';
import type { Metrics } from './metrics.js';
import { asOperator } from './operator-key.js';
import type { Page, PageContent } from './pages.js';
import { logFailure } from './problems.js';

/** Between two tries to write; probes come as often as they like. */
const WRITE_TRY_MS = 5_000;

/** What a try writes: more than the room that is left in the last page of a full database. */
const TRIED_TEXT = 'x'.repeat(65_536);

/** How long the database may take to answer before the process counts as not ready. */
const PING_TIMEOUT_MS = 3_000;

/** Liveness, readiness and metrics: path → page. */
export function probes(deps: HttpDeps, metrics: Metrics): ReadonlyMap<string, Page> {
  const tryWriting = createWriteTry(deps);
  return new Map<string, Page>([
    ['/healthz', () => Promise.resolve(json(200, { status: 'alive' }))],
    ['/readyz', () => ready(deps, tryWriting)],
    [
      '/metrics',
      async ({ headers }) => {
        await asOperator(deps.core, probeContext(deps), headers.authorization);
        return { status: 200, type: metrics.contentType, text: await metrics.text() };
      },
    ],
  ]);
}

/** Ready means that a request that comes now would be answered. */
async function ready(deps: HttpDeps, tryWriting: () => Promise<void>): Promise<PageContent> {
  if (deps.isStopping()) return json(503, { status: 'stopping' });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault('store.unavailable')), PING_TIMEOUT_MS);
  });
  try {
    await Promise.race([deps.store.ping().then(tryWriting), late]);
    const { generations, isBehind } = deps.core.signingKeys.state();
    const note = isBehind && {
      warning: 'a signing key cannot be read: the log says which, and why',
    };
    return json(200, { status: 'ready', signingKeys: generations, ...note });
  } catch (error) {
    logFailure(deps.log, error, { door: 'health' });
    return json(503, { status: 'store.unavailable' });
  } finally {
    clearTimeout(timer);
  }
}

/** Writes something and takes it away again: a disk that is full or read-only answers reads as ever. The outcome holds for a while. */
function createWriteTry(deps: HttpDeps): () => Promise<void> {
  const { idempotencyKeys } = deps.core;
  let last: { readonly at: number; readonly outcome: Promise<void> } | undefined;
  const write = async (): Promise<void> => {
    const ctx = probeContext(deps);
    const tried = { caller: 'readiness', operationId: 'readyz', key: ctx.traceId, content: '' };
    await idempotencyKeys.begin(ctx, tried);
    try {
      await idempotencyKeys.finish(ctx, tried, { status: 200, body: TRIED_TEXT });
    } finally {
      await idempotencyKeys.forget(ctx, tried);
    }
  };
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at >= WRITE_TRY_MS) last = { at: now, outcome: write() };
    return last.outcome;
  };
}

function probeContext({ clock, log }: HttpDeps): Context {
  const actor = { kind: 'system', name: 'readiness' } as const;
  return { actor, authority: NO_AUTHORITY, traceId: newTraceId(), clock, log };
}

function json(status: number, body: object): PageContent {
  return { status, type: 'application/json; charset=utf-8', text: JSON.stringify(body) };
}
