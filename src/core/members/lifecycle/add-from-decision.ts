import { Fault, foldCase, instant } from '#kernel/index.js';
import { all, equals, type AccessSource, type Member } from '#store/index.js';
import { assignPromisedSeats, assignPromisedSpaces } from '#core/entitlements/index.js';
import { createMember, type NewMemberRecord } from './create.js';
import { writeMember } from './change.js';
import type { OrganizationScope } from '#core/tenancy/index.js';

/** Somebody who joins by a decision of people, with what they are given at the start. Names are checked before. */
export interface DecidedMember {
  readonly name: string;
  readonly email: string;
  /** kept as where the person came from */
  readonly memberSource: NewMemberRecord['source'];
  /** kept as why they have their roles, spaces and seats */
  readonly accessSource: AccessSource;
  readonly roles: readonly string[];
  readonly spaces: readonly { readonly spaceId: string; readonly role: string }[];
  /** ids; where no seat is free the person waits in the queue */
  readonly products: readonly string[];
  readonly accountId?: string;
}

/**
 * Makes a member of a person, or of somebody who had left a member again, with a clean slate of roles. Faults `member.exists`,
 * `limit.members`.
 */
export async function addFromDecision(
  scope: OrganizationScope,
  input: DecidedMember,
): Promise<Member> {
  const { ctx, tx, organization } = scope;
  const { name, email, memberSource, accessSource, roles, spaces, products, accountId } = input;
  const emailKey = foldCase(email);
  const since = instant(ctx.clock.now());
  const grants = roles.map((role) => ({ role, source: accessSource, since }));
  const { records } = await tx.members.find({
    where: all(equals('organizationId', organization.id), equals('emailKey', emailKey)),
    limit: 20,
  });
  const existing = records.find(({ status }) => status !== 'left');
  if (existing) throw new Fault('member.exists', { memberId: existing.id });
  const accountLink = accountId === undefined ? {} : { accountId };
  const [former] = records;
  const member = former
    ? await writeMember(scope, former, {
        status: 'active',
        name,
        email,
        emailKey,
        grants,
        source: memberSource,
        ...accountLink,
      })
    : await createMember(scope, {
        name,
        email,
        status: 'active',
        source: memberSource,
        grants,
        ...accountLink,
      });
  await assignPromisedSpaces(scope, member, spaces, accessSource);
  await assignPromisedSeats(scope, member, products, accessSource);
  return member;
}
