import { Router, type Request, type Response } from 'express';
import { operationList, readInput } from '#api/index.js';
import { Fault, newId, type Context } from '#kernel/index.js';
import { GoneError, hasBody, readBody, requireJson } from '../bodies.js';
import type { Doors } from '../doors.js';
import { logFailure, problemOf, sendProblem } from '../faults.js';
import { decodeText, parseJson } from '../json.js';
import { createOperatorCheck } from '../keys.js';
import { connectionRoutes } from './connections.js';
import { credentialRoutes } from './credentials.js';
import { exchangeRoutes } from './exchanges.js';
import { groupMappingRoutes } from './group-mappings.js';
import { journalRoutes } from './journal.js';
import { memberRoutes } from './members.js';
import { organizationRoutes } from './organizations.js';
import type { Answer, Route } from './routes.js';

const MEDIA_TYPES = ['application/json'];

/** The REST of the operator, below BASE_PATH. @throws Error when an operation of the contract has nobody who does it */
export function createRestRouter(doors: Doors): Router {
  const { directory, provisioning } = doors;
  const routes = [
    ...organizationRoutes(directory),
    ...connectionRoutes(directory),
    ...credentialRoutes(directory),
    ...groupMappingRoutes(doors),
    ...memberRoutes(directory),
    ...exchangeRoutes(provisioning),
    ...journalRoutes(directory),
  ];
  const done = new Set(routes.map(({ operation }) => operation.operationId));
  const undone = operationList.find(({ operationId }) => !done.has(operationId));
  if (undone) throw new Error(`Nobody does the operation ${undone.operationId}.`);

  const serve = createServe(doors);
  const router = Router({ caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const { operation, ...rest } of routes) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
    const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    methods.set(path, [...(methods.get(path) ?? []), operation.method]);
    router[method](path, serve({ operation, ...rest }));
  }
  for (const [path, offered] of methods) router.all(path, serve(otherMethods(offered)));
  router.use(serve('nothing'));
  return router;
}

/** What stands behind an address: an operation, an address without this method, or nothing. */
type Behind = Route | { readonly allow: string } | 'nothing';

function otherMethods(offered: readonly string[]): { allow: string } {
  const all = offered.includes('GET') ? [...offered, 'HEAD'] : offered;
  return { allow: [...all, 'OPTIONS'].join(', ') };
}

/** The procession: who, what, do, answer, line. The key is asked for first, so that strangers cannot even learn what there is. */
function createServe(doors: Doors): (behind: Behind) => (req: Request, res: Response) => void {
  const requireOperator = createOperatorCheck(doors.operatorKey);
  return (behind) => (request, response) => {
    const traceId = newId();
    const startedAt = performance.now();
    const path = request.originalUrl.split('?', 1)[0] ?? '';
    const base = doors.baseOf(request.headers);
    response.on('close', () => {
      const status = response.headersSent ? response.statusCode : 499;
      const latencyMs = performance.now() - startedAt;
      doors.finished({ door: 'rest', traceId, method: request.method, path, status, latencyMs });
    });
    if (doors.draining()) response.setHeader('connection', 'close');
    const { clock, log } = doors;
    const ctx: Context = { actor: { kind: 'operator', name: 'operator' }, traceId, clock, log };
    const work = async (): Promise<void> => {
      if (doors.draining()) throw new Fault('service.stopping');
      requireOperator(request.headers.authorization);
      if (behind === 'nothing') throw new Fault('route.missing');
      if ('allow' in behind) return refuseMethod(request, response, behind.allow);
      const answer = await perform(doors, behind, ctx, base, request);
      send(response, behind.operation.answer.status, answer, { base, traceId });
    };
    work().catch((error: unknown) => {
      if (error instanceof GoneError) return response.destroy();
      const problem = problemOf(error, traceId, base);
      if (problem.status >= 500) logFailure(log, error, { traceId });
      return sendProblem(response, problem);
    });
  };
}

async function perform(
  doors: Doors,
  { operation, perform: run }: Route,
  ctx: Context,
  base: string,
  request: Request,
): Promise<Answer> {
  const query = readInput(operation.query, request.query);
  const body = operation.body && readInput(operation.body, await bodyOf(doors, request));
  const params = request.params as Record<string, string>;
  return run({ ctx, params, query, body, base });
}

async function bodyOf(doors: Doors, request: Request): Promise<unknown> {
  if (!hasBody(request)) return undefined;
  requireJson(request, MEDIA_TYPES);
  const bytes = await readBody(request, doors.http.bodyBytes.rest);
  return parseJson(decodeText(bytes), doors.http.jsonDepth);
}

function refuseMethod(request: Request, response: Response, allow: string): void {
  response.setHeader('allow', allow);
  if (request.method !== 'OPTIONS') throw new Fault('route.method', { allow });
  response.writeHead(204).end();
}

function send(
  response: Response,
  status: number,
  { body, location }: Answer,
  { base, traceId }: { base: string; traceId: string },
): void {
  const text = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    ...(location !== undefined && { location: base + location }),
    ...(text !== undefined && {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    }),
    'cache-control': 'no-store',
    'x-trace-id': traceId,
  });
  response.end(text);
}
