import { Fault, instant, type Context } from '#kernel/index.js';
import type { Organization } from '#store/index.js';
import {
  endOfSessionsSoFar,
  inOrganization,
  nextVersion,
  requireStepUp,
  requireVersion,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { releaseOrganizationQuota, reserveOrganizationQuota } from '#core/access/index.js';
import type { OrganizationTarget } from './update.js';

/** How long a deleted organization can be restored. */
export const RESTORE_DAYS = 30;

const DAY_MS = 86_400_000;

/** Refuses every call for the organization; nothing is deleted. Repeating it is not an error. Fault `organization.deleted`. */
export function disable(deps: CoreDeps, ctx: Context, id: string): Promise<Organization> {
  const work = async (scope: OrganizationScope): Promise<Organization> => {
    const before = scope.organization;
    if (before.status === 'disabled') return before;
    const disabledAt = instant(ctx.clock.now());
    return writeStatus(scope, { ...before, status: 'disabled', disabledAt }, 'org.disabled');
  };
  return inOrganization(deps, ctx, id, work, 'kept');
}

/** The way back. Doing it twice is no error. Fault `organization.deleted`. */
export function enable(deps: CoreDeps, ctx: Context, id: string): Promise<Organization> {
  const work = async (scope: OrganizationScope): Promise<Organization> => {
    const { disabledAt: _at, ...before } = scope.organization;
    if (before.status === 'active') return scope.organization;
    return writeStatus(scope, { ...before, status: 'active' }, 'org.enabled');
  };
  return inOrganization(deps, ctx, id, work, 'kept');
}

/**
 * Refuses every call for the organization at once, and erases it after `RESTORE_DAYS`. Faults `organization.confirmation`,
 * `organization.deleted` (it is already), `request.precondition`, `step_up.required`.
 */
export function remove(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, expected }: OrganizationTarget,
  confirmation: string,
): Promise<Organization> {
  const work = (scope: OrganizationScope): Promise<Organization> => {
    const before = scope.organization;
    if (confirmation !== before.slug) throw new Fault('organization.confirmation');
    requireVersion(before, expected);
    requireStepUp(scope.ctx, 'deletion');
    return markDeleted(scope, RESTORE_DAYS);
  };
  return inOrganization(deps, ctx, organizationId, work, 'kept');
}

/** The personal organization of an account that is erased cannot be restored. */
export async function endPersonalOrganization(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
): Promise<void> {
  const work = async (scope: OrganizationScope): Promise<void> => {
    if (scope.organization.purgeAt === undefined) await markDeleted(scope, 0);
  };
  await inOrganization(deps, ctx, organizationId, work, 'any');
}

async function markDeleted(scope: OrganizationScope, days: number): Promise<Organization> {
  const before = scope.organization;
  const now = scope.ctx.clock.now();
  const purgeAt = instant(now + days * DAY_MS);
  if (before.madeFor !== undefined) await releaseOrganizationQuota(scope.tx, before.madeFor);
  const after = { ...before, status: 'deleted' as const, deletedAt: instant(now), purgeAt };
  return writeStatus(scope, after, 'org.deleted');
}

/** As it was, disabled if it was. Faults `organization.not_deleted`, `organization.restore_over`, `limit.organizations`. */
export function restore(
  deps: CoreDeps & { readonly perAccount: number },
  ctx: Context,
  id: string,
): Promise<Organization> {
  const work = async (scope: OrganizationScope): Promise<Organization> => {
    const { deletedAt: _at, purgeAt, ...before } = scope.organization;
    if (before.status !== 'deleted') throw new Fault('organization.not_deleted', { id });
    if (purgeAt === undefined || Date.parse(purgeAt) <= ctx.clock.now()) {
      throw new Fault('organization.restore_over', { id, purgeAt });
    }
    if (before.madeFor !== undefined)
      await reserveOrganizationQuota(scope.tx, before.madeFor, deps.perAccount);
    const status = before.disabledAt === undefined ? 'active' : 'disabled';
    return writeStatus(scope, { ...before, status }, 'org.restored');
  };
  return inOrganization(deps, ctx, id, work, 'any');
}

async function writeStatus(
  { ctx, tx, organization: before, journal }: OrganizationScope,
  next: Organization,
  type: string,
): Promise<Organization> {
  const isClosing = before.status === 'active' && next.status !== 'active';
  const sessionsEndedAt = isClosing ? await endOfSessionsSoFar(ctx, tx) : undefined;
  const after = nextVersion(ctx, next, sessionsEndedAt === undefined ? {} : { sessionsEndedAt });
  await tx.organizations.update(after);
  const { id, name, status, purgeAt } = after;
  await journal.append({
    type,
    target: { kind: 'organization', id, name },
    before: { status: before.status },
    after: { status, ...(purgeAt !== undefined && { purgeAt }) },
  });
  return after;
}
