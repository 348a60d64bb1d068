import type { Context } from '#kernel/index.js';
import { requirePool, requireSpaceRole, type WhenFull } from '#core/entitlements/index.js';
import { requireFeature, requirePermission } from '#core/access/index.js';
import type { InvitationDeps } from '#core/onboarding/index.js';
import { requireRoles, type OrganizationScope } from '#core/tenancy/index.js';

export type MemberChangeDeps = InvitationDeps;

interface RolesGiven {
  readonly roles: readonly string[];
  /** where rights over others are given, or an elevation ends */
  readonly confirm?: boolean;
}

/** What is done to each row. */
export type MemberChange =
  | { readonly kind: 'suspend' | 'restore' | 'resendInvitations' | 'renewInvitations' }
  /** pending invitations are revoked */
  | { readonly kind: 'remove'; readonly successorMemberId?: string }
  | {
      readonly kind: 'addRoles';
      readonly roles: readonly string[];
      /** the grants end by themselves then */
      readonly until?: string;
      readonly confirm?: boolean;
    }
  | ({ readonly kind: 'removeRoles' } & RolesGiven)
  | ({ readonly kind: 'setRoles' } & RolesGiven)
  | { readonly kind: 'assignSeats'; readonly productId: string; readonly whenFull?: WhenFull }
  | { readonly kind: 'releaseSeats'; readonly productId: string }
  | { readonly kind: 'addToSpaces'; readonly spaceIds: readonly string[]; readonly role: string }
  | { readonly kind: 'removeFromSpaces'; readonly spaceIds: readonly string[] }
  | { readonly kind: 'revokeInvitations'; readonly notify?: boolean; readonly note?: string };

export type PersonKind = 'member' | 'invitation';

/** Which rows a change is about; the others of a selection are left alone. */
export function concernedBy({ kind }: MemberChange): readonly PersonKind[] {
  switch (kind) {
    case 'remove':
      return ['member', 'invitation'];
    case 'resendInvitations':
    case 'renewInvitations':
    case 'revokeInvitations':
      return ['invitation'];
    default:
      return ['member'];
  }
}

const PERMISSIONS: Readonly<Partial<Record<MemberChange['kind'], string>>> = {
  assignSeats: 'seats:write',
  releaseSeats: 'seats:write',
  addToSpaces: 'spaces:write',
  removeFromSpaces: 'spaces:write',
  resendInvitations: 'invitations:write',
  renewInvitations: 'invitations:write',
  revokeInvitations: 'invitations:write',
};

/** Fault `permission.missing`: beside the members, the change is of something that the caller may not change. */
export function requireMayChange(ctx: Pick<Context, 'authority'>, { kind }: MemberChange): void {
  requirePermission(ctx, PERMISSIONS[kind] ?? 'members:write');
}

type CheckScope = Parameters<typeof requireRoles>[0] extends infer Tx
  ? { readonly tx: Tx } & Pick<
      OrganizationScope,
      'presets' | 'organization' | 'products' | 'spaces' | 'members'
    >
  : never;

/**
 * What the change names is there: whoever it is done to, it could be done. Faults `role.unknown`, `product.missing`, `space.missing`,
 * `plan.required`, `member.missing` (the successor).
 */
export async function requireNamed(scope: CheckScope, change: MemberChange): Promise<void> {
  const { tx, presets, organization } = scope;
  switch (change.kind) {
    case 'addRoles':
    case 'removeRoles':
    case 'setRoles':
      await requireRoles(tx, presets, organization, change.roles);
      return;
    case 'assignSeats':
    case 'releaseSeats':
      await requirePool(scope, change.productId);
      return;
    case 'addToSpaces':
      requireFeature(presets, organization, 'spaces');
      requireSpaceRole(scope, change.role);
      await scope.spaces.requireMany(change.spaceIds);
      return;
    case 'removeFromSpaces':
      await scope.spaces.requireMany(change.spaceIds);
      return;
    case 'remove':
      if (change.successorMemberId !== undefined) {
        await scope.members.require(change.successorMemberId);
      }
      return;
    default:
  }
}
