import {
  endSessionsIn,
  endSessionsOfMemberIn,
  inInstallation,
  inOrganization,
  requireManageableMember,
  requireStepUp,
  tenantReaders,
  type Core,
} from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';
import { all, equals, type SecondFactor, type Store } from '#store/index.js';
import { countingFactors } from './records.js';

export interface MemberTarget {
  readonly organizationId: string;
  readonly memberId: string;
}

/** A factor as others may see it. */
export interface MemberFactor {
  readonly id: string;
  readonly kind: SecondFactor['kind'];
  /** `organization`: set up in a session of its provider, and counts there only */
  readonly counts: 'everywhere' | 'organization';
  /** of a passkey */
  readonly name?: string;
  readonly left?: number;
  readonly createdAt: string;
  readonly lastUsedAt?: string;
}

/** What others see and do of a person's second factors: administrators in their organization, the operator everywhere. */
export function createFactorResets({
  store,
  core,
}: {
  readonly store: Store;
  readonly core: Core;
}) {
  return {
    /** Those that count for the member in the organization. Fault `member.missing`. */
    async ofMember(
      _ctx: Context,
      { organizationId, memberId }: MemberTarget,
    ): Promise<MemberFactor[]> {
      const member = await tenantReaders(store.read, organizationId).members.require(memberId);
      const { accountId } = member;
      if (accountId === undefined) return [];
      const found = await countingFactors(store.read, { accountId, organizationId });
      return found.map(viewOf);
    },
    /**
     * Removes those that count in the organization only, and ends the member's sessions there; the member is told. Those of the account
     * are the person's and the operator's: another organization may count on them. Resolves to how many went. Faults `member.missing`,
     * `member.self` (a person changes their own by the present factor), `permission.escalation`, `step_up.required`.
     */
    async resetMember(ctx: Context, target: MemberTarget): Promise<number> {
      const { organizationId, memberId } = target;
      if (ctx.authority.memberId === memberId) throw new Fault('member.self', { id: memberId });
      return inOrganization(core.deps, ctx, organizationId, async (scope) => {
        const { tx, journal } = scope;
        const member = await scope.members.require(memberId);
        await requireManageableMember(scope, member);
        requireStepUp(scope.ctx, 'security');
        const { id, name, accountId = '' } = member;
        const ofOrganization = equals('organizationId', organizationId);
        const where = all(equals('accountId', accountId), ofOrganization);
        const gone = await tx.secondFactors.removeWhere(where);
        if (gone.length === 0) return 0;
        await journal.append({
          type: 'member.second_factors_reset',
          target: { kind: 'member', id, name },
          after: { removed: gone.length },
        });
        await endSessionsOfMemberIn(scope, member);
        return gone.length;
      });
    },
    /** For the operator: every factor of the account goes, and its sessions end. Resolves to how many went. */
    async resetAccount(ctx: Context, accountId: string): Promise<number> {
      return inInstallation(core.deps, ctx, accountId, async (scope) => {
        const { tx, journal } = scope;
        const gone = await tx.secondFactors.removeWhere(equals('accountId', accountId));
        if (gone.length === 0) return 0;
        await journal.append({
          type: 'account.second_factors_reset',
          target: { kind: 'account', id: accountId },
          after: { removed: gone.length },
        });
        await endSessionsIn(scope, accountId, { reason: 'revoked' });
        return gone.length;
      });
    },
  };
}

function viewOf(factor: SecondFactor): MemberFactor {
  const { id, kind, organizationId, name, hashes, createdAt, lastUsedAt } = factor;
  return {
    id,
    kind,
    counts: organizationId === undefined ? 'everywhere' : 'organization',
    ...(name !== undefined && { name }),
    ...(hashes && { left: hashes.length }),
    createdAt,
    ...(lastUsedAt !== undefined && { lastUsedAt }),
  };
}
