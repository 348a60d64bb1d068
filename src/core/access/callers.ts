import { Fault, type Context } from '#kernel/index.js';
import {
  authorityOf,
  intersectAuthority,
  readmit,
  rolesOfMember,
  viewOrganization,
  whoIs,
  type CoreDeps,
} from '#core/tenancy/index.js';

export interface Callers {
  /**
   * The same call, done by a member for whom the caller speaks: with the rights that both have. Faults `acting.unknown`,
   * `organization.missing`.
   */
  asMember(ctx: Context, organizationId: string, memberId: string): Promise<Context>;
  /**
   * For answers that take long: asks between two of their parts what each transaction asks, whether the organization is open and the
   * caller still let in. Faults as of `inOrganization`.
   */
  readmit(ctx: Context, organizationId: string): Promise<Context>;
}

export function createCallers(deps: CoreDeps): Callers {
  const { store, presets } = deps;
  return {
    async asMember(ctx, organizationId, memberId) {
      const { authority } = ctx;
      const { organization, members } = await viewOrganization(deps, organizationId, 'any');
      const member = await members.get(memberId);
      if (member?.status !== 'active') throw new Fault('acting.unknown', { memberId });
      const now = ctx.clock.now();
      const roles = await rolesOfMember(store.read, presets, organization, member, now);
      return {
        ...ctx,
        actor: { kind: 'member', id: member.id, name: member.name, via: whoIs(ctx) },
        authority: intersectAuthority(authority, authorityOf(roles, { organizationId, memberId })),
      };
    },
    async readmit(ctx, organizationId) {
      const { organization } = await viewOrganization(deps, organizationId);
      return readmit(ctx, { tx: store.read, presets, organization });
    },
  };
}
