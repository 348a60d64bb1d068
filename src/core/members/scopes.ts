import { Fault, type Context } from '#kernel/index.js';
import type { Member, Organization, Readers } from '#store/index.js';
import { requireManageable, requirePermission } from '#core/access/index.js';
import {
  type CoreDeps,
  type OrganizationState,
  type Presets,
  type TenantReaders,
  viewOrganization,
  rolesOfMember,
} from '#core/tenancy/index.js';

/** Where a rule reads: in a transaction (an `OrganizationScope`), or what is committed (`readScope`). */
export interface ReadScope extends TenantReaders {
  readonly ctx: Context;
  readonly tx: Readers;
  readonly presets: Presets;
  readonly organization: Organization;
}

/** Faults `organization.missing`, `organization.deleted`, `organization.disabled`. */
export async function readScope(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  state: OrganizationState = 'active',
): Promise<ReadScope> {
  const { store, presets } = deps;
  return { ctx, tx: store.read, presets, ...(await viewOrganization(deps, organizationId, state)) };
}

/** Fault `permission.escalation`, unless the caller may change a member with these roles. Callers may change themselves. */
export async function requireManageableMember(
  scope: Pick<ReadScope, 'ctx' | 'tx' | 'presets' | 'organization'>,
  member: Member,
): Promise<void> {
  const { ctx, tx, presets, organization } = scope;
  if (ctx.authority.memberId === member.id) return;
  const now = ctx.clock.now();
  requireManageable(ctx, await rolesOfMember(tx, presets, organization, member, now));
}

/** Fault `member.self`: leaving is not removal, and has rules of its own. */
export function refuseSelf({ authority }: Context, { id }: Member): void {
  if (authority.memberId === id) throw new Fault('member.self', { id });
}

/**
 * Who a member is, is decided by a caller who may manage the member; an owner decides about themselves. Faults `permission.missing`,
 * `permission.escalation`.
 */
export async function requireMayLink(scope: ReadScope, member: Member): Promise<void> {
  const { ctx, tx, presets, organization } = scope;
  requirePermission(ctx, 'members:write');
  if (ctx.authority.memberId === member.id && member.standing === 'owner') return;
  const now = ctx.clock.now();
  requireManageable(ctx, await rolesOfMember(tx, presets, organization, member, now));
}
