import { requireStepUp, viewOrganization, type OrganizationScope } from '#core/index.js';
import { Fault, instant, toDomain, type Context } from '#kernel/index.js';
import type { Organization } from '#store/index.js';
import type { SignInDeps } from '../deps.js';
import { holdBreakGlassFactors } from '../factors/index.js';
import { relyingPartyOf } from '../factors/relying-parties.js';
import {
  unmetConditions,
  type Questioned,
  type UnmetCondition,
  type WantedEnforcement,
} from './conditions.js';
import {
  countsOf,
  heldMembers,
  type HeldCounts,
  type HeldPage,
  type PageQuery,
} from './held-members.js';

export type { HeldMember } from './held-members.js';

interface Target {
  readonly organizationId: string;
  readonly expected?: number;
}

/** What switching it on would do, before anything is done. */
export interface EnforcementPreview extends HeldPage {
  /** what is missing; nothing: it can be switched on */
  readonly unmet: readonly UnmetCondition[];
  readonly counts: HeldCounts;
}

export type Enforcement = ReturnType<typeof createEnforcement>;

type Deps = Pick<SignInDeps, 'store' | 'core' | 'baseUrl'> & {
  readonly relyingPartyId?: string | undefined;
};

export function createEnforcement({ store, core, baseUrl, relyingPartyId }: Deps) {
  const party = () => relyingPartyOf(baseUrl(), relyingPartyId);
  return {
    /** Faults `organization.missing`, `organization.deleted`, `organization.disabled`. */
    async get(_ctx: Context, organizationId: string): Promise<Organization> {
      return (await viewOrganization({ store }, organizationId)).organization;
    },
    /**
     * The conditions as they are, and a page of the members whom it would concern: those who have not signed in by the connections yet, and
     * guests.
     */
    async preview(
      ctx: Context,
      organizationId: string,
      input: WantedEnforcement,
      query: PageQuery,
    ): Promise<EnforcementPreview> {
      const { organization } = await viewOrganization({ store }, organizationId);
      const asked = { ctx, tx: store.read, organization, party: party() };
      const wanted = normal(input);
      return {
        unmet: await unmetConditions(asked, wanted),
        counts: await countsOf(asked, wanted),
        ...(await heldMembers(asked, wanted, query)),
      };
    },
    /**
     * Switches it on, or changes it, by an owner. Faults `sign_in_enforcement.unmet`, `permission.escalation`, `step_up.required`,
     * `connection.missing`, `member.missing`, `request.precondition`.
     */
    set: (ctx: Context, target: Target, input: WantedEnforcement): Promise<Organization> =>
      core.organizations.setSignInEnforcement(ctx, target, async (scope) => {
        await requireMayDecide(scope);
        const wanted = normal(input);
        const { organization, tx } = scope;
        const asked: Questioned = { ctx: scope.ctx, tx, organization, party: party() };
        const unmet = await unmetConditions(asked, wanted);
        if (unmet.length > 0) throw new Fault('sign_in_enforcement.unmet', { unmet });
        await holdFactors(scope, asked.party, wanted);
        const since = organization.signInEnforcement?.since ?? instant(ctx.clock.now());
        return { ...wanted, since };
      }),
    /** Every way in is open again. Faults `permission.escalation`, `step_up.required`, `request.precondition`. */
    remove: (ctx: Context, target: Target): Promise<Organization> =>
      core.organizations.setSignInEnforcement(ctx, target, async (scope) => {
        await requireMayDecide(scope);
        return undefined;
      }),
  };
}

/** An owner who proved themselves a moment ago, or the operator; no key. Faults `permission.escalation`, `step_up.required`. */
async function requireMayDecide({ ctx, members }: OrganizationScope): Promise<void> {
  const { memberId, permissions } = ctx.authority;
  if (memberId !== undefined || permissions !== 'all') {
    const acting = memberId === undefined ? undefined : await members.get(memberId);
    if (acting?.standing !== 'owner')
      throw new Fault('permission.escalation', { standing: 'owner' });
  }
  requireStepUp(ctx, 'security', { always: true });
}

async function holdFactors(
  scope: OrganizationScope,
  party: Questioned['party'],
  { breakGlassMemberIds }: WantedEnforcement,
): Promise<void> {
  const named = await scope.members.getMany(breakGlassMemberIds);
  for (const { accountId = '' } of named) await holdBreakGlassFactors(scope, party, accountId);
}

/** Each once, domains as they are kept. */
function normal({ domains, connectionIds, guests, breakGlassMemberIds }: WantedEnforcement) {
  return {
    domains: [...new Set(domains.map((name) => toDomain(name.trim().replace(/\.$/, ''))))].sort(),
    connectionIds: [...new Set(connectionIds)],
    guests,
    breakGlassMemberIds: [...new Set(breakGlassMemberIds)],
  };
}
