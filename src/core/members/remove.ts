import { Fault, isFault, type Context, type FaultCode } from '#kernel/index.js';
import type { Member, Seat, SpaceMember } from '#store/index.js';
import {
  type OrganizationScope,
  requireVersion,
  type CoreDeps,
  inOrganization,
} from '#core/tenancy/index.js';
import { heldAccessOf } from './access.js';
import { departureOf, type Departure } from './departures.js';
import { requireUnmanaged } from './managed.js';
import { requireRemainingAdmin, writeMember } from './lifecycle/change.js';
import { removalOf } from './reinstate.js';
import { readScope, type ReadScope, refuseSelf, requireManageableMember } from './scopes.js';
import type { MemberTarget } from './update.js';

/**
 * Removes a member, with all their seats, spaces and roles in this organization. What they own in the host application goes to
 * `successorMemberId`, if one is named: the journal entry `member.objects_reassigned` tells the application. Faults `member.missing`
 * (also for the successor), `member.not_active` (the successor), `member.left`, `member.self`, `member.managed`,
 * `member.last_owner`, `member.last_admin`, `permission.escalation`, `request.precondition`.
 */
export function removeMember(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
  successorMemberId?: string,
): Promise<Member> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const member = await scope.members.require(memberId);
    requireVersion(member, expected);
    return removeMemberIn(scope, member, successorMemberId);
  });
}

/** The same inside of a transaction, with the same faults. */
export async function removeMemberIn(
  scope: OrganizationScope,
  member: Member,
  successorMemberId?: string,
): Promise<Member> {
  await requireRemovable(scope, member);
  const successor = await successorOf(scope, member, successorMemberId);
  const removal = await removalOf(scope, member);
  const removed = await writeMember(scope, member, { status: 'left', removal });
  await scope.journal.append({
    type: 'member.objects_reassigned',
    target: { kind: 'member', id: member.id, name: member.name },
    after: {
      successorMemberId: successor?.id ?? null,
      ...(successor && { successor: successor.name }),
    },
  });
  return removed;
}

async function requireRemovable(scope: ReadScope, member: Member): Promise<void> {
  if (member.status === 'left') throw new Fault('member.left', { id: member.id });
  refuseSelf(scope.ctx, member);
  await requireManageableMember(scope, member);
  await requireUnmanaged(scope, member);
}

async function successorOf(scope: OrganizationScope, member: Member, id: string | undefined) {
  if (id === undefined) return undefined;
  if (id === member.id) {
    const problem = 'is the member who goes; name another one';
    throw new Fault('request.invalid', { errors: [{ field: 'successorMemberId', problem }] });
  }
  const successor = await scope.members.require(id);
  if (successor.status !== 'active') throw new Fault('member.not_active', { id });
  return successor;
}

/** What removing a member means, before it is done. */
export interface RemovalPreview extends Departure {
  readonly member: Member;
  /** the fault that it would be refused with; absent: it can be done */
  readonly refusal?: { readonly code: FaultCode; readonly message: string };
  readonly seats: readonly (Pick<Seat, 'productId' | 'status'> & { readonly product: string })[];
  readonly spaces: readonly (Pick<SpaceMember, 'spaceId' | 'role'> & { readonly space: string })[];
}

/** Faults `member.missing`, `organization.missing`, `organization.deleted`, `organization.disabled`. */
export async function previewRemoval(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, memberId }: MemberTarget,
): Promise<RemovalPreview> {
  const scope = await readScope(deps, ctx, organizationId);
  const member = await scope.members.require(memberId);
  const [refusal, { seats, spaces }, departure] = await Promise.all([
    refusalOf(deps, ctx, member),
    heldAccessOf(scope, memberId),
    departureOf(scope, [member]),
  ]);
  return {
    member,
    ...departure,
    ...(refusal && { refusal }),
    seats: seats.map(({ productId, status, product }) => ({ productId, status, product })),
    spaces: spaces.map(({ spaceId, role, name }) => ({ spaceId, role, space: name })),
  };
}

/** The checks of the removal itself, in a transaction that writes nothing. */
async function refusalOf(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, id }: Member,
): Promise<RemovalPreview['refusal']> {
  try {
    await inOrganization(deps, ctx, organizationId, async (scope) => {
      const member = await scope.members.require(id);
      await requireRemovable(scope, member);
      await requireRemainingAdmin(scope.tx, member, { ...member, status: 'left' });
    });
    return undefined;
  } catch (error) {
    if (!isFault(error) || error.kind === 'unavailable') throw error;
    return { code: error.code, message: error.message };
  }
}
