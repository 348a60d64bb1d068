import { Fault, instant, type Context } from '#kernel/index.js';
import type { Member, Store } from '#store/index.js';
import { append, openGround, type Presets, requireVersion } from '#core/tenancy/index.js';
import { rewrite } from './lifecycle/change.js';
import { requireMember, requireTouchable } from './manageable.js';
import type { MemberTarget } from './update.js';

const HOUR_MS = 3_600_000;

export interface Unlocking {
  /** 1 to 72 */
  readonly hours: number;
  /** why a person overrides the directory; kept in the journal */
  readonly reason: string;
}

/**
 * For a while people may change what a directory manages; the directory's next word is taken as ever. Faults `member.missing`,
 * `member.left`, `permission.escalation`, `request.precondition`.
 */
export function unlockMember(
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
  { hours, reason }: Unlocking,
): Promise<Member> {
  return store.transaction(organizationId, async (tx) => {
    const ground = await openGround(ctx, tx, presets, organizationId);
    const member = await requireMember(ground, memberId);
    if (member.status === 'left') throw new Fault('member.left', { id: memberId });
    requireVersion(member, expected);
    await requireTouchable(ground, member);
    const unlockedUntil = instant(ctx.clock.now() + hours * HOUR_MS);
    const unlocked = await rewrite(ground, member, { unlockedUntil });
    await append(ctx, tx, {
      organizationId,
      type: 'member.unlocked',
      target: { kind: 'member', id: memberId, name: member.name },
      after: { unlockedUntil, hours, reason },
    });
    return unlocked;
  });
}
