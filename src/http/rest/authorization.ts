import type { Request, RequestHandler, Response } from 'express';
import type { Operation } from '#api/index.js';
import { API_KEY_PREFIX, requirePermission } from '#core/index.js';
import { Fault, NO_AUTHORITY, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { requestInfo } from '../request-info.js';
import { asOperator, bearerOf } from '../operator-key.js';

/** The member for whom a host application makes the call. */
export const ACTING_HEADER = 'muster-acting-member';

/** The form of our ids; anything else names no member. */
const ID = /^[0-9a-f-]{36}$/;

export interface Authorization {
  /** The caller, before it is known what the call is for. Faults `credential.missing`, `credential.invalid`. */
  readonly authenticate: RequestHandler;
  /** A caller without a key: for operations of scope `public` only. */
  readonly anonymous: RequestHandler;
  /**
   * The rights that the call has for this operation. Faults `permission.missing`, `acting.unknown`, `organization.missing`,
   * `organization.disabled`, `organization.deleted`: a key of another organization learns nothing, not even that this one exists.
   */
  authorize(operation: Operation): RequestHandler;
}

/** The context of the call, which the steps of authorization have made. */
export function callContext({ locals }: Response): Context {
  return locals['ctx'] as Context;
}

function setContext(response: Response, ctx: Context): void {
  response.locals['ctx'] = ctx;
}

export function createAuthorization(deps: HttpDeps): Authorization {
  const { core, clock, log } = deps;
  return {
    authenticate: async ({ headers }, response, next) => {
      const { traceId } = requestInfo(response);
      const actor = { kind: 'operator', name: 'operator' } as const;
      const ctx: Context = { actor, authority: FULL_AUTHORITY, traceId, clock, log };
      const key = bearerOf(headers.authorization);
      setContext(
        response,
        key.startsWith(API_KEY_PREFIX)
          ? await core.apiKeys.authenticate(ctx, key)
          : await asOperator(core, ctx, headers.authorization),
      );
      next();
    },
    anonymous: (_request, response, next) => {
      const { traceId } = requestInfo(response);
      const actor = { kind: 'invitee', name: 'invitee' } as const;
      setContext(response, { actor, authority: NO_AUTHORITY, traceId, clock, log });
      next();
    },
    authorize: (operation) => async (request, response, next) => {
      const ctx = callContext(response);
      setContext(
        response,
        operation.scope === 'operator'
          ? onlyOperator(ctx, request)
          : await inOrganization(deps, ctx, request, operation),
      );
      next();
    },
  };
}

function onlyOperator(ctx: Context, { headers }: Request): Context {
  if (ctx.actor.kind === 'operator' && headers[ACTING_HEADER] === undefined) return ctx;
  throw new Fault('permission.missing', { permission: 'operator' });
}

async function inOrganization(
  { core }: HttpDeps,
  ctx: Context,
  { headers, params }: Request,
  { scope, own, keyScope, whileClosed }: Operation,
): Promise<Context> {
  const { organizationId } = params as { readonly organizationId?: string };
  if (organizationId === undefined) throw new Fault('organization.missing');
  const home = ctx.authority.organizationId;
  if (home !== undefined && home !== organizationId) {
    throw new Fault('organization.missing', { id: organizationId });
  }
  const acting = headers[ACTING_HEADER];
  const byOperator = ctx.actor.kind === 'operator' && acting === undefined;
  if (!whileClosed || !byOperator) await core.organizations.requireOpen(ctx, organizationId);
  if (keyScope !== undefined) requirePermission(ctx, keyScope);
  const allowed =
    acting === undefined
      ? ctx
      : await core.callers.asMember(ctx, organizationId, memberIdOf(acting));
  if (scope !== 'self') {
    requirePermission(allowed, scope, own);
    if (acting === undefined) return allowed;
    const asked = own ? `${scope}:own` : scope;
    return { ...allowed, authority: { ...allowed.authority, asked } };
  }
  if (allowed.authority.memberId === undefined) {
    throw new Fault('permission.missing', { permission: 'self', header: ACTING_HEADER });
  }
  return allowed;
}

function memberIdOf(acting: string | string[]): string {
  if (typeof acting === 'string' && ID.test(acting)) return acting;
  throw new Fault('acting.unknown');
}
