import { Fault, isFault } from '#kernel/index.js';
import { all, equals, type Grant, type Member } from '#store/index.js';
import { requirePermission } from '#core/access/index.js';
import {
  assignSeat,
  assignSpace,
  isOverridden,
  liveSeat,
  MANUAL_SOURCE_KEY,
  requireActiveMember,
  requireNotLeft,
  requirePool,
  takeSeat,
  withdrawSpace,
} from '#core/entitlements/index.js';
import {
  changeRolesIn,
  isManual,
  removeMemberIn,
  setSuspendedIn,
  withholdAccess,
} from '#core/members/index.js';
import {
  renewInvitation,
  resendInvitation,
  revokeInvitation,
  type Revocation,
} from '#core/onboarding/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';
import { requireMayChange, type MemberChange, type MemberChangeDeps } from './changes.js';
import type { PersonInput } from './selections.js';

/** What became of a row: ids, an outcome, and what an undo has to know of the time before. */
export type RowOutcome = Readonly<Record<string, unknown>> & { readonly outcome: string };

/** One row, with the rules and faults of the same change alone. */
export async function changeRow(
  deps: MemberChangeDeps,
  scope: OrganizationScope,
  change: MemberChange,
  input: PersonInput,
): Promise<RowOutcome> {
  requireMayChange(scope.ctx, change);
  if ('memberId' in input) {
    const member = await scope.members.require(input.memberId);
    return { memberId: member.id, ...(await changeMember(scope, change, member)) };
  }
  const { invitationId } = input;
  return { invitationId, outcome: await changeInvitation(deps, scope, change, invitationId) };
}

async function changeInvitation(
  deps: MemberChangeDeps,
  scope: OrganizationScope,
  change: MemberChange,
  id: string,
): Promise<string> {
  requirePermission(scope.ctx, 'invitations:write');
  switch (change.kind) {
    case 'resendInvitations':
      await resendInvitation(deps, scope, id);
      return 'resent';
    case 'renewInvitations':
      await renewInvitation(deps, scope, id, {});
      return 'renewed';
    case 'revokeInvitations':
    case 'remove':
      await revokeInvitation(scope, id, revocationOf(change));
      return 'revoked';
    default:
      throw new Fault('member.missing', { id });
  }
}

function revocationOf(change: MemberChange): Revocation {
  if (change.kind !== 'revokeInvitations') return {};
  const { notify, note } = change;
  return { ...(notify !== undefined && { notify }), ...(note !== undefined && { note }) };
}

async function changeMember(
  scope: OrganizationScope,
  change: MemberChange,
  member: Member,
): Promise<RowOutcome> {
  switch (change.kind) {
    case 'suspend':
      await setSuspendedIn(scope, member, true);
      return { outcome: 'suspended' };
    case 'restore':
      await setSuspendedIn(scope, member, false);
      return { outcome: 'restored' };
    case 'remove':
      await removeMemberIn(scope, member, change.successorMemberId);
      return { outcome: 'removed' };
    case 'addRoles':
    case 'removeRoles':
    case 'setRoles':
      return changeRoles(scope, change, member);
    case 'assignSeats':
    case 'releaseSeats':
      return changeSeat(scope, change, member);
    case 'addToSpaces':
    case 'removeFromSpaces':
      return changeSpaces(scope, change, member);
    default:
      throw new Fault('invitation.missing', { id: member.id });
  }
}

type Of<Kind extends MemberChange['kind']> = Extract<MemberChange, { readonly kind: Kind }>;

/** What people gave, as it can be given again. */
export interface GivenRole {
  readonly role: string;
  readonly until?: string;
}

async function changeRoles(
  scope: OrganizationScope,
  change: Of<'addRoles'> | Of<'removeRoles'> | Of<'setRoles'>,
  before: Member,
): Promise<RowOutcome> {
  const { confirm = false } = change;
  let member = before;
  if (change.kind === 'setRoles') {
    const roles = change.roles.map((role) => ({ role }));
    member = await changeRolesIn(scope, member, { kind: 'set', roles }, confirm);
  } else {
    for (const role of change.roles) {
      member =
        change.kind === 'addRoles'
          ? await giveRole(scope, member, { ...change, role })
          : await takeRole(scope, member, role, confirm);
    }
  }
  const [held, holds] = [givenRoles(before), givenRoles(member)];
  const gained = holds.filter(({ role }) => !held.some((one) => one.role === role));
  const lost = held.filter(({ role }) => !holds.some((one) => one.role === role));
  const isChanged = member.version !== before.version;
  return { outcome: isChanged ? 'changed' : 'unchanged', gained, lost };
}

export function givenRoles({ grants }: Member): GivenRole[] {
  return grants
    .filter(isManual)
    .map(({ role, until }: Grant) => ({ role, ...(until !== undefined && { until }) }));
}

/** Without a word where the member has it for good. */
export function giveRole(
  scope: OrganizationScope,
  member: Member,
  { role, until, confirm = false }: GivenRole & { readonly confirm?: boolean },
): Promise<Member> {
  const grant = { role, ...(until !== undefined && { until }) };
  return changeRolesIn(scope, member, { kind: 'give', grant }, confirm);
}

/** Without a word where the member does not have it. */
export async function takeRole(
  scope: OrganizationScope,
  member: Member,
  role: string,
  confirm: boolean,
): Promise<Member> {
  if (!member.grants.some((grant) => grant.role === role)) return member;
  return changeRolesIn(scope, member, { kind: 'take', role }, confirm);
}

async function changeSeat(
  scope: OrganizationScope,
  change: Of<'assignSeats'> | Of<'releaseSeats'>,
  member: Member,
): Promise<RowOutcome> {
  const { productId } = change;
  const pool = await requirePool(scope, productId);
  const current = await liveSeat(scope.tx, productId, member.id);
  const before = current?.status ?? null;
  if (change.kind === 'releaseSeats') {
    if (!current) return { outcome: 'unchanged' };
    await takeSeat(scope, pool, current, withholdAccess);
    return { outcome: 'released', before };
  }
  const active = await requireActiveMember(scope, member.id);
  const override = await isOverridden(scope, active);
  const { whenFull = 'refuse' } = change;
  try {
    const seat = await assignSeat(scope, pool, active, { whenFull, override });
    return { outcome: seat.status, before };
  } catch (error) {
    if (isFault(error, 'seat.held', 'seat.requested')) return { outcome: 'unchanged' };
    throw error;
  }
}

/** A space that changed for a member, with the role that people had given there before. */
export interface ChangedSpace {
  readonly spaceId: string;
  readonly before: string | null;
}

async function changeSpaces(
  scope: OrganizationScope,
  change: Of<'addToSpaces'> | Of<'removeFromSpaces'>,
  { id }: Member,
): Promise<RowOutcome> {
  const member = await requireNotLeft(scope, id);
  const spaces: ChangedSpace[] = [];
  for (const spaceId of change.spaceIds) {
    const before = await givenSpaceRole(scope, spaceId, id);
    const role = change.kind === 'addToSpaces' ? change.role : undefined;
    const isChanged = await setSpaceRole(scope, { spaceId, member, role });
    if (isChanged) spaces.push({ spaceId, before });
  }
  return { outcome: spaces.length > 0 ? 'changed' : 'unchanged', spaces };
}

/** The role that people gave a member in a space. */
export async function givenSpaceRole(
  { tx }: OrganizationScope,
  spaceId: string,
  memberId: string,
): Promise<string | null> {
  const byHand = equals('sourceKey', MANUAL_SOURCE_KEY);
  const where = all(equals('spaceId', spaceId), equals('memberId', memberId), byHand);
  return (await tx.spaceMembers.first(where))?.role ?? null;
}

/** By hand; without `role` the member is taken out. Whether anything changed. */
export async function setSpaceRole(
  scope: OrganizationScope,
  wanted: {
    readonly spaceId: string;
    readonly member: Member;
    readonly role: string | undefined;
  },
): Promise<boolean> {
  const { member, role } = wanted;
  const space = await scope.spaces.require(wanted.spaceId);
  if (role === undefined) {
    return (await withdrawSpace(scope, { space, member, withholdAccess })) === 'removed';
  }
  const override = await isOverridden(scope, member);
  const source = { kind: 'manual' } as const;
  return (await assignSpace(scope, { space, member, role, source, override })) !== 'unchanged';
}
