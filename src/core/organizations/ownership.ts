import { Fault, instant, type Context, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  type Grant,
  type JournalEntry,
  type Member,
  type OwnershipOffer,
} from '#store/index.js';
import {
  firstVersion,
  inOrganization,
  listPage,
  type ListQuery,
  nextVersion,
  requirePreset,
  requireRoles,
  requireStepUp,
  rulesOf,
  sweep,
  tenantReaders,
  type CoreDeps,
  type JournalListener,
  type OrganizationScope,
  type SweepResult,
} from '#core/tenancy/index.js';
import { leaveAsMember, requireUnmanagedByDirectory, writeMember } from '#core/members/index.js';
import { reachOf } from '#core/access/index.js';

const OFFER_DAYS = 7;
const DAY_MS = 86_400_000;
const EXPIRY_BATCH_SIZE = 200;

export interface NewOffer {
  readonly toMemberId: string;
  /** the role that the old owner has afterwards; absent: leaves the organization */
  readonly roleAfter?: string | undefined;
  /** for the operator, who is not a member: the owner who gives */
  readonly fromMemberId?: string | undefined;
}

export interface WaitingOffer {
  readonly offer: OwnershipOffer;
  readonly fromName: string;
}

export function createOwnership(deps: CoreDeps) {
  const { read } = deps.store;
  const rule = rulesOf(deps);
  return {
    /**
     * An owner offers what they are. One offer at a time, for 7 days. Faults `permission.missing` (no owner), `ownership.none`,
     * `ownership.pending`, `member.missing`, `member.not_active`, `role.unknown`, `request.invalid`, `member.cannot_leave`,
     * `step_up.required`.
     */
    offer: rule(createOffer),
    async list(
      ctx: Context,
      organizationId: string,
      query: ListQuery,
    ): Promise<Page<OwnershipOffer>> {
      const where = equals('organizationId', organizationId);
      const page = await listPage(read.ownershipOffers, where, query);
      return { ...page, items: page.items.map((offer) => withCurrentStatus(ctx, offer)) };
    },
    /** What waits for the acting member to accept or decline, with the name of who gives. */
    async waitingFor(ctx: Context, organizationId: string): Promise<WaitingOffer | undefined> {
      const offer = await read.ownershipOffers.first(equals('pendingKey', organizationId));
      const isTheirs = offer !== undefined && offer.toMemberId === ctx.authority.memberId;
      if (!isTheirs || withCurrentStatus(ctx, offer).status !== 'pending') return undefined;
      const from = await tenantReaders(read, organizationId).members.get(offer.fromMemberId);
      return from && { offer, fromName: from.name };
    },
    /** For who gives, who gets, and who may see all. Fault `ownership.missing`. */
    async get(ctx: Context, organizationId: string, id: string): Promise<OwnershipOffer> {
      const offer = await tenantReaders(read, organizationId).ownershipOffers.require(id);
      const { memberId } = ctx.authority;
      const isParty = [offer.fromMemberId, offer.toMemberId].some((one) => one === memberId);
      const isVisible = isParty || reachOf(ctx.authority, 'ownership:read') === 'any';
      if (!isVisible) throw new Fault('ownership.missing', { id });
      return withCurrentStatus(ctx, offer);
    },
    /**
     * One transaction takes and gives; there is an owner at every moment. Faults `ownership.missing`, `ownership.not_yours`,
     * `ownership.over`, `member.not_active`, `member.cannot_leave`, `step_up.required`.
     */
    accept: rule(acceptOffer),
    /** Faults `ownership.missing`, `ownership.not_yours`, `ownership.over`. */
    decline: rule(async (scope, id: string) => {
      const offer = await scope.ownershipOffers.require(id);
      requireRecipient(scope.ctx, offer);
      return endOffer(scope, offer, 'declined');
    }),
    /** By who gave it, another owner, or the operator. Faults `ownership.missing`, `ownership.over`, `permission.missing`. */
    withdraw: rule(async (scope, id: string) => {
      const offer = await scope.ownershipOffers.require(id);
      await requireOwner(scope);
      return endOffer(scope, offer, 'withdrawn');
    }),
    /** For a job: ends offers that nobody took. */
    expireOffers: (ctx: Context) => expireOffers(deps, ctx),
  };
}

/** A listener of the journal: an offer ends with the membership of who gives or gets; of one who was merged the other one does. */
export const endOffersWithMembers: JournalListener = async (
  { family, type, target, after },
  { scope },
) => {
  if (family !== 'member' || scope === undefined || after?.['status'] !== 'left') return;
  const { tx, organization, ctx } = scope;
  const offer = await tx.ownershipOffers.first(equals('pendingKey', organization.id));
  if (offer?.fromMemberId !== target.id && offer?.toMemberId !== target.id) return;
  const isOver = withCurrentStatus(ctx, offer).status !== 'pending';
  if (type === 'member.merged' && !isOver && (await passOffer(scope, offer, target.id, after))) {
    return;
  }
  await endOffer(scope, offer, isOver ? 'expired' : 'withdrawn');
};

/** Whether the offer goes on with the member who is this person now: not one to an owner, or to who gives. */
async function passOffer(
  { ctx, tx, members }: OrganizationScope,
  offer: OwnershipOffer,
  memberId: string,
  after: JournalEntry['after'],
): Promise<boolean> {
  const survivorId = String(after?.['mergedInto']);
  const pass = (id: string): string => (id === memberId ? survivorId : id);
  const [fromMemberId, toMemberId] = [pass(offer.fromMemberId), pass(offer.toMemberId)];
  const [from, to] = [await members.get(fromMemberId), await members.get(toMemberId)];
  if (from?.standing !== 'owner' || to?.standing === 'owner') return false;
  const passed = { fromMemberId, toMemberId };
  await tx.ownershipOffers.update(nextVersion<OwnershipOffer>(ctx, offer, passed));
  return true;
}

/** A pending offer whose time is over reads as expired, before any job has come by. */
function withCurrentStatus({ clock }: Context, offer: OwnershipOffer): OwnershipOffer {
  const over = offer.status === 'pending' && Date.parse(offer.expiresAt) <= clock.now();
  return over ? { ...offer, status: 'expired' } : offer;
}

async function createOffer(scope: OrganizationScope, input: NewOffer): Promise<OwnershipOffer> {
  const { ctx, tx, organization } = scope;
  ownerRolesOf(scope);
  requireStepUp(ctx, 'ownership');
  const from = await requireOfferingOwner(scope, input.fromMemberId);
  const to = await scope.members.require(input.toMemberId);
  if (to.status !== 'active') throw new Fault('member.not_active', { id: to.id });
  if (to.standing === 'owner') throw invalidField('toMemberId', 'is an owner already');
  await requireRoleAfter(scope, from, input.roleAfter);
  await endExpiredOffer(scope);
  const newOffer = firstVersion<OwnershipOffer>(ctx, {
    organizationId: organization.id,
    fromMemberId: from.id,
    toMemberId: to.id,
    ...(input.roleAfter !== undefined && { roleAfter: input.roleAfter }),
    status: 'pending',
    expiresAt: instant(ctx.clock.now() + OFFER_DAYS * DAY_MS),
    pendingKey: organization.id,
  });
  await tx.ownershipOffers.insert(newOffer);
  await appendOfferEntry(scope, newOffer, 'ownership.offered');
  return newOffer;
}

/** An expired offer does not block a new one. Fault `ownership.pending`. */
async function endExpiredOffer(scope: OrganizationScope): Promise<void> {
  const { ctx, tx, organization } = scope;
  const pending = await tx.ownershipOffers.first(equals('pendingKey', organization.id));
  if (!pending) return;
  if (withCurrentStatus(ctx, pending).status === 'pending') {
    throw new Fault('ownership.pending', { id: pending.id, expiresAt: pending.expiresAt });
  }
  await endOffer(scope, pending, 'expired');
}

async function acceptOffer(scope: OrganizationScope, id: string): Promise<OwnershipOffer> {
  const { ctx, presets, organization } = scope;
  const offer = await scope.ownershipOffers.require(id);
  requireRecipient(ctx, offer);
  requirePending(ctx, offer);
  requireStepUp(ctx, 'ownership');
  const from = await scope.members.require(offer.fromMemberId);
  const to = await scope.members.require(offer.toMemberId);
  if (to.status !== 'active') throw new Fault('member.not_active', { id: to.id });
  if (from.status !== 'active' || from.standing !== 'owner') {
    throw new Fault('ownership.over', { id, because: 'who offered it is no owner any more' });
  }
  await requireRoleAfter(scope, from, offer.roleAfter);
  const owners = ownerRolesOf(scope);
  const ownerRole = from.grants.find(({ role }) => owners.has(role))?.role ?? [...owners][0] ?? '';
  const { singleRole } = requirePreset(presets, organization);
  const grant = (role: string): Grant => ({
    role,
    source: { kind: 'ownership' },
    since: instant(ctx.clock.now()),
  });
  await writeMember(scope, to, { grants: [...(singleRole ? [] : to.grants), grant(ownerRole)] });
  const otherGrants = from.grants.filter(({ role }) => !owners.has(role));
  const roleAfter = offer.roleAfter;
  const addedRoles =
    roleAfter === undefined || otherGrants.some(({ role }) => role === roleAfter)
      ? []
      : [roleAfter];
  const formerOwner = await writeMember(scope, from, {
    grants: [...(singleRole && addedRoles.length > 0 ? [] : otherGrants), ...addedRoles.map(grant)],
  });
  const accepted = await endOffer(scope, offer, 'accepted');
  if (roleAfter === undefined) await leaveAsMember(scope, formerOwner);
  return accepted;
}

/** Role and departure of the old owner must be possible; asked when offering and again when accepting. */
async function requireRoleAfter(
  scope: OrganizationScope,
  from: Member,
  role: string | undefined,
): Promise<void> {
  if (role === undefined) return requireUnmanagedByDirectory(scope, from);
  const { tx, presets, organization } = scope;
  const [definition] = await requireRoles(tx, presets, organization, [role]);
  if (definition?.standing === 'owner' || definition?.elevation) {
    throw invalidField('roleAfter', 'must be a lasting role that is not an owner’s');
  }
}

/** Fault `ownership.none`: the preset has administrators only. */
function ownerRolesOf({ presets, organization }: OrganizationScope): Set<string> {
  const { roles } = requirePreset(presets, organization);
  const owners = roles.filter(({ standing }) => standing === 'owner').map(({ name }) => name);
  if (owners.length === 0) throw new Fault('ownership.none', { preset: organization.preset });
  return new Set(owners);
}

/** The acting owner; or the one whom the operator names. */
async function requireOfferingOwner(
  scope: OrganizationScope,
  namedId: string | undefined,
): Promise<Member> {
  const { ctx } = scope;
  const acting = await requireOwner(scope);
  if (acting && (namedId === undefined || namedId === acting.id)) return acting;
  if (acting || namedId === undefined) {
    const problem = acting ? 'must be yourself' : 'must name the owner who gives';
    throw invalidField('fromMemberId', problem);
  }
  const from = await scope.members.require(namedId);
  if (from.status === 'active' && from.standing === 'owner') return from;
  ctx.log.debug({ memberId: namedId }, 'ownership of a member who is not an owner');
  throw invalidField('fromMemberId', 'is no owner');
}

/** The acting member, who must be an owner; undefined for the operator. Fault `permission.missing` for keys and everybody else. */
export async function requireOwner({
  ctx,
  members,
}: OrganizationScope): Promise<Member | undefined> {
  const { memberId, permissions } = ctx.authority;
  if (memberId === undefined && permissions === 'all') return undefined;
  const acting = memberId === undefined ? undefined : await members.get(memberId);
  if (acting?.standing === 'owner' && acting.status === 'active') return acting;
  throw new Fault('permission.missing', { permission: 'ownership:write', standing: 'owner' });
}

function requireRecipient({ authority }: Context, { toMemberId }: OwnershipOffer): void {
  if (authority.memberId !== toMemberId) throw new Fault('ownership.not_yours');
}

function requirePending(ctx: Context, offer: OwnershipOffer): void {
  const { status, expiresAt, id } = withCurrentStatus(ctx, offer);
  if (status !== 'pending') throw new Fault('ownership.over', { id, status, expiresAt });
}

async function endOffer(
  scope: OrganizationScope,
  offer: OwnershipOffer,
  status: 'accepted' | 'declined' | 'withdrawn' | 'expired',
): Promise<OwnershipOffer> {
  if (status !== 'expired') requirePending(scope.ctx, offer);
  const { pendingKey: _free, ...rest } = offer;
  const after = nextVersion<OwnershipOffer>(scope.ctx, rest, { status });
  await scope.tx.ownershipOffers.update(after);
  await appendOfferEntry(scope, after, `ownership.${status}`);
  return after;
}

function appendOfferEntry(
  { journal }: OrganizationScope,
  offer: OwnershipOffer,
  type: string,
): Promise<void> {
  const { id, fromMemberId, toMemberId, roleAfter, expiresAt } = offer;
  return journal.append({
    type,
    target: { kind: 'ownership-offer', id },
    after: { fromMemberId, toMemberId, roleAfter: roleAfter ?? null, expiresAt },
  });
}

function expireOffers(deps: CoreDeps, ctx: Context): Promise<SweepResult> {
  const overdue = {
    where: all(equals('status', 'pending'), compare('expiresAt', 'le', instant(ctx.clock.now()))),
    sort: [{ field: { column: 'expiresAt' } }],
    limit: EXPIRY_BATCH_SIZE,
  };
  return sweep(deps.store.read.ownershipOffers, overdue, ({ id, organizationId }) => {
    const expire = async (scope: OrganizationScope): Promise<boolean> => {
      const offer = await scope.ownershipOffers.get(id);
      if (offer?.status !== 'pending') return false;
      await endOffer(scope, offer, 'expired');
      return true;
    };
    return inOrganization(deps, ctx, organizationId, expire, 'any');
  });
}

function invalidField(field: string, problem: string): Fault {
  return new Fault('request.invalid', { errors: [{ field, problem }] });
}
