import { equals, type GroupMapping, type Member, type Readers } from '#store/index.js';
import { type CoreDeps, findAll, type OrganizationScope } from '#core/tenancy/index.js';
import { releaseSeat } from './seats/assign.js';
import { liveSeatsOf } from './seats/statuses.js';
import { removeAssignments } from './spaces/assign.js';

type ReadScope = Pick<OrganizationScope, 'ctx'> & {
  readonly tx: Pick<Readers, 'scimUsers'>;
};

/** Whether people may, for a while, change what a directory manages. */
export function isUnlocked({ unlockedUntil }: Pick<Member, 'unlockedUntil'>, now: number): boolean {
  return unlockedUntil !== undefined && Date.parse(unlockedUntil) > now;
}

/** A directory manages the member, and a person has unlocked the member for a while: what is given now ends with that. */
export async function isOverridden(
  { ctx, tx }: ReadScope,
  member: Pick<Member, 'id' | 'unlockedUntil'>,
): Promise<boolean> {
  if (!isUnlocked(member, ctx.clock.now())) return false;
  return (await tx.scimUsers.first(equals('memberId', member.id))) !== undefined;
}

/** A space or the seats of a product, as a member's `withheldAccess` names it; empty for a mapping to a role. */
export function withholdableOf({
  space,
  productId,
}: Pick<GroupMapping, 'space' | 'productId'>): string {
  if (space) return `space:${space.spaceId}`;
  return productId === undefined ? '' : `product:${productId}`;
}

/** Takes from a member what groups give, until the override ends. It is written with the member, so `core/members` brings it. */
export type WithholdAccess = (
  scope: OrganizationScope,
  member: Member,
  withholdable: string,
) => Promise<void>;

export interface EntitlementDeps extends CoreDeps {
  readonly withholdAccess: WithholdAccess;
}

/** An override is over: spaces and seats that people gave under it go. */
export async function endOverriddenAccess(scope: OrganizationScope, member: Member): Promise<void> {
  const { tx } = scope;
  const rows = await findAll(tx.spaceMembers, equals('memberId', member.id));
  for (const row of rows.filter(({ override }) => override)) {
    const space = await scope.spaces.get(row.spaceId);
    const named = { id: row.spaceId, name: space?.name ?? '' };
    await removeAssignments(scope, { space: named, member, rows: [row] }, 'override.ended');
  }
  const seats = await findAll(tx.seats, liveSeatsOf(member.id));
  for (const seat of seats.filter(({ override, source }) => override && source.kind === 'manual')) {
    const product = await scope.products.get(seat.productId);
    if (product) await releaseSeat(scope, { product }, seat, { because: 'override.ended' });
  }
}
