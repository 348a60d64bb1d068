import { Fault, instant, newId, type Context, type Page } from '#kernel/index.js';
import {
  all,
  equals,
  type Grant,
  type Member,
  type Organization,
  type OwnershipOffer,
  type Store,
  type Writers,
} from '#store/index.js';
import {
  append,
  type Ground,
  groundFor,
  listPage,
  type ListQuery,
  nextVersion,
  openGround,
  type Presets,
  requirePreset,
  requireRoles,
} from '#core/tenancy/index.js';
import { depart, requireFree, rewrite } from '#core/members/index.js';
import { reachOf } from '#core/access/index.js';

const OFFER_DAYS = 7;
const DAY = 86_400_000;
const SWEEP = 200;

export interface NewOffer {
  readonly toMemberId: string;
  /** the role that the old owner has afterwards; absent: leaves the organization */
  readonly roleAfter?: string | undefined;
  /** for the operator, who is nobody's member: the owner who gives */
  readonly fromMemberId?: string | undefined;
}

export interface Ownership {
  /**
   * An owner offers what they are. One offer at a time, for 7 days. Faults `permission.missing` (no owner), `ownership.none`,
   * `ownership.pending`, `member.missing`, `member.not_active`, `role.unknown`, `request.invalid`, `member.cannot_leave`.
   */
  offer(ctx: Context, organizationId: string, input: NewOffer): Promise<OwnershipOffer>;
  list(ctx: Context, organizationId: string, query: ListQuery): Promise<Page<OwnershipOffer>>;
  /** For who gives, who gets, and who may see all. Fault `ownership.missing`. */
  get(ctx: Context, organizationId: string, id: string): Promise<OwnershipOffer>;
  /**
   * One transaction takes and gives; there is an owner at every moment. Faults `ownership.missing`, `ownership.not_yours`,
   * `ownership.over`, `member.not_active`, `member.cannot_leave`.
   */
  accept(ctx: Context, organizationId: string, id: string): Promise<OwnershipOffer>;
  /** Faults `ownership.missing`, `ownership.not_yours`, `ownership.over`. */
  decline(ctx: Context, organizationId: string, id: string): Promise<OwnershipOffer>;
  /** By who gave it, another owner, or the operator. Faults `ownership.missing`, `ownership.over`, `permission.missing`. */
  withdraw(ctx: Context, organizationId: string, id: string): Promise<OwnershipOffer>;
  /** For a job: ends offers that nobody took. */
  expireOffers(ctx: Context): Promise<{ done: number; more: boolean }>;
}

export function createOwnership(store: Store, presets: Presets): Ownership {
  const within = <T>(
    ctx: Context,
    organizationId: string,
    work: (ground: Ground) => Promise<T>,
  ): Promise<T> =>
    store.transaction(organizationId, async (tx) =>
      work(await openGround(ctx, tx, presets, organizationId)),
    );
  return {
    offer: (ctx, organizationId, input) =>
      within(ctx, organizationId, (ground) => offer(ground, input)),
    async list(ctx, organizationId, query) {
      const where = equals('organizationId', organizationId);
      const page = await listPage(store.read.ownershipOffers, where, query);
      return { ...page, items: page.items.map((one) => asOf(ctx, one)) };
    },
    async get(ctx, organizationId, id) {
      const found = await store.read.ownershipOffers.get(id);
      const { memberId } = ctx.authority;
      const concerned = [found?.fromMemberId, found?.toMemberId].includes(memberId);
      const sees = concerned || reachOf(ctx.authority, 'ownership:read') === 'any';
      if (found?.organizationId !== organizationId || !sees) {
        throw new Fault('ownership.missing', { id });
      }
      return asOf(ctx, found);
    },
    accept: (ctx, organizationId, id) =>
      within(ctx, organizationId, (ground) => accept(ground, id)),
    decline: (ctx, organizationId, id) =>
      within(ctx, organizationId, async (ground) => {
        const found = await requireOffer(ground, id);
        requireYours(ctx, found);
        return end(ground, found, 'declined');
      }),
    withdraw: (ctx, organizationId, id) =>
      within(ctx, organizationId, async (ground) => {
        const found = await requireOffer(ground, id);
        await requireOwner(ground);
        return end(ground, found, 'withdrawn');
      }),
    expireOffers: (ctx) => expireOffers(store, presets, ctx),
  };
}

/** A pending offer whose time is over reads as expired, before any job has come by. */
function asOf({ clock }: Context, offer: OwnershipOffer): OwnershipOffer {
  const over = offer.status === 'pending' && Date.parse(offer.expiresAt) <= clock.now();
  return over ? { ...offer, status: 'expired' } : offer;
}

async function offer(ground: Ground, input: NewOffer): Promise<OwnershipOffer> {
  const { ctx, tx, organization } = ground;
  ownerRolesOf(ground);
  const from = await requireGiver(ground, input.fromMemberId);
  const to = await memberOf(tx, organization, input.toMemberId);
  if (to.status !== 'active') throw new Fault('member.not_active', { id: to.id });
  if (to.standing === 'owner') throw invalid('toMemberId', 'is an owner already');
  await requireAfterwards(ground, from, input.roleAfter);
  await endTheLast(ground);
  const now = instant(ctx.clock.now());
  const made: OwnershipOffer = {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId: organization.id,
    fromMemberId: from.id,
    toMemberId: to.id,
    ...(input.roleAfter !== undefined && { roleAfter: input.roleAfter }),
    status: 'pending',
    expiresAt: instant(ctx.clock.now() + OFFER_DAYS * DAY),
    pendingKey: organization.id,
  };
  await tx.ownershipOffers.insert(made);
  await note(ground, made, 'ownership.offered');
  return made;
}

/** An offer whose time is over makes room. Fault `ownership.pending`. */
async function endTheLast(ground: Ground): Promise<void> {
  const { ctx, tx, organization } = ground;
  const pending = await tx.ownershipOffers.first(equals('pendingKey', organization.id));
  if (!pending) return;
  if (asOf(ctx, pending).status === 'pending') {
    throw new Fault('ownership.pending', { id: pending.id, expiresAt: pending.expiresAt });
  }
  await end(ground, pending, 'expired');
}

async function accept(ground: Ground, id: string): Promise<OwnershipOffer> {
  const { ctx, tx, presets, organization } = ground;
  const found = await requireOffer(ground, id);
  requireYours(ctx, found);
  requirePending(ctx, found);
  const from = await memberOf(tx, organization, found.fromMemberId);
  const to = await memberOf(tx, organization, found.toMemberId);
  if (to.status !== 'active') throw new Fault('member.not_active', { id: to.id });
  if (from.status !== 'active' || from.standing !== 'owner') {
    throw new Fault('ownership.over', { id, because: 'who offered it is no owner any more' });
  }
  await requireAfterwards(ground, from, found.roleAfter);
  const owners = ownerRolesOf(ground);
  const given = from.grants.find(({ role }) => owners.has(role))?.role ?? [...owners][0] ?? '';
  const { singleRole } = requirePreset(presets, organization);
  const grant = (role: string): Grant => ({
    role,
    source: { kind: 'ownership' },
    since: instant(ctx.clock.now()),
  });
  await rewrite(ground, to, { grants: [...(singleRole ? [] : to.grants), grant(given)] });
  const kept = from.grants.filter(({ role }) => !owners.has(role));
  const after = found.roleAfter;
  const wanted = after === undefined || kept.some(({ role }) => role === after) ? [] : [after];
  const stays = await rewrite(ground, from, {
    grants: [...(singleRole && wanted.length > 0 ? [] : kept), ...wanted.map(grant)],
  });
  if (after === undefined) await depart(ground, stays);
  return end(ground, found, 'accepted');
}

/** Role and departure of the old owner must be possible; asked when offering and again when accepting. */
async function requireAfterwards(
  { tx, presets, organization }: Ground,
  from: Member,
  role: string | undefined,
): Promise<void> {
  if (role === undefined) return requireFree({ tx, organization }, from);
  const [found] = await requireRoles(tx, presets, organization, [role]);
  if (found?.standing === 'owner' || found?.elevation) {
    throw invalid('roleAfter', 'must be a lasting role that is not an owner’s');
  }
}

/** Fault `ownership.none`: the preset has administrators only. */
function ownerRolesOf({ presets, organization }: Ground): Set<string> {
  const { roles } = requirePreset(presets, organization);
  const owners = roles.filter(({ standing }) => standing === 'owner').map(({ name }) => name);
  if (owners.length === 0) throw new Fault('ownership.none', { preset: organization.preset });
  return new Set(owners);
}

/** The acting owner; or the one whom the operator names. */
async function requireGiver(ground: Ground, named: string | undefined): Promise<Member> {
  const { ctx, tx, organization } = ground;
  const acting = await requireOwner(ground);
  if (acting && (named === undefined || named === acting.id)) return acting;
  if (acting || named === undefined) {
    const problem = acting ? 'must be yourself' : 'must name the owner who gives';
    throw invalid('fromMemberId', problem);
  }
  const from = await memberOf(tx, organization, named);
  if (from.status === 'active' && from.standing === 'owner') return from;
  ctx.log.debug({ memberId: named }, 'ownership of somebody who is no owner');
  throw invalid('fromMemberId', 'is no owner');
}

/** The acting member, who must be an owner; undefined for the operator. Fault `permission.missing` for keys and everybody else. */
async function requireOwner({ ctx, tx, organization }: Ground): Promise<Member | undefined> {
  const { memberId, permissions } = ctx.authority;
  if (memberId === undefined && permissions === 'all') return undefined;
  const acting = memberId === undefined ? undefined : await tx.members.get(memberId);
  const owns = acting?.organizationId === organization.id && acting.standing === 'owner';
  if (owns && acting.status === 'active') return acting;
  throw new Fault('permission.missing', { permission: 'ownership:write', standing: 'owner' });
}

/** Fault `member.missing`. */
async function memberOf(tx: Writers, { id }: Organization, memberId: string): Promise<Member> {
  const member = await tx.members.get(memberId);
  if (member?.organizationId !== id) throw new Fault('member.missing', { id: memberId });
  return member;
}

/** Fault `ownership.missing`. */
async function requireOffer(
  { tx, organization }: Pick<Ground, 'tx' | 'organization'>,
  id: string,
): Promise<OwnershipOffer> {
  const found = await tx.ownershipOffers.get(id);
  if (found?.organizationId !== organization.id) throw new Fault('ownership.missing', { id });
  return found;
}

function requireYours({ authority }: Context, { toMemberId }: OwnershipOffer): void {
  if (authority.memberId !== toMemberId) throw new Fault('ownership.not_yours');
}

function requirePending(ctx: Context, offer: OwnershipOffer): void {
  const { status, expiresAt, id } = asOf(ctx, offer);
  if (status !== 'pending') throw new Fault('ownership.over', { id, status, expiresAt });
}

async function end(
  ground: Ground,
  offer: OwnershipOffer,
  status: 'accepted' | 'declined' | 'withdrawn' | 'expired',
): Promise<OwnershipOffer> {
  if (status !== 'expired') requirePending(ground.ctx, offer);
  const { pendingKey: _free, ...rest } = offer;
  const after = nextVersion<OwnershipOffer>(ground.ctx, rest, { status });
  await ground.tx.ownershipOffers.update(after);
  await note(ground, after, `ownership.${status}`);
  return after;
}

function note({ ctx, tx }: Ground, offer: OwnershipOffer, type: string): Promise<void> {
  const { id, organizationId, fromMemberId, toMemberId, roleAfter, expiresAt } = offer;
  return append(ctx, tx, {
    organizationId,
    type,
    target: { kind: 'ownership-offer', id },
    after: { fromMemberId, toMemberId, roleAfter: roleAfter ?? null, expiresAt },
  });
}

async function expireOffers(
  store: Store,
  presets: Presets,
  ctx: Context,
): Promise<{ done: number; more: boolean }> {
  const { records } = await store.read.ownershipOffers.find({
    where: all(equals('status', 'pending'), {
      kind: 'compare',
      field: { column: 'expiresAt' },
      operator: 'le',
      value: instant(ctx.clock.now()),
    }),
    sort: [{ field: { column: 'expiresAt' } }],
    limit: SWEEP,
  });
  let done = 0;
  for (const { id, organizationId } of records) {
    const ended = await store.transaction(organizationId, async (tx) => {
      const organization = await tx.organizations.get(organizationId);
      const offer = await tx.ownershipOffers.get(id);
      if (!organization || offer?.status !== 'pending') return false;
      await end(groundFor(ctx, tx, presets, organization), offer, 'expired');
      return true;
    });
    if (ended) done += 1;
  }
  return { done, more: records.length === SWEEP };
}

function invalid(field: string, problem: string): Fault {
  return new Fault('request.invalid', { errors: [{ field, problem }] });
}
