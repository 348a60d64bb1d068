import { Fault, type Context } from '#kernel/index.js';
import { equals, type Member, type ScimUser } from '#store/index.js';
import { requireMayGive } from '#core/access/index.js';
import { requireMayOpen } from '#core/credentials/index.js';
import { transferSeats, transferSpaces } from '#core/entitlements/index.js';
import {
  type CoreDeps,
  allUsersOfMember,
  inOrganization,
  isOfDirectory,
  type OrganizationScope,
  requireVersion,
  usersOfMember,
} from '#core/tenancy/index.js';
import { heldAccessOf } from '../access.js';
import { passAvatar } from '../avatars.js';
import { isSuspendedByPerson, offerAddress, writeMember } from '../lifecycle/change.js';
import { directoriesOf } from '../lifecycle/directories.js';
import { releaseOrRestoreSeats } from '../lifecycle/held-access.js';
import { moveLinks } from '../lifecycle/link-requests.js';
import { nextStatus } from '../lifecycle/sync.js';
import { refuseSelf, requireMayLink } from '../scopes.js';
import type { MemberTarget } from '../update.js';
import { transferViews } from '../views.js';
import { gainedAccess, type GainedAccess } from './gained-access.js';
import { grantsOfBoth } from './grants.js';

export interface MergeInput {
  /** the member who stays */
  readonly into: string;
  /** the version of that one that the caller read */
  readonly intoVersion?: number;
  /** the caller has seen that the member who stays gets power over others */
  readonly confirm?: boolean;
}

/** What a merge has done. */
export interface Merged {
  readonly member: Member;
  /** the member who stays, before and after */
  readonly before: Member;
  readonly after: Member;
  readonly users: readonly ScimUser[];
  readonly gained: GainedAccess;
}

const MERGED = { typeByStatus: { left: 'member.merged' }, keepsAddress: true } as const;

/**
 * Two members who are one person become one: the directories' users, roles, spaces, seats, account and invitations of the one go to the
 * other, and the one leaves for good. The caller could manage both by hand, could give what the other one gains, and could open the
 * directories of both: who is either of them has from then on what those give. Faults `member.missing`, `member.left`, `member.self`,
 * `member.two_users`, `member.exists`, `member.last_owner`, `member.last_admin`, `permission.escalation`, `permission.missing`,
 * `role.confirmation`, `plan.required`, `limit.members`, `request.precondition`, `request.invalid`.
 */
export async function mergeMembers(
  deps: CoreDeps,
  ctx: Context,
  target: MemberTarget,
  input: MergeInput,
): Promise<Member> {
  const { after } = await inOrganization(deps, ctx, target.organizationId, (scope) =>
    merge(scope, target, input),
  );
  return after;
}

export async function merge(
  scope: OrganizationScope,
  { memberId, expected }: MemberTarget,
  { into, intoVersion, confirm = false }: MergeInput,
): Promise<Merged> {
  const { member, survivor } = await requireMergeable(scope, memberId, into);
  requireVersion(member, expected);
  requireVersion(survivor, intoVersion);
  const held = await heldAccessOf(scope, survivor.id);
  const users = await moveLinks(scope, member, survivor);
  const seats = await transferSeats(scope, member, survivor);
  const spaces = await transferSpaces(scope, member, survivor);
  const grants = await grantsOfBoth(scope, member, survivor);
  const change = { grants, ...(await passAvatar(scope, member, survivor)) };
  const holder = await writeMember(scope, survivor, change, { recompute: true });
  await writeMember(scope, member, { status: 'left', mergedInto: survivor.id }, MERGED);
  await transferViews(scope, member, survivor);
  await appendEntries(scope, member, survivor, users);
  const after = await writeSurvivor(scope, member, holder, users);
  const gained = await gainedAccess(scope, survivor, after, held);
  requireMayGive(scope.ctx, {
    roles: gained.roles,
    spaces: spaces > 0 || gained.spaces.length > 0,
    seats: seats > 0 || gained.seats.length > 0,
  });
  const lent = gained.roles.find(({ elevation }) => elevation);
  if (lent && scope.ctx.authority.memberId === survivor.id) {
    throw new Fault('permission.escalation', { role: lent.name });
  }
  if (gained.needsConfirmation && !confirm) {
    throw new Fault('role.confirmation', { gained: gained.roles.map(({ name }) => name) });
  }
  return { member, before: survivor, after, users, gained };
}

/** Both, present, of this organization, and the caller's to merge. */
async function requireMergeable(
  scope: OrganizationScope,
  memberId: string,
  into: string,
): Promise<{ readonly member: Member; readonly survivor: Member }> {
  if (memberId === into) {
    const problem = 'is the member who goes; name another one';
    throw new Fault('request.invalid', { errors: [{ field: 'into', problem }] });
  }
  const member = await scope.members.require(memberId);
  const survivor = await scope.members.require(into);
  refuseSelf(scope.ctx, member);
  const connectionIds = new Set<string>();
  for (const one of [member, survivor]) {
    const { id, status, mergedInto } = one;
    if (status === 'left') throw new Fault('member.left', { id, mergedInto });
    await requireMayLink(scope, one);
    for (const user of await allUsersOfMember(scope.tx, id)) connectionIds.add(user.connectionId);
  }
  for (const connection of await scope.connections.getMany(connectionIds)) {
    await requireMayOpen(scope, connection);
  }
  return { member, survivor };
}

async function appendEntries(
  { journal }: OrganizationScope,
  member: Member,
  survivor: Member,
  users: readonly ScimUser[],
): Promise<void> {
  await journal.append({
    type: 'member.objects_reassigned',
    target: { kind: 'member', id: member.id, name: member.name },
    after: { successorMemberId: survivor.id, successor: survivor.name },
  });
  if (users.length === 0) return;
  await journal.append({
    type: 'scim.link.moved',
    target: { kind: 'member', id: survivor.id, name: survivor.name },
    before: { memberId: member.id },
    after: { memberId: survivor.id, scimUserIds: users.map(({ id }) => id) },
  });
}

/**
 * State, address and account of the one who stays: suspended when people had suspended either; else as the directories of the other one
 * have it, who manage this one now; the address that it waited for, if the other one had it.
 */
async function writeSurvivor(
  scope: OrganizationScope,
  member: Member,
  survivor: Member,
  users: readonly ScimUser[],
): Promise<Member> {
  const isSuspended = isSuspendedByPerson(member) || isSuspendedByPerson(survivor);
  const derived = users.some(isOfDirectory)
    ? nextStatus(survivor, await usersOfMember(scope.tx, survivor.id), 'created')
    : survivor.status;
  const status = isSuspended ? 'suspended' : derived;
  const isTaken = member.emailKey !== undefined && survivor.wantedKey === member.emailKey;
  const email = isTaken ? member.email : (survivor.email ?? member.email);
  const accountId = survivor.accountId ?? member.accountId;
  const locale = survivor.locale ?? member.locale;
  const photoUrl = survivor.photoUrl ?? member.photoUrl;
  const attributes = Object.entries({ ...member.attributes, ...survivor.attributes });
  const after = await writeMember(scope, survivor, {
    status,
    ...(status === 'suspended' && { suspendedBy: isSuspended ? 'person' : 'directory' }),
    ...(email !== undefined && email !== survivor.email && { email }),
    ...(isTaken && { wanted: null }),
    ...(accountId !== undefined && { accountId }),
    ...(locale !== undefined && { locale }),
    ...(photoUrl !== undefined && { photoUrl }),
    ...(attributes.length > 0 && {
      attributes: Object.fromEntries(attributes.sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
  });
  if (after.status === survivor.status) {
    await releaseOrRestoreSeats(scope, after, await directoriesOf(scope, after.id));
  }
  if (after.emailKey !== member.emailKey) await offerAddress(scope, member);
  const days = [member, after].flatMap(({ lastActiveOn }) => lastActiveOn ?? []).sort();
  const lastActiveOn = days.at(-1);
  if (lastActiveOn === undefined || lastActiveOn === after.lastActiveOn) return after;
  await scope.tx.members.setWhere(equals('id', after.id), 'lastActiveOn', lastActiveOn);
  return { ...after, lastActiveOn };
}
