import { Fault, isFault, type Context, type FaultCode } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Invitation,
  type Member,
  type Seat,
  type SpaceMember,
  type Store,
  type Term,
} from '#store/index.js';
import {
  append,
  type Ground,
  openGround,
  type Presets,
  requireOpenOrganization,
  requireVersion,
} from '#core/tenancy/index.js';
import { requireUnmanaged } from './managed.js';
import { keepTheLast, rewrite } from './lifecycle/change.js';
import { refuseSelf, requireMember, requireTouchable, type Place } from './manageable.js';
import type { MemberTarget } from './update.js';

/**
 * Removes a member: all seats and spaces of this organization go with them, and their roles. What they own in the host application
 * goes to `successorMemberId`, or to nobody: the fact `member.objects_reassigned` tells the application. Faults `member.missing`
 * (also for the successor), `member.not_active` (the successor), `member.left`, `member.self`, `member.managed`,
 * `member.last_owner`, `member.last_admin`, `permission.escalation`, `request.precondition`.
 */
export function removeMember(
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, memberId, expected }: MemberTarget,
  successorMemberId?: string,
): Promise<Member> {
  return store.transaction(organizationId, async (tx) => {
    const ground = await openGround(ctx, tx, presets, organizationId);
    const member = await requireMember(ground, memberId);
    requireVersion(member, expected);
    await requireRemovable(ground, member);
    const successor = await successorOf(ground, member, successorMemberId);
    const removed = await rewrite(ground, member, { status: 'left', grants: [] });
    await append(ctx, tx, {
      organizationId,
      type: 'member.objects_reassigned',
      target: { kind: 'member', id: member.id, name: member.name },
      after: {
        successorMemberId: successor?.id ?? null,
        ...(successor && { successor: successor.name }),
      },
    });
    return removed;
  });
}

async function requireRemovable(ground: Place & Pick<Ground, 'tx'>, member: Member) {
  if (member.status === 'left') throw new Fault('member.left', { id: member.id });
  refuseSelf(ground.ctx, member);
  await requireTouchable(ground, member);
  await requireUnmanaged(ground.ctx, ground.tx, member);
}

async function successorOf(ground: Ground, member: Member, id: string | undefined) {
  if (id === undefined) return undefined;
  if (id === member.id) {
    const problem = 'is the member who goes; name somebody else';
    throw new Fault('request.invalid', { errors: [{ field: 'successorMemberId', problem }] });
  }
  const successor = await requireMember(ground, id);
  if (successor.status !== 'active') throw new Fault('member.not_active', { id });
  return successor;
}

/** What removing somebody means, before it is done. */
export interface Removal {
  readonly member: Member;
  /** the fault that it would be refused with; absent: it can be done */
  readonly refusal?: { readonly code: FaultCode; readonly message: string };
  /** at most 1,000 of each */
  readonly seats: readonly (Pick<Seat, 'productId' | 'status'> & { readonly product: string })[];
  readonly spaces: readonly (Pick<SpaceMember, 'spaceId' | 'role'> & { readonly space: string })[];
  /** pending ones that the member sent; they stay, unless the organization's policy revokes them */
  readonly invitations: readonly Pick<Invitation, 'id' | 'email' | 'expiresAt'>[];
  readonly invitationsAre: 'kept' | 'revoked';
}

const MOST = 1_000;

/** Faults `member.missing`, `organization.missing`, `organization.deleted`, `organization.disabled`. */
export async function previewRemoval(
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, memberId }: MemberTarget,
): Promise<Removal> {
  const { read } = store;
  const organization = await requireOpenOrganization(read, organizationId);
  const member = await requireMember({ ctx, tx: read, presets, organization }, memberId);
  const own = equals('memberId', memberId);
  const inviter: Term = {
    kind: 'facet',
    scope: organizationId,
    name: 'inviter',
    operator: 'eq',
    value: memberId,
  };
  const [refusal, seats, spaces, invitations] = await Promise.all([
    refusalOf(store, presets, ctx, member),
    read.seats.find({
      where: all(own, oneOf('status', ['assigned', 'held', 'requested', 'queued'])),
      limit: MOST,
    }),
    read.spaceMembers.find({ where: own, limit: MOST }),
    read.invitations.find({
      where: all(equals('organizationId', organizationId), inviter, equals('status', 'pending')),
      limit: MOST,
    }),
  ]);
  const productIds = seats.records.map(({ productId }) => productId);
  const spaceIds = spaces.records.map(({ spaceId }) => spaceId);
  const products = namesOf(await read.products.getMany([...new Set(productIds)]));
  const places = namesOf(await read.spaces.getMany([...new Set(spaceIds)]));
  return {
    member,
    ...(refusal && { refusal }),
    seats: seats.records.map(({ productId, status }) => ({
      productId,
      status,
      product: products.get(productId) ?? '',
    })),
    spaces: spaces.records.map(({ spaceId, role }) => ({
      spaceId,
      role,
      space: places.get(spaceId) ?? '',
    })),
    invitations: invitations.records.map(({ id, email, expiresAt }) => ({ id, email, expiresAt })),
    invitationsAre: organization.policies?.inviterGone === 'revoke' ? 'revoked' : 'kept',
  };
}

function namesOf(records: readonly { id: string; name: string }[]): Map<string, string> {
  return new Map(records.map(({ id, name }) => [id, name]));
}

/** The same questions that the removal itself asks, in a transaction that writes nothing. */
async function refusalOf(
  store: Store,
  presets: Presets,
  ctx: Context,
  { organizationId, id }: Member,
): Promise<Removal['refusal']> {
  try {
    await store.transaction(organizationId, async (tx) => {
      const ground = await openGround(ctx, tx, presets, organizationId);
      const member = await requireMember(ground, id);
      await requireRemovable(ground, member);
      await keepTheLast(tx, member, { ...member, status: 'left' });
    });
    return undefined;
  } catch (error) {
    if (!isFault(error) || error.kind === 'unavailable') throw error;
    return { code: error.code, message: error.message };
  }
}
