import { isFault, type Fault } from '#kernel/index.js';
import { inOrganization, type CoreDeps } from '#core/index.js';
import { note, type ProvisioningContext } from './context.js';
import { toScimError } from './faults.js';

/**
 * Runs a handler's work and lets its Faults leave as ScimErrors. A refused lock-out is also reported to the organization's people: the
 * identity provider's side would hardly notice.
 */
export function withScimErrors(deps: CoreDeps) {
  return async <T>(ctx: ProvisioningContext, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!isFault(error)) throw error;
      if (isFault(error, 'member.last_owner', 'member.last_admin', 'member.last_break_glass')) {
        await recordRefusedLockout(deps, ctx, error);
      }
      throw toScimError(error);
    }
  };
}

/** In a transaction of its own: the one that was refused left nothing. */
async function recordRefusedLockout(
  deps: CoreDeps,
  ctx: ProvisioningContext,
  fault: Fault,
): Promise<void> {
  const { connection, organization } = ctx.session;
  note(ctx.exchange, 'lockout.refused', fault.message);
  ctx.log.warn(
    { code: fault.code, connection: connection.id, traceId: ctx.traceId },
    'a lock-out through SCIM was refused',
  );
  await inOrganization(deps, ctx, organization.id, ({ journal }) =>
    journal.append({
      type: 'scim.lockout_refused',
      target: { kind: 'member', id: String(fault.details['memberId'] ?? '') },
      after: { code: fault.code, connectionId: connection.id },
    }),
  );
}
