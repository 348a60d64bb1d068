import { Router, type Request, type Response } from 'express';
import { operationList, readInput, takesIfMatch } from '#api/index.js';
import { Fault, newId, withoutTokens, type Context } from '#kernel/index.js';
import { GoneError, hasBody, nothing, readBody, requireJson, uploadOf } from '../bodies.js';
import type { Doors } from '../doors.js';
import { logFailure, problemOf, sendProblem } from '../faults.js';
import { decodeText, parseJson } from '../json.js';
import { accessRoutes } from './access.js';
import { createRateLimit } from '../rates.js';
import { send } from './answers.js';
import { apiKeyRoutes } from './api-keys.js';
import { accountRoutes } from './accounts.js';
import { attributeRoutes } from './attributes.js';
import { createCaller } from './callers.js';
import { connectionRoutes } from './connections.js';
import { credentialRoutes } from './credentials.js';
import { domainRoutes } from './domains.js';
import { exchangeRoutes } from './exchanges.js';
import { groupMappingRoutes } from './group-mappings.js';
import { invitationRoutes } from './invitations.js';
import { invitationLinkRoutes } from './invitation-links.js';
import { importRoutes } from './imports/index.js';
import { jobRoutes } from './jobs.js';
import { joinRequestRoutes } from './join-requests.js';
import { journalRoutes } from './journal.js';
import { mailRoutes } from './mails.js';
import { mailTemplateRoutes } from './mail-templates.js';
import { createMailWake } from './mail-wakes.js';
import { memberRoleRoutes } from './member-roles.js';
import { limitRoutes } from './limits.js';
import { memberListRoutes } from './member-lists.js';
import { memberRoutes } from './members.js';
import { noticeRoutes } from './notices.js';
import { once } from './once.js';
import { organizationRoutes } from './organizations.js';
import { ownershipRoutes } from './ownership.js';
import { planRoutes } from './plans.js';
import { productRoutes } from './products.js';
import { createPublicLimit } from './public-limits.js';
import { roleRoutes } from './roles.js';
import type { Answer, Route } from './routes.js';
import { seatRoutes } from './seats.js';
import { spaceRoutes } from './spaces.js';
import { taskRoutes } from './tasks.js';

const MEDIA_TYPES = ['application/json'];

/** The REST of the operator, below BASE_PATH. @throws Error when an operation of the contract has nobody who does it */
export function createRestRouter(doors: Doors): Router {
  const { directory, provisioning } = doors;
  const routes = [
    ...organizationRoutes(directory),
    ...accountRoutes(directory),
    ...planRoutes(directory),
    ...limitRoutes(directory),
    ...ownershipRoutes(directory),
    ...connectionRoutes(directory),
    ...credentialRoutes(directory),
    ...groupMappingRoutes(doors),
    ...spaceRoutes(directory),
    ...productRoutes(directory),
    ...seatRoutes(directory),
    ...memberListRoutes(directory),
    ...memberRoutes(directory),
    ...attributeRoutes(directory),
    ...memberRoleRoutes(directory),
    ...accessRoutes(directory),
    ...roleRoutes(doors),
    ...apiKeyRoutes(directory),
    ...exchangeRoutes(provisioning),
    ...domainRoutes(doors),
    ...joinRequestRoutes(directory),
    ...journalRoutes(directory),
    ...jobRoutes(doors),
    ...importRoutes(doors),
    ...invitationLinkRoutes(directory),
    ...invitationRoutes(doors),
    ...taskRoutes(directory),
    ...mailRoutes(directory),
    ...mailTemplateRoutes(doors),
    ...noticeRoutes(directory),
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

/** The procession: who, may they, what, do, answer, line. The key comes first: strangers cannot even learn what there is. */
function createServe(doors: Doors): (behind: Behind) => (req: Request, res: Response) => void {
  const caller = createCaller(doors);
  const limit = createPublicLimit(doors);
  const limitKey = createRateLimit(doors.rest.rateLimit);
  const wakeMail = createMailWake(doors);
  return (behind) => (request, response) => {
    const traceId = newId();
    const startedAt = performance.now();
    const path = withoutTokens(request.originalUrl.split('?', 1)[0] ?? '');
    const base = doors.baseOf(request.headers);
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort();
      const status = response.headersSent ? response.statusCode : 499;
      const latencyMs = performance.now() - startedAt;
      doors.finished({ door: 'rest', traceId, method: request.method, path, status, latencyMs });
    });
    if (doors.draining()) response.setHeader('connection', 'close');
    const work = async (): Promise<void> => {
      if (doors.draining()) throw new Fault('service.stopping');
      const open = isRoute(behind) && behind.operation.scope === 'public';
      if (open) await limit(request);
      const ctx = open ? caller.stranger(traceId) : await caller.identify(request, traceId);
      if (ctx.actor.kind === 'api_key') await limitKey(ctx.actor.id);
      if (behind === 'nothing') throw new Fault('route.missing');
      if (!isRoute(behind)) return refuseMethod(request, response, behind.allow);
      const params = request.params as Record<string, string>;
      const allowed = await caller.authorize(ctx, request, behind.operation, params);
      const asked = { ctx: allowed, base, request, gone: gone.signal };
      const { status } = behind.operation.answer;
      const answer = await perform(doors, behind, asked);
      wakeMail(allowed);
      await send(response, answer, { status, base, traceId });
    };
    work().catch((error: unknown) => {
      if (error instanceof GoneError) return response.destroy();
      const problem = problemOf(error, traceId, base);
      if (problem.status >= 500) logFailure(doors.log, error, { traceId });
      // a long answer that broke off half way can only be cut
      return response.headersSent ? response.destroy() : sendProblem(response, problem);
    });
  };
}

function isRoute(behind: Behind): behind is Route {
  return typeof behind === 'object' && 'operation' in behind;
}

interface Asked {
  readonly ctx: Context;
  readonly base: string;
  readonly request: Request;
  readonly gone: AbortSignal;
}

async function perform(doors: Doors, route: Route, asked: Asked): Promise<Answer> {
  const { ctx, base, request, gone } = asked;
  const { operation, perform: run } = route;
  const { 'accept-language': acceptLanguage, 'content-type': mediaType = '' } = request.headers;
  const ifMatch = takesIfMatch(operation) ? versionOf(request.headers['if-match']) : undefined;
  const query = readInput(operation.query, request.query);
  const json = operation.body && (await bodyOf(doors, request));
  const body = operation.body && readInput(operation.body, json);
  const call = {
    ctx,
    query,
    body,
    base,
    gone,
    mediaType: mediaType.split(';', 1)[0]?.trim() ?? '',
    params: request.params as Record<string, string>,
    upload: operation.upload ? uploadOf(request, operation.upload) : nothing(),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(acceptLanguage !== undefined && { acceptLanguage }),
  };
  if (!operation.idempotent) return run(call);
  return once(doors, { ctx, request, operation, json }, () => run(call));
}

async function bodyOf(doors: Doors, request: Request): Promise<unknown> {
  if (!hasBody(request)) return undefined;
  requireJson(request, MEDIA_TYPES);
  const bytes = await readBody(request, doors.http.bodyBytes.rest);
  return parseJson(decodeText(bytes), doors.http.jsonDepth);
}

/** `W/"7"`, `"7"` or `*`. Fault `request.invalid` for what was never a version of ours. */
function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(ifMatch)?.[1];
  if (version !== undefined) return Number(version);
  throw new Fault('request.invalid', {
    errors: [{ field: 'If-Match', problem: 'is not an ETag of ours; send the one that was given' }],
  });
}

function refuseMethod(request: Request, response: Response, allow: string): void {
  response.setHeader('allow', allow);
  if (request.method !== 'OPTIONS') throw new Fault('route.method', { allow });
  response.writeHead(204).end();
}
