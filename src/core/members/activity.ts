import { Fault, instant, type Context } from '#kernel/index.js';
import { equals } from '#store/index.js';
import type { CoreDeps } from '#core/tenancy/index.js';
import { requireOwn } from '#core/access/index.js';
import { readScope } from './scopes.js';

/**
 * The host application saw the member today. Kept to the day, so that working hours cannot be derived from it, and written once a day at
 * most; without journal entry or new version. Faults `member.missing`, `member.not_active`.
 */
export async function reportActivity(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  memberId: string,
): Promise<{ readonly lastActiveOn: string }> {
  requireOwn(ctx, 'members:write', memberId);
  const { members } = await readScope(deps, ctx, organizationId);
  const { status, lastActiveOn } = await members.require(memberId);
  if (status !== 'active') throw new Fault('member.not_active', { id: memberId });
  const today = instant(ctx.clock.now()).slice(0, 10);
  // clocks of several processes differ: a day is never taken back
  if (lastActiveOn !== undefined && lastActiveOn >= today) return { lastActiveOn };
  await deps.store.transaction(organizationId, (tx) =>
    tx.members.setWhere(equals('id', memberId), 'lastActiveOn', today),
  );
  return { lastActiveOn: today };
}
