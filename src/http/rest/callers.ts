import type { IncomingMessage } from 'node:http';
import type { Operation } from '#api/index.js';
import { API_KEY_PREFIX, requirePermission } from '#core/index.js';
import { Fault, NO_AUTHORITY, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { Doors } from '../doors.js';
import { bearerOf, createOperatorCheck } from '../keys.js';

/** The member for whom a host application speaks. */
export const ACTING_HEADER = 'muster-acting-member';

/** A member's id as ours are; anything else is nobody. */
const ID = /^[0-9a-f-]{36}$/;

export interface Caller {
  /** Whose call this is, before it is known what for. Faults `credential.missing`, `credential.invalid`. */
  identify(request: IncomingMessage, traceId: string): Promise<Context>;
  /** Somebody without a key: for operations of scope `public` only. */
  stranger(traceId: string): Context;
  /**
   * The call with the rights that it has for this operation. Faults `permission.missing`, `acting.unknown`,
   * `organization.missing`,
   * `organization.disabled`, `organization.deleted`: a key of another organization learns nothing, not even that this one exists.
   */
  authorize(
    ctx: Context,
    request: IncomingMessage,
    operation: Pick<Operation, 'scope' | 'own' | 'keyScope' | 'whileClosed'>,
    params: Readonly<Record<string, string>>,
  ): Promise<Context>;
}

export function createCaller({ directory, operatorKey, clock, log }: Doors): Caller {
  const requireOperator = createOperatorCheck(operatorKey);
  return {
    async identify({ headers }, traceId) {
      const actor = { kind: 'operator', name: 'operator' } as const;
      const ctx: Context = { actor, authority: FULL_AUTHORITY, traceId, clock, log };
      const key = bearerOf(headers.authorization);
      if (key.startsWith(API_KEY_PREFIX)) return directory.apiKeys.authenticate(ctx, key);
      requireOperator(headers.authorization);
      return ctx;
    },
    stranger: (traceId) => ({
      actor: { kind: 'invitee', name: 'invitee' },
      authority: NO_AUTHORITY,
      traceId,
      clock,
      log,
    }),
    async authorize(ctx, { headers }, { scope, own, keyScope, whileClosed }, { organizationId }) {
      const acting = headers[ACTING_HEADER];
      if (scope === 'public') return ctx;
      if (scope === 'operator') {
        if (ctx.actor.kind !== 'operator' || acting !== undefined) {
          throw new Fault('permission.missing', { permission: 'operator' });
        }
        return ctx;
      }
      if (organizationId === undefined) throw new Fault('organization.missing');
      const home = ctx.authority.organizationId;
      if (home !== undefined && home !== organizationId) {
        throw new Fault('organization.missing', { id: organizationId });
      }
      const byOperator = ctx.actor.kind === 'operator' && acting === undefined;
      if (!whileClosed || !byOperator) {
        await directory.organizations.requireOpen(ctx, organizationId);
      }
      if (keyScope !== undefined) requirePermission(ctx, keyScope);
      const done =
        acting === undefined
          ? ctx
          : await directory.callers.asMember(ctx, organizationId, memberIdOf(acting));
      if (scope === 'self') {
        if (done.authority.memberId === undefined) {
          throw new Fault('permission.missing', { permission: 'self', header: ACTING_HEADER });
        }
        return done;
      }
      requirePermission(done, scope, own);
      return done;
    },
  };
}

function memberIdOf(acting: string | string[]): string {
  if (typeof acting === 'string' && ID.test(acting)) return acting;
  throw new Fault('acting.unknown');
}
