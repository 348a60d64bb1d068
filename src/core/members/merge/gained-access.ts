import type { Member } from '#store/index.js';
import { isLive, type OrganizationScope, type Role, rolesOfMember } from '#core/tenancy/index.js';
import { heldAccessOf, type HeldAccess } from '../access.js';
import { outlasts } from './grants.js';

/** What a member has now and had not, or not for so long. */
export interface GainedAccess {
  readonly roles: readonly Role[];
  readonly spaces: HeldAccess['spaces'];
  readonly seats: HeldAccess['seats'];
  /** rights over other members are among it */
  readonly needsConfirmation: boolean;
}

/** `held`: the spaces and seats before. */
export async function gainedAccess(
  scope: OrganizationScope,
  before: Member,
  after: Member,
  held: HeldAccess,
): Promise<GainedAccess> {
  const { ctx, tx, presets, organization } = scope;
  const now = ctx.clock.now();
  const gained = after.grants.filter(
    (grant) =>
      !before.grants.some(
        (one) => one.role === grant.role && isLive(one, now) && outlasts(one, grant),
      ),
  );
  const roles = await rolesOfMember(tx, presets, organization, { grants: gained }, now);
  const { spaces, seats } = await heldAccessOf(scope, after.id);
  const isGiven = ({ status }: { readonly status: string }): boolean => status !== 'requested';
  return {
    roles,
    spaces: spaces.filter(
      ({ spaceId, role }) =>
        !held.spaces.some((one) => one.spaceId === spaceId && one.role === role),
    ),
    seats: seats.filter(
      (seat) =>
        isGiven(seat) &&
        !held.seats.some((one) => one.productId === seat.productId && isGiven(one)),
    ),
    needsConfirmation: roles.some(({ standing, elevation }) => standing !== 'none' || elevation),
  };
}
