import type { ResourceType } from '@muster/scim';
import { isFault, type Fault } from '#kernel/index.js';
import { inOrganization, type CoreDeps } from '#core/index.js';
import { note, type ProvisioningContext } from './context.js';
import { toScimError } from './faults.js';
import { truncate } from './redaction.js';

/** Our own ids have 36 characters. */
const MAX_ID_LENGTH = 100;

/**
 * Runs a handler's work: names it for the exchange log, and lets its Faults leave as ScimErrors. A refused lock-out is also reported
 * to the organization's people: the identity provider's side would hardly notice.
 */
export function exchangeRunner(deps: CoreDeps, kind: 'user' | 'group', type: ResourceType) {
  return async <T>(
    ctx: ProvisioningContext,
    operation: string,
    work: () => Promise<T>,
    id?: string,
  ): Promise<T> => {
    ctx.exchange.operation = `${kind}.${operation}`;
    ctx.exchange.resourceType = type.definition.name;
    // what a client takes for an id: no line of the log, and nothing that must not be in one
    if (id !== undefined) ctx.exchange.resourceId = truncate(id, MAX_ID_LENGTH);
    try {
      return await work();
    } catch (error) {
      if (!isFault(error)) throw error;
      if (isFault(error, 'member.last_owner', 'member.last_admin')) {
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
