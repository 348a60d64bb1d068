import { foldCase, instant, newId } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { isAutomatic, requireRolesOfPlan, reservePlace } from '#core/access/index.js';
import { type OrganizationScope, standingOf } from '#core/tenancy/index.js';
import { searchableOf } from '../searchables.js';

/** Somebody new, by whatever door. */
export type NewMemberRecord = Pick<Member, 'name' | 'status' | 'source' | 'grants'> &
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
export async function createMember(
  scope: OrganizationScope,
  input: NewMemberRecord,
): Promise<Member> {
  const { ctx, tx, presets, organization } = scope;
  const now = instant(ctx.clock.now());
  const { name, email, status, grants, suspendedBy, ...otherFields } = input;
  const grantEnds = grants.flatMap(({ until }) => until ?? []).sort();
  const member: Member = {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId: organization.id,
    status,
    name,
    nameKey: foldCase(name),
    grants,
    ...(email !== undefined && { email, emailKey: foldCase(email) }),
    ...(status === 'suspended' && { suspendedAt: now, suspendedBy: suspendedBy ?? 'person' }),
    ...(grantEnds[0] !== undefined && { grantEndsAt: grantEnds[0] }),
    standing: standingOf(presets, organization.preset, grants),
    ...otherFields,
  };
  if (!isAutomatic(ctx)) {
    requireRolesOfPlan(presets, organization, new Set(grants.map(({ role }) => role)));
  }
  await tx.members.insert(member, searchableOf(member));
  await scope.journal.append({
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
  if (status === 'active') await reservePlace(scope);
  return member;
}
