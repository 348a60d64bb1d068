import { Fault, instant, type Context } from '#kernel/index.js';
import { equals, type Store } from '#store/index.js';
import { requireOpenOrganization } from '#core/tenancy/index.js';
import { requireOwn } from '#core/access/index.js';

/**
 * The host application saw the member today. Kept to the day, so that nobody's hours can be read off it, and written once a day at
 * most; no journal line, no new version: nobody decided anything. Faults `member.missing`, `member.not_active`.
 */
export async function reportActivity(
  store: Store,
  ctx: Context,
  organizationId: string,
  memberId: string,
): Promise<{ readonly lastActiveOn: string }> {
  await requireOpenOrganization(store.read, organizationId);
  const member = await store.read.members.get(memberId);
  if (member?.organizationId !== organizationId) {
    throw new Fault('member.missing', { id: memberId });
  }
  requireOwn(ctx, 'members:write', memberId);
  if (member.status !== 'active') throw new Fault('member.not_active', { id: memberId });
  const today = instant(ctx.clock.now()).slice(0, 10);
  const { lastActiveOn } = member;
  // clocks of several processes differ: a day is never taken back
  if (lastActiveOn !== undefined && lastActiveOn >= today) return { lastActiveOn };
  await store.transaction(organizationId, (tx) =>
    tx.members.setWhere(equals('id', memberId), 'lastActiveOn', today),
  );
  return { lastActiveOn: today };
}
