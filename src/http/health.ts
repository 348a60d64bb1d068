import { Fault } from '#kernel/index.js';
import type { HttpDeps } from './deps.js';
import type { Metrics } from './metrics.js';
import { createOperatorCheck } from './operator-key.js';
import type { Page, PageContent } from './pages.js';
import { logFailure } from './problems.js';

/** How long the database may take to answer before the process counts as not ready. */
const PING_TIMEOUT_MS = 3_000;

/** Liveness, readiness and metrics: path → page. */
export function probes(deps: HttpDeps, metrics: Metrics): ReadonlyMap<string, Page> {
  const requireOperator = createOperatorCheck(deps.operatorKey);
  return new Map<string, Page>([
    ['/healthz', () => Promise.resolve(json(200, { status: 'alive' }))],
    ['/readyz', () => ready(deps)],
    [
      '/metrics',
      async ({ headers }) => {
        requireOperator(headers.authorization);
        return { status: 200, type: metrics.contentType, text: await metrics.text() };
      },
    ],
  ]);
}

/** Ready means that a request that comes now would be answered. */
async function ready(deps: HttpDeps): Promise<PageContent> {
  if (deps.isStopping()) return json(503, { status: 'stopping' });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault('store.unavailable')), PING_TIMEOUT_MS);
  });
  try {
    await Promise.race([deps.store.ping(), late]);
    return json(200, { status: 'ready' });
  } catch (error) {
    logFailure(deps.log, error, { door: 'health' });
    return json(503, { status: 'store.unavailable' });
  } finally {
    clearTimeout(timer);
  }
}

function json(status: number, body: object): PageContent {
  return { status, type: 'application/json; charset=utf-8', text: JSON.stringify(body) };
}
