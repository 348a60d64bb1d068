import type { Request, RequestHandler, Response } from 'express';
import type { Operation } from '#api/index.js';
import { API_KEY_PREFIX, requirePermission } from '#core/index.js';
import { hookDepthOf } from '../hook-depth.js';
import { Fault, NO_AUTHORITY, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { requestInfo } from '../request-info.js';
import { asOperator, bearerOf } from '../operator-key.js';
import { requireOwnOrigin } from '../origins.js';
import type { SignInSession } from './routes.js';

/** They change nothing, so that any page may send them. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The member for whom a host application makes the call. */
export const ACTING_HEADER = 'muster-acting-member';

const NO_PERSON =
  'is about the person who has signed in, and a key has none: call it from a browser with the cookie of a session, without a key';

/** The form of our ids; anything else names no member. */
const ID = /^[0-9a-f-]{36}$/;

export interface Authorization {
  /**
   * The caller, before it is known what the call is for: by a key, or by a session's cookie. Faults `credential.missing`,
   * `credential.invalid`, `session.invalid`, `request.cross_site`.
   */
  readonly authenticate: RequestHandler;
  /** A caller without a key: for operations of scope `public` only. */
  readonly anonymous: RequestHandler;
  /**
   * The rights that the call has for this operation. Faults `permission.missing`, `acting.unknown`, `session.login_required`,
   * `organization.missing`, `organization.disabled`, `organization.deleted`: a key of another organization learns nothing, not even that
   * this one exists.
   */
  authorize(operation: Operation): RequestHandler;
}

/** The context of the call, which the steps of authorization have made. */
export function callContext({ locals }: Response): Context {
  return locals['ctx'] as Context;
}

/** Of a caller who has signed in and showed no key. */
export function callSession({ locals }: Response): SignInSession | undefined {
  return locals['session'] as SignInSession | undefined;
}

function setContext(response: Response, ctx: Context): void {
  response.locals['ctx'] = ctx;
}

export function createAuthorization(deps: HttpDeps): Authorization {
  const { core, clock, log } = deps;
  return {
    authenticate: async (request, response, next) => {
      const { headers } = request;
      const { traceId } = requestInfo(response);
      const actor = { kind: 'operator', name: 'operator' } as const;
      const depth = hookDepthOf(headers);
      const ctx: Context = { actor, authority: FULL_AUTHORITY, traceId, clock, log, ...depth };
      const session = await sessionOf(deps, ctx, request);
      if (session) {
        response.locals['session'] = session;
        setContext(response, { ...ctx, ...beforeOrganization(session) });
        return next();
      }
      const key = bearerOf(headers.authorization);
      setContext(
        response,
        key.startsWith(API_KEY_PREFIX)
          ? await core.apiKeys.authenticate(ctx, key)
          : await asOperator(core, ctx, headers.authorization),
      );
      next();
    },
    anonymous: ({ headers }, response, next) => {
      const { traceId } = requestInfo(response);
      const actor = { kind: 'invitee', name: 'invitee' } as const;
      const depth = hookDepthOf(headers);
      setContext(response, { actor, authority: NO_AUTHORITY, traceId, clock, log, ...depth });
      next();
    },
    authorize: (operation) => async (request, response, next) => {
      const ctx = callContext(response);
      setContext(response, await authorized(deps, ctx, { request, response, operation }));
      next();
    },
  };
}

async function authorized(deps: HttpDeps, ctx: Context, asked: AskedCall): Promise<Context> {
  const { scope } = asked.operation;
  if (scope === 'operator') return onlyOperator(ctx, asked.request);
  return scope === 'person'
    ? onlyPerson(deps, ctx, asked.response)
    : inOrganization(deps, ctx, asked);
}

/** Who has signed in, by name. A key has no person: whatever it may do, and whoever it speaks for. */
async function onlyPerson({ core }: HttpDeps, ctx: Context, response: Response): Promise<Context> {
  const session = callSession(response);
  if (!session) throw new Fault('permission.missing', { permission: 'person', problem: NO_PERSON });
  const { id, name } = await core.accounts.get(ctx, session.accountId);
  return { ...ctx, actor: { kind: 'person', id, name, sessionId: session.id } };
}

function onlyOperator(ctx: Context, { headers }: Request): Context {
  if (ctx.actor.kind === 'operator' && headers[ACTING_HEADER] === undefined) return ctx;
  throw new Fault('permission.missing', { permission: 'operator' });
}

/**
 * The session of the request's cookie. A request with a key is the key's, whatever cookies a browser adds to it. Faults `session.invalid`,
 * `request.cross_site`, `request.invalid`.
 */
async function sessionOf(
  { core, cookies, publicUrl }: HttpDeps,
  ctx: Context,
  request: Request,
): Promise<SignInSession | undefined> {
  if (request.headers.authorization !== undefined) return undefined;
  const token = await cookies.readSession(request);
  if (token === undefined) return undefined;
  if (!SAFE_METHODS.has(request.method)) requireOwnOrigin(request, publicUrl());
  const session = await core.sessions.authenticate(ctx, token);
  if (request.headers[ACTING_HEADER] === undefined) return session;
  const problem = 'is for keys: who has signed in acts for themselves; leave it out';
  throw new Fault('request.invalid', { errors: [{ field: 'Muster-Acting-Member', problem }] });
}

/** Of a person, until the organization says what they may do there. */
function beforeOrganization({
  id: sessionId,
  accountId: id,
}: SignInSession): Pick<Context, 'actor' | 'authority'> {
  return { actor: { kind: 'person', id, name: '', sessionId }, authority: NO_AUTHORITY };
}

interface AskedCall {
  readonly request: Request;
  readonly response: Response;
  readonly operation: Operation;
}

async function inOrganization(
  { core }: HttpDeps,
  ctx: Context,
  { request, response, operation }: AskedCall,
): Promise<Context> {
  const { headers, params } = request;
  const { organizationId } = params as { readonly organizationId?: string };
  if (organizationId === undefined) throw new Fault('organization.missing');
  const session = callSession(response);
  if (session) {
    const person = await core.sessions.asPerson(ctx, session, organizationId);
    return allow(person, operation, true);
  }
  const home = ctx.authority.organizationId;
  if (home !== undefined && home !== organizationId) {
    throw new Fault('organization.missing', { id: organizationId });
  }
  const acting = headers[ACTING_HEADER];
  const byOperator = ctx.actor.kind === 'operator' && acting === undefined;
  const { whileClosed, keyScope } = operation;
  if (!whileClosed || !byOperator) await core.organizations.requireOpen(ctx, organizationId);
  if (keyScope !== undefined) requirePermission(ctx, keyScope);
  if (acting === undefined) return allow(ctx, operation, false);
  const member = await core.callers.asMember(ctx, organizationId, memberIdOf(acting));
  return allow(member, operation, true);
}

/** The call, if it may do that; of a member's the permission that let it in is asked again in every transaction. */
function allow(ctx: Context, { scope, own }: Operation, byMember: boolean): Context {
  if (scope !== 'self') {
    requirePermission(ctx, scope, own);
    const asked = own ? `${scope}:own` : scope;
    return byMember ? { ...ctx, authority: { ...ctx.authority, asked } } : ctx;
  }
  if (ctx.authority.memberId !== undefined) return ctx;
  throw new Fault('permission.missing', { permission: 'self', header: ACTING_HEADER });
}

function memberIdOf(acting: string | string[]): string {
  if (typeof acting === 'string' && ID.test(acting)) return acting;
  throw new Fault('acting.unknown');
}
