import { fold, instant, newId } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { isUnattended, requireRolesOfPlan, takePlace } from '#core/access/index.js';
import { type Ground, standingOf } from '#core/tenancy/index.js';
import { searchableOf } from '../searchables.js';

/** Somebody new, by whatever door. */
export type Newcomer = Pick<Member, 'name' | 'status' | 'source' | 'grants'> &
  Partial<
    Pick<
      Member,
      | 'email'
      | 'accountId'
      | 'invitationId'
      | 'guest'
      | 'locale'
      | 'attributes'
      | 'suspendedBy'
      | 'lastActiveOn'
    >
  >;

/**
 * The one place where a member comes to be: takes a place of the limit when active, writes the journal. Faults `limit.members`
 * and `plan.required`, for people; a directory's newcomer is let in, and the excess is told.
 */
export async function enter(ground: Ground, newcomer: Newcomer): Promise<Member> {
  const { ctx, tx, presets, organization } = ground;
  const now = instant(ctx.clock.now());
  const { name, email, status, grants, suspendedBy, ...more } = newcomer;
  const ends = grants.flatMap(({ until }) => until ?? []).sort();
  const member: Member = {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId: organization.id,
    status,
    name,
    nameKey: fold(name),
    grants,
    ...(email !== undefined && { email, emailKey: fold(email) }),
    ...(status === 'suspended' && { suspendedAt: now, suspendedBy: suspendedBy ?? 'person' }),
    ...(ends[0] !== undefined && { grantEndsAt: ends[0] }),
    standing: standingOf(presets, organization.preset, grants),
    ...more,
  };
  if (!isUnattended(ctx)) {
    requireRolesOfPlan(presets, organization, new Set(grants.map(({ role }) => role)));
  }
  await tx.members.insert(member, searchableOf(member));
  await ground.journal.append({
    type: 'member.added',
    target: { kind: 'member', id: member.id, name },
    after: {
      status,
      source: member.source,
      roles: grants.map(({ role }) => role),
      ...(email !== undefined && { email }),
    },
  });
  // after the entry: a pending invitation that it ended has given its place back
  if (status === 'active') await takePlace(ground);
  return member;
}
