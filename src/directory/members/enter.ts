import { fold, instant, newId } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { append } from '../journal.js';
import { isUnattended, requireRolesOfPlan, takePlace } from '../limits.js';
import { supersedeInvitation } from '../invitations/supersede.js';
import { standingOf } from '../roles.js';
import type { Ground } from './rewrite.js';
import { searchableOf } from './searchables.js';

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
  await supersedeInvitation(ground, member);
  if (status === 'active') await takePlace(ground);
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'member.added',
    target: { kind: 'member', id: member.id, name },
    after: {
      status,
      source: member.source,
      roles: grants.map(({ role }) => role),
      ...(email !== undefined && { email }),
    },
  });
  return member;
}
