import type { Request, Response } from 'express';
import { Fault, newId } from '#kernel/index.js';
import type { DoorName, Doors } from './doors.js';
import { logFailure, problemOf, RETRY_SECONDS, sendProblem } from './faults.js';
import { createOperatorCheck } from './keys.js';
import type { Metrics } from './metrics.js';

export interface Plain {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Work = (request: Request) => Promise<Plain>;

/** How long a database may take to say that it is there. */
const PATIENCE_MS = 3_000;

/** Addresses for machines that look after this one: path → what answers it. */
export function watchRoutes(doors: Doors, metrics: Metrics): ReadonlyMap<string, Work> {
  const requireOperator = createOperatorCheck(doors.operatorKey);
  return new Map<string, Work>([
    ['/healthz', () => Promise.resolve(said(200, { status: 'alive' }))],
    ['/readyz', () => ready(doors)],
    [
      '/metrics',
      async ({ headers }) => {
        requireOperator(headers.authorization);
        return { status: 200, type: metrics.contentType, text: await metrics.text() };
      },
    ],
  ]);
}

/** Ready means: a request that comes now would be answered. */
async function ready(doors: Doors): Promise<Plain> {
  if (doors.draining()) return said(503, { status: 'stopping' });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault('store.unavailable')), PATIENCE_MS);
  });
  try {
    await Promise.race([doors.store.ping(), late]);
    return said(200, { status: 'ready' });
  } catch (error) {
    logFailure(doors.log, error, { door: 'health' });
    return said(503, { status: 'store.unavailable' });
  } finally {
    clearTimeout(timer);
  }
}

function said(status: number, body: object): Plain {
  return { status, type: 'application/json; charset=utf-8', text: JSON.stringify(body) };
}

/** Answers GET and HEAD with what `work` says; other methods and failures get a problem document. */
export function serveWatch(
  doors: Doors,
  door: DoorName,
  work: Work,
): (request: Request, response: Response) => void {
  return (request, response) => {
    const traceId = newId();
    const startedAt = performance.now();
    const { method } = request;
    const path = request.originalUrl.split('?', 1)[0] ?? '';
    response.on('close', () => {
      const latencyMs = performance.now() - startedAt;
      doors.finished({ door, traceId, method, path, status: response.statusCode, latencyMs });
    });
    const answer = async (): Promise<void> => {
      if (method !== 'GET' && method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD');
        throw new Fault('route.method', { allow: 'GET, HEAD' });
      }
      const { status, type, text, headers = {} } = await work(request);
      response.writeHead(status, {
        ...(status === 503 && { 'retry-after': String(RETRY_SECONDS) }),
        'content-type': type,
        'cache-control': 'no-store',
        'x-trace-id': traceId,
        'x-content-type-options': 'nosniff',
        'content-length': Buffer.byteLength(text),
        ...headers,
      });
      response.end(text);
    };
    answer().catch((error: unknown) => {
      const problem = problemOf(error, traceId, doors.baseOf(request.headers));
      if (problem.status >= 500) logFailure(doors.log, error, { traceId });
      sendProblem(response, problem);
    });
  };
}
