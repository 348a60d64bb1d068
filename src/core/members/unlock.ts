import { Fault, instant, type Context } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { requireVersion, type CoreDeps, inOrganization } from '#core/tenancy/index.js';
import { writeMember } from './lifecycle/change.js';
import { requireManageableMember } from './scopes.js';
import type { MemberTarget } from './update.js';

const HOUR_MS = 3_600_000;

export interface UnlockInput {
  /** 1 to 72 */
  readonly hours: number;
  /** why a person overrides the directory; kept in the journal */
  readonly reason: string;
}

/**
 * For a while people may change what a directory manages; what the directory sends next is taken as ever. Roles, spaces and seats that
 * people decide meanwhile end with it; a suspension and a removal outlast it. Faults `member.missing`, `member.left`,
 * `permission.escalation`, `request.precondition`.
 */
export function unlockMember(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
  { hours, reason }: UnlockInput,
): Promise<Member> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const member = await scope.members.require(memberId);
    if (member.status === 'left') throw new Fault('member.left', { id: memberId });
    requireVersion(member, expected);
    await requireManageableMember(scope, member);
    const unlockedUntil = instant(ctx.clock.now() + hours * HOUR_MS);
    // what was given under the override before lasts as long as this one
    const grants = member.grants.map((grant) =>
      grant.override && grant.until === member.unlockedUntil
        ? { ...grant, until: unlockedUntil }
        : grant,
    );
    const unlocked = await writeMember(scope, member, { unlockedUntil, grants });
    await scope.journal.append({
      type: 'member.unlocked',
      target: { kind: 'member', id: memberId, name: member.name },
      after: { unlockedUntil, hours, reason },
    });
    return unlocked;
  });
}

/** Ends an override before its time. A member who is not unlocked stays as it is. Faults as `unlockMember`. */
export function lockMember(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
): Promise<Member> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const member = await scope.members.require(memberId);
    if (member.status === 'left') throw new Fault('member.left', { id: memberId });
    requireVersion(member, expected);
    await requireManageableMember(scope, member);
    if (member.unlockedUntil === undefined) return member;
    return writeMember(scope, member, { unlockedUntil: instant(ctx.clock.now()) });
  });
}
