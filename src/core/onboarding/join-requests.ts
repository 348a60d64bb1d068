import {
  Fault,
  foldCase,
  instant,
  isFault,
  newId,
  type Context,
  type Page,
} from '#kernel/index.js';
import {
  all,
  equals,
  type AccessSource,
  type Domain,
  type JoinRequest,
  type Member,
  type Organization,
  type Store,
  type Term,
} from '#store/index.js';
import { domainOfAddress } from './domains/domains.js';
import {
  type OrganizationScope,
  listPage,
  type ListQuery,
  nextVersion,
  requireOpenOrganization,
  requirePreset,
  whoIs,
  type CoreDeps,
  inOrganization,
} from '#core/tenancy/index.js';
import {
  checkPromisedRoles,
  throwInvalidField,
  requireProducts,
  requireSpaces,
} from '#core/entitlements/index.js';
import { requireFeature } from '#core/access/index.js';
import { addFromDecision, type DecidedMember } from '#core/members/index.js';

/** Somebody whom a host application has signed in, and whose address it has proved. */
export interface SignedInPerson {
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
  readonly accountId?: string;
}

export interface JoinRequestQuery extends ListQuery {
  readonly status?: JoinRequest['status'];
}

export interface Decision {
  /** the preset's default role when absent */
  readonly roles?: readonly string[];
  readonly spaces?: DecidedMember['spaces'];
  readonly products?: readonly string[];
}

/** What an address opens, by domains that organizations have proved. */
export interface Enrolment {
  /** joined at once */
  readonly joined: readonly { readonly organizationId: string; readonly memberId: string }[];
  /** may ask to join */
  readonly suggested: readonly { readonly organizationId: string; readonly name: string }[];
}

export interface JoinRequests {
  /**
   * Faults `invitation.unverified`, `join_request.closed`, `join_request.pending`, `member.exists`, `plan.required`. Who has a
   * pending invitation needs no request: Fault `invitation.pending`.
   */
  create(
    ctx: Context,
    organizationId: string,
    person: SignedInPerson & { readonly message?: string },
  ): Promise<JoinRequest>;
  get(ctx: Context, organizationId: string, id: string): Promise<JoinRequest>;
  list(ctx: Context, organizationId: string, query: JoinRequestQuery): Promise<Page<JoinRequest>>;
  /**
   * Faults `join_request.decided`, `role.unknown`, `permission.escalation`, `permission.missing` (spaces and seats), `limit.members`,
   * `plan.required`, `space.missing`, `product.missing`, `request.invalid` (roles that are given by hand only).
   */
  approve(
    ctx: Context,
    organizationId: string,
    id: string,
    decision: Decision,
  ): Promise<JoinRequest>;
  deny(ctx: Context, organizationId: string, id: string, reason?: string): Promise<JoinRequest>;
  /** by whoever asked */
  withdraw(ctx: Context, organizationId: string, id: string): Promise<JoinRequest>;
  /** Called when somebody has signed in: joins them where their domain says so, and tells where they may ask. */
  enrol(ctx: Context, person: SignedInPerson): Promise<Enrolment>;
}

export function createJoinRequests(deps: CoreDeps): JoinRequests {
  const { store } = deps;
  const decidePending = <T>(
    ctx: Context,
    organizationId: string,
    id: string,
    work: (scope: OrganizationScope, request: JoinRequest) => Promise<T>,
  ): Promise<T> =>
    inOrganization(deps, ctx, organizationId, async (scope) => {
      const { tx } = scope;
      const request = await requireRequest(tx, organizationId, id);
      const { status } = request;
      if (status !== 'pending') throw new Fault('join_request.decided', { id, status });
      return work(scope, request);
    });
  return {
    create: (ctx, organizationId, person) => createJoinRequest(deps, ctx, organizationId, person),
    get: (_ctx, organizationId, id) => requireRequest(store.read, organizationId, id),
    async list(_ctx, organizationId, { status, ...page }) {
      await requireOpenOrganization(store.read, organizationId);
      const terms: Term[] = [equals('organizationId', organizationId)];
      if (status) terms.push(equals('status', status));
      return listPage(store.read.joinRequests, all(...terms), page);
    },
    approve: (ctx, organizationId, id, decision) =>
      decidePending(ctx, organizationId, id, (scope, request) =>
        approveRequest(scope, request, decision),
      ),
    deny: (ctx, organizationId, id, reason) =>
      decidePending(ctx, organizationId, id, (scope, request) =>
        closeRequest(scope, request, { status: 'denied', ...(reason !== undefined && { reason }) }),
      ),
    withdraw: (ctx, organizationId, id) =>
      decidePending(ctx, organizationId, id, (scope, request) =>
        closeRequest(scope, request, { status: 'withdrawn' }),
      ),
    enrol: (ctx, person) => enrolPerson(deps, ctx, person),
  };
}

async function createJoinRequest(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  { message, ...person }: SignedInPerson & { readonly message?: string },
): Promise<JoinRequest> {
  const { presets } = deps;
  if (!person.emailVerified) throw new Fault('invitation.unverified');
  const now = instant(ctx.clock.now());
  const emailKey = foldCase(person.email);
  const { name, email, accountId } = person;
  const request: JoinRequest = {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId,
    name,
    email,
    emailKey,
    status: 'pending',
    pendingKey: emailKey,
    ...(accountId !== undefined && { accountId }),
    ...(message !== undefined && { message }),
  };
  try {
    return await inOrganization(deps, ctx, organizationId, async (scope) => {
      const { tx } = scope;
      requireFeature(presets, scope.organization, 'members');
      await requireOpenTo(scope, email);
      await requireOwnAccount(scope, request);
      await requireNotMemberOrInvited(scope, emailKey);
      await tx.joinRequests.insert(request);
      await appendRequestEntry(scope, 'join_request.created', request);
      return request;
    });
  } catch (error) {
    if (isFault(error, 'record.exists')) throw new Fault('join_request.pending');
    throw error;
  }
}

/** Who may ask: everybody, addresses of a domain that suggests it, or nobody. */
async function requireOpenTo(scope: OrganizationScope, email: string): Promise<void> {
  const { tx, organization } = scope;
  const policy = organization.policies?.joinRequests ?? 'domains';
  if (policy === 'open') return;
  const domain = policy === 'closed' ? undefined : await domainOf(tx, email);
  if (domain?.organizationId === organization.id && domain.enrolment !== 'manual') return;
  throw new Fault('join_request.closed');
}

/** An account of another address is somebody else's, and does not join by this one's wish. Fault `request.invalid`. */
async function requireOwnAccount(
  { tx }: OrganizationScope,
  { accountId, emailKey }: JoinRequest,
): Promise<void> {
  if (accountId === undefined) return;
  const account = await tx.accounts.get(accountId);
  if (account?.emailKey !== emailKey)
    throwInvalidField('accountId', 'is no account of this address');
}

async function domainOf(
  reading: Pick<Store['read'], 'domains'>,
  email: string,
): Promise<Domain | undefined> {
  const name = domainOfAddress(email);
  return name === undefined ? undefined : reading.domains.first(equals('verifiedKey', name));
}

/** Faults `member.exists`, `invitation.pending`. */
async function requireNotMemberOrInvited(
  { ctx, tx, organization }: OrganizationScope,
  emailKey: string,
): Promise<void> {
  const ofOrganization = equals('organizationId', organization.id);
  const { records } = await tx.members.find({
    where: all(ofOrganization, equals('emailKey', emailKey)),
    limit: 20,
  });
  if (records.some(({ status }) => status !== 'left')) throw new Fault('member.exists');
  const invitation = await tx.invitations.first(
    all(ofOrganization, equals('pendingKey', emailKey)),
  );
  if (invitation && Date.parse(invitation.expiresAt) > ctx.clock.now()) {
    throw new Fault('invitation.pending', { id: invitation.id });
  }
}

async function approveRequest(
  scope: OrganizationScope,
  request: JoinRequest,
  { roles: requestedRoles, spaces = [], products = [] }: Decision,
): Promise<JoinRequest> {
  const { presets, organization } = scope;
  const { defaultRole } = requirePreset(presets, organization);
  const names = requestedRoles ?? (defaultRole === undefined ? [] : [defaultRole]);
  const member = await addRequester(scope, request, {
    roles: names.length > 0 ? await checkPromisedRoles(scope, names) : [],
    spaces: await requireSpaces(scope, spaces),
    products: await requireProducts(scope, products),
  });
  return closeRequest(scope, request, { status: 'approved', memberId: member.id });
}

function addRequester(
  scope: OrganizationScope,
  { id, name, email, accountId }: JoinRequest,
  access: Pick<DecidedMember, 'roles' | 'spaces' | 'products'>,
): Promise<Member> {
  return addFromDecision(scope, {
    name,
    email,
    memberSource: 'join_request',
    ...access,
    accessSource: { kind: 'join_request', joinRequestId: id },
    ...(accountId !== undefined && { accountId }),
  });
}

async function closeRequest(
  scope: OrganizationScope,
  before: JoinRequest,
  change: Partial<Pick<JoinRequest, 'reason' | 'memberId'>> & {
    readonly status: JoinRequest['status'];
  },
): Promise<JoinRequest> {
  const { ctx, tx } = scope;
  const { pendingKey: _free, ...rest } = before;
  const after = nextVersion<JoinRequest>(ctx, rest, {
    ...change,
    decidedAt: instant(ctx.clock.now()),
    decidedBy: whoIs(ctx),
  });
  await tx.joinRequests.update(after);
  await appendRequestEntry(scope, `join_request.${after.status}`, after);
  return after;
}

function appendRequestEntry(
  { journal }: OrganizationScope,
  type: string,
  request: JoinRequest,
): Promise<void> {
  const { id, name, email, status, message, reason, memberId } = request;
  return journal.append({
    type,
    target: { kind: 'join-request', id, name },
    after: { email, status, message, reason, memberId },
  });
}

/** Fault `join_request.missing`, also when it belongs to another organization. */
async function requireRequest(
  reading: Pick<Store['read'], 'joinRequests'>,
  organizationId: string,
  id: string,
): Promise<JoinRequest> {
  const request = await reading.joinRequests.get(id);
  if (request?.organizationId !== organizationId) throw new Fault('join_request.missing', { id });
  return request;
}

async function enrolPerson(
  deps: CoreDeps,
  ctx: Context,
  person: SignedInPerson,
): Promise<Enrolment> {
  const { store } = deps;
  const nothing = { joined: [], suggested: [] };
  if (!person.emailVerified) return nothing;
  const domain = await domainOf(store.read, person.email);
  if (!domain || domain.enrolment === 'manual') return nothing;
  const { organizationId } = domain;
  const organization = await store.read.organizations.get(organizationId);
  if (organization?.status !== 'active') return nothing;
  const known = await presentMemberOf(store, organization, person.email);
  if (known) return nothing;
  const suggestion = { ...nothing, suggested: [{ organizationId, name: organization.name }] };
  if (domain.enrolment === 'suggest') return suggestion;
  try {
    const member = await inOrganization(deps, ctx, organizationId, (scope) =>
      joinByDomain(scope, domain, person),
    );
    return { ...nothing, joined: member ? [{ organizationId, memberId: member.id }] : [] };
  } catch (error) {
    // full, or not on this plan: an administrator has to make room, and is asked
    if (isFault(error, 'limit.members', 'plan.required')) return suggestion;
    throw error;
  }
}

async function presentMemberOf(
  { read }: Store,
  { id }: Organization,
  email: string,
): Promise<Member | undefined> {
  const { records } = await read.members.find({
    where: all(equals('organizationId', id), equals('emailKey', foldCase(email))),
    limit: 20,
  });
  return records.find(({ status }) => status !== 'left');
}

/** Somebody who was removed by a person does not come back by themselves. */
async function joinByDomain(
  scope: OrganizationScope,
  domain: Domain,
  { name, email, accountId }: SignedInPerson,
): Promise<Member | undefined> {
  const { tx, presets, organization } = scope;
  requireFeature(presets, organization, 'members');
  const { records } = await tx.members.find({
    where: all(equals('organizationId', organization.id), equals('emailKey', foldCase(email))),
    limit: 20,
  });
  if (records.length > 0) return undefined;
  const role = domain.defaultRole ?? requirePreset(presets, organization).defaultRole;
  return addFromDecision(scope, {
    name,
    email,
    memberSource: 'domain',
    roles: role === undefined ? [] : [role],
    spaces: domain.defaultSpaces ?? [],
    products: [],
    accessSource: { kind: 'domain', domainId: domain.id } satisfies AccessSource,
    ...(accountId !== undefined && { accountId }),
  });
}
