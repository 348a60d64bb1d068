import { instant } from '#kernel/index.js';
import type { Invitation, JoinRequest } from '#store/index.js';
import { type OrganizationScope, nextVersion, requirePreset, whoIs } from '#core/tenancy/index.js';
import { checkPromisedRoles, requireProducts, requireSpaces } from '#core/entitlements/index.js';
import { createMember, formerMember, personNamesOf, toGrants } from '#core/members/index.js';
import { accountFieldsOf } from './enrolment.js';

/** What the person is given. */
export interface Approval {
  /** the preset's default role when absent */
  readonly roles?: readonly string[];
  readonly spaces?: Invitation['spaces'];
  readonly products?: readonly string[];
}

/**
 * Makes the person a member. Faults `role.unknown`, `permission.escalation`, `permission.missing` (spaces and seats),
 * `limit.members`, `member.exists`, `plan.required`, `space.missing`, `product.missing`, `request.invalid` (roles that are given by
 * hand only).
 */
export async function approveRequest(
  scope: OrganizationScope,
  request: JoinRequest,
  { roles: requestedRoles, spaces = [], products = [] }: Approval,
): Promise<JoinRequest> {
  const { name, email } = request;
  const { defaultRole } = requirePreset(scope.presets, scope.organization);
  const names = requestedRoles ?? (defaultRole === undefined ? [] : [defaultRole]);
  const roles = names.length > 0 ? await checkPromisedRoles(scope, names) : [];
  const source = { kind: 'join_request', joinRequestId: request.id } as const;
  const access = {
    source,
    spaces: await requireSpaces(scope, spaces),
    products: await requireProducts(scope, products),
  };
  const member = await createMember(scope, {
    name,
    ...personNamesOf(request),
    email,
    status: 'active',
    source: 'join_request',
    grants: toGrants(scope.ctx, roles, source),
    access,
    former: await formerMember(scope, email),
    ...(await accountFieldsOf(scope, request)),
  });
  return closeRequest(scope, request, { status: 'approved', memberId: member.id });
}

/** Ends a pending request: its address may ask again. */
export async function closeRequest(
  scope: OrganizationScope,
  before: JoinRequest,
  change: Pick<JoinRequest, 'status'> & Partial<Pick<JoinRequest, 'reason' | 'memberId'>>,
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

export function appendRequestEntry(
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
