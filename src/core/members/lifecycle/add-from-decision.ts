import { Fault, fold, instant } from '#kernel/index.js';
import { all, equals, type AccessSource, type Member } from '#store/index.js';
import { giveSeats, giveSpaces } from '#core/entitlements/index.js';
import { enter, type Newcomer } from './create.js';
import { rewrite } from './change.js';
import type { Ground } from '#core/tenancy/index.js';

/** Somebody who joins by a decision of people, with what they are given at the start. Names are checked before. */
export interface Welcome {
  readonly name: string;
  readonly email: string;
  /** kept as where the person came from */
  readonly from: Newcomer['source'];
  /** kept as why they have their roles, spaces and seats */
  readonly source: AccessSource;
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
export async function receive(ground: Ground, welcome: Welcome): Promise<Member> {
  const { ctx, tx, organization } = ground;
  const { name, email, from, source, roles, spaces, products, accountId } = welcome;
  const emailKey = fold(email);
  const since = instant(ctx.clock.now());
  const grants = roles.map((role) => ({ role, source, since }));
  const { records } = await tx.members.find({
    where: all(equals('organizationId', organization.id), equals('emailKey', emailKey)),
    limit: 20,
  });
  const present = records.find(({ status }) => status !== 'left');
  if (present) throw new Fault('member.exists', { memberId: present.id });
  const account = accountId === undefined ? {} : { accountId };
  const [known] = records;
  const member = known
    ? await rewrite(ground, known, {
        status: 'active',
        name,
        email,
        emailKey,
        grants,
        source: from,
        ...account,
      })
    : await enter(ground, { name, email, status: 'active', source: from, grants, ...account });
  await giveSpaces(ground, member, spaces, source);
  await giveSeats(ground, member, products, source);
  return member;
}
