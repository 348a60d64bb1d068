import { Fault, instant, type Context } from '#kernel/index.js';
import type { Organization, Store, Writers } from '#store/index.js';
import {
  append,
  findOrganization,
  nextVersion,
  requireKept,
  requireVersion,
} from '#core/tenancy/index.js';
import { releaseOrganizationQuota, reserveOrganizationQuota } from '#core/access/index.js';
import type { OrganizationTarget } from './update.js';

/** How long a deleted organization can be restored. */
export const RESTORE_DAYS = 30;

const DAY_MS = 86_400_000;

/** Nobody gets in any more, over no door; nothing is lost. Doing it twice is no error. Fault `organization.deleted`. */
export function disable(store: Store, ctx: Context, id: string): Promise<Organization> {
  return store.transaction(id, async (tx) => {
    const before = await requireKept(tx, id);
    if (before.status === 'disabled') return before;
    const disabledAt = instant(ctx.clock.now());
    return writeStatus(
      ctx,
      tx,
      before,
      { ...before, status: 'disabled', disabledAt },
      'org.disabled',
    );
  });
}

/** The way back. Doing it twice is no error. Fault `organization.deleted`. */
export function enable(store: Store, ctx: Context, id: string): Promise<Organization> {
  return store.transaction(id, async (tx) => {
    const before = await requireKept(tx, id);
    if (before.status === 'active') return before;
    const { disabledAt: _at, ...rest } = before;
    return writeStatus(ctx, tx, before, { ...rest, status: 'active' }, 'org.enabled');
  });
}

/**
 * Closes every door to the organization at once, and erases it after `RESTORE_DAYS`. Faults `organization.confirmation`,
 * `organization.deleted` (it is already), `request.precondition`.
 */
export function remove(
  store: Store,
  ctx: Context,
  { organizationId, expected }: OrganizationTarget,
  confirmation: string,
): Promise<Organization> {
  return store.transaction(organizationId, async (tx) => {
    const before = await requireKept(tx, organizationId);
    if (confirmation !== before.slug) throw new Fault('organization.confirmation');
    requireVersion(before, expected);
    const now = ctx.clock.now();
    const purgeAt = instant(now + RESTORE_DAYS * DAY_MS);
    if (before.madeFor !== undefined) await releaseOrganizationQuota(tx, before.madeFor);
    const after = { ...before, status: 'deleted' as const, deletedAt: instant(now), purgeAt };
    return writeStatus(ctx, tx, before, after, 'org.deleted');
  });
}

/** As it was, disabled if it was. Faults `organization.not_deleted`, `organization.restore_over`, `limit.organizations`. */
export function restore(
  store: Store,
  ctx: Context,
  id: string,
  perAccount: number,
): Promise<Organization> {
  return store.transaction(id, async (tx) => {
    const before = await findOrganization(tx, id);
    const { deletedAt: _at, purgeAt, ...rest } = before;
    if (before.status !== 'deleted') throw new Fault('organization.not_deleted', { id });
    if (purgeAt === undefined || Date.parse(purgeAt) <= ctx.clock.now()) {
      throw new Fault('organization.restore_over', { id, purgeAt });
    }
    if (before.madeFor !== undefined)
      await reserveOrganizationQuota(tx, before.madeFor, perAccount);
    const status = before.disabledAt === undefined ? 'active' : 'disabled';
    return writeStatus(ctx, tx, before, { ...rest, status }, 'org.restored');
  });
}

async function writeStatus(
  ctx: Context,
  tx: Writers,
  before: Organization,
  next: Organization,
  type: string,
): Promise<Organization> {
  const after = nextVersion(ctx, next, {});
  await tx.organizations.update(after);
  const { id, name, status, purgeAt } = after;
  await append(ctx, tx, {
    organizationId: id,
    type,
    target: { kind: 'organization', id, name },
    before: { status: before.status },
    after: { status, ...(purgeAt !== undefined && { purgeAt }) },
  });
  return after;
}
