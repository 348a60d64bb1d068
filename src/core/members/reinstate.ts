import { Fault, instant, isFault, type Context, type Instant } from '#kernel/index.js';
import { all, equals, oneOf, type Grant, type Member } from '#store/index.js';
import { mayGrant, reachOf, requireGrantable } from '#core/access/index.js';
import { assignSeat, assignSpace, liveSeat, MANUAL_SOURCE_KEY } from '#core/entitlements/index.js';
import {
  findAll,
  findRoles,
  inOrganization,
  isLive,
  requirePreset,
  requireVersion,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { isManual } from './lifecycle/directories.js';
import { writeMember } from './lifecycle/change.js';
import { requireUnmanaged } from './managed.js';
import type { MemberTarget } from './update.js';

/** How long a removal by hand can be taken back. */
const REINSTATE_MS = 10 * 60_000;

/** What a member had before and has not now, and why. */
export interface NotRestored {
  readonly kind: 'role' | 'space' | 'seat' | 'picture';
  /** name of the role, id of the space or the product */
  readonly id?: string;
  /** `gone`: it is not there any more; `permission`: the caller could not give it; `none_free`: no seat is free */
  readonly because: 'gone' | 'permission' | 'none_free';
}

export interface Reinstated {
  readonly member: Member;
  /** sessions never come back, and neither do invitations and offers that ended with the membership */
  readonly notRestored: readonly NotRestored[];
}

/** Until when a member who was removed by hand can be given back; undefined for all others. */
export function reinstatableUntil({ status, removal, mergedInto }: Member): Instant | undefined {
  if (status !== 'left' || !removal || mergedInto !== undefined) return undefined;
  return instant(Date.parse(removal.at) + REINSTATE_MS);
}

/** What people gave a member, as it is when the member is removed. */
export async function removalOf(
  { ctx, tx }: OrganizationScope,
  { id, status, grants, avatarHash }: Member,
): Promise<NonNullable<Member['removal']>> {
  const ofMember = equals('memberId', id);
  const byHand = all(ofMember, equals('sourceKey', MANUAL_SOURCE_KEY));
  const spaces = await findAll(tx.spaceMembers, byHand);
  const used = all(ofMember, oneOf('status', ['assigned', 'held']));
  const seats = await findAll(tx.seats, used);
  return {
    at: instant(ctx.clock.now()),
    status: status === 'suspended' ? 'suspended' : 'active',
    grants: grants.filter(isManual),
    spaces: spaces
      .filter(({ override }) => !override)
      .map(({ spaceId, role, source }) => ({ spaceId, role, source })),
    seats: seats
      .filter(({ source, override }) => source.kind !== 'group' && !override)
      .map(({ productId, source }) => ({ productId, source })),
    ...(avatarHash !== undefined && { hadPicture: true }),
  };
}

/**
 * Takes a removal by hand back within ten minutes: the same member, with the roles, spaces and seats that the caller could give by hand
 * and that are still there. Faults `member.missing`, `member.not_reinstatable`, `member.exists` (another one has the address),
 * `member.managed`, `limit.members`, `plan.required`, `step_up.required`, `request.precondition`.
 */
export function reinstateMember(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
): Promise<Reinstated> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const member = await scope.members.require(memberId);
    requireVersion(member, expected);
    return reinstateMemberIn(scope, member);
  });
}

/** The same inside of a transaction, with the same faults. */
export async function reinstateMemberIn(
  scope: OrganizationScope,
  before: Member,
): Promise<Reinstated> {
  const { id, status, removal } = before;
  const until = reinstatableUntil(before);
  if (!removal || until === undefined || Date.parse(until) <= scope.ctx.clock.now()) {
    throw new Fault('member.not_reinstatable', { id, status, ...(until && { until }) });
  }
  await requireUnmanaged(scope, before);
  const { grants, notRestored } = await grantsToRestore(scope, removal.grants);
  const suspended = { status: 'suspended', suspendedBy: 'person' } as const;
  const change = removal.status === 'suspended' ? suspended : { status: removal.status };
  const member = await writeMember(scope, before, { ...change, grants });
  notRestored.push(...(await restoreSpaces(scope, member, removal.spaces)));
  notRestored.push(...(await restoreSeats(scope, member, removal.seats)));
  if (removal.hadPicture) notRestored.push({ kind: 'picture', because: 'gone' });
  return { member: (await scope.members.get(id)) ?? member, notRestored };
}

async function grantsToRestore(
  { ctx, tx, presets, organization }: OrganizationScope,
  held: readonly Grant[],
): Promise<{ readonly grants: readonly Grant[]; readonly notRestored: NotRestored[] }> {
  const live = held.filter((grant) => isLive(grant, ctx.clock.now()) && !grant.override);
  const names = live.map(({ role }) => role);
  const roles = await findRoles(tx, presets, organization, names);
  const notRestored: NotRestored[] = [];
  const grants = live.filter(({ role: id }) => {
    const role = roles.get(id);
    const isGone = !role || role.retiring === true;
    if (!isGone && mayGrant(ctx, role)) return true;
    notRestored.push({ kind: 'role', id, because: isGone ? 'gone' : 'permission' });
    return false;
  });
  requireGrantable(
    ctx,
    grants.flatMap(({ role }) => roles.get(role) ?? []),
  );
  return { grants, notRestored };
}

type Removal = NonNullable<Member['removal']>;

async function restoreSpaces(
  scope: OrganizationScope,
  member: Member,
  spaces: Removal['spaces'],
): Promise<NotRestored[]> {
  const { ctx, presets, organization } = scope;
  const isAllowed = reachOf(ctx.authority, 'spaces:write') === 'any';
  const known = new Set(requirePreset(presets, organization).spaceRoles.map(({ name }) => name));
  const notRestored: NotRestored[] = [];
  for (const { spaceId, role, source } of spaces) {
    const space = isAllowed ? await scope.spaces.get(spaceId) : undefined;
    if (space && known.has(role)) await assignSpace(scope, { space, member, role, source });
    else {
      const because = isAllowed ? 'gone' : 'permission';
      notRestored.push({ kind: 'space', id: spaceId, because });
    }
  }
  return notRestored;
}

async function restoreSeats(
  scope: OrganizationScope,
  member: Member,
  seats: Removal['seats'],
): Promise<NotRestored[]> {
  const isAllowed = reachOf(scope.ctx.authority, 'seats:write') === 'any';
  const notRestored: NotRestored[] = [];
  for (const { productId: id, source } of seats) {
    const product = isAllowed ? await scope.products.get(id) : undefined;
    if (!product) {
      notRestored.push({ kind: 'seat', id, because: isAllowed ? 'gone' : 'permission' });
      continue;
    }
    // a group may just have given it
    if (await liveSeat(scope.tx, id, member.id)) continue;
    try {
      await assignSeat(scope, { product }, member, { whenFull: 'refuse', source });
    } catch (error) {
      if (!isFault(error, 'seat.none_free')) throw error;
      notRestored.push({ kind: 'seat', id, because: 'none_free' });
    }
  }
  return notRestored;
}
