import { Fault, type Context } from '#kernel/index.js';
import type { Member, Organization, Store, Writers } from '#store/index.js';
import { requireManageable, rolesOfMember } from '#core/access/index.js';
import type { Presets } from '#core/tenancy/index.js';

/** Where rules about members look, inside and outside of transactions. */
export interface MemberScope {
  readonly ctx: Context;
  readonly tx: Pick<Store['read'], 'members' | 'roles'> | Pick<Writers, 'members' | 'roles'>;
  readonly presets: Presets;
  readonly organization: Organization;
}

/** Fault `member.missing`: an id of another organization is as unknown as any. */
export async function requireMember(
  { tx, organization }: MemberScope,
  id: string,
): Promise<Member> {
  const member = await tx.members.get(id);
  if (member?.organizationId !== organization.id) throw new Fault('member.missing', { id });
  return member;
}

/** Fault `permission.escalation`, unless the caller may touch somebody with these roles. One may touch oneself. */
export async function requireManageableMember(scope: MemberScope, member: Member): Promise<void> {
  const { ctx, tx, presets, organization } = scope;
  if (ctx.authority.memberId === member.id) return;
  const now = ctx.clock.now();
  requireManageable(ctx, await rolesOfMember(tx, presets, organization, member, now));
}

/** Fault `member.self`: leaving is another thing than being sent away, and has its own rules. */
export function refuseSelf({ authority }: Context, { id }: Member): void {
  if (authority.memberId === id) throw new Fault('member.self', { id });
}
