import { Fault, instant, isFault, randomText, type Context, type Page } from '#kernel/index.js';
import { equals, type Domain } from '#store/index.js';
import {
  firstVersion,
  type OrganizationScope,
  listPage,
  type ListQuery,
  nextVersion,
  requirePreset,
  requireRoles,
  requireVersion,
  inOrganization,
} from '#core/tenancy/index.js';
import { requireFeature, requireGrantable, requirePermission } from '#core/access/index.js';
import { appendDomainEntry, requireDomain, type DomainDeps, type DomainTarget } from './write.js';
import { readDomain, requireOwnable } from './names.js';
import { createDomainProofs, type DomainProofs } from './proofs.js';

export type { DomainTarget } from './write.js';
export { NO_DOMAIN_RULES, domainOfAddress, readDomain, type DomainRules } from './names.js';

/** Domains of one organization. */
export const MAX_DOMAINS = 100;

const DAY_MS = 86_400_000;

export type DomainChange = Partial<Pick<Domain, 'enrolment' | 'defaultSpaces'>> & {
  /** null takes it away */
  readonly defaultRole?: string | null;
};

export interface Domains extends DomainProofs {
  /**
   * Faults `domain.consumer`, `domain.blocked`, `domain.taken_here`, `domain.taken_elsewhere` (another organization has proved
   * it), `limit.domains`, `plan.required`.
   */
  add(ctx: Context, organizationId: string, name: string): Promise<Domain>;
  get(ctx: Context, organizationId: string, id: string): Promise<Domain>;
  list(ctx: Context, organizationId: string, query: ListQuery): Promise<Page<Domain>>;
  /** Faults `domain.not_verified` (an unproved one enrols nobody), `role.unknown`, `permission.escalation`, `space.missing`. */
  update(ctx: Context, target: DomainTarget, change: DomainChange): Promise<Domain>;
  /** Fault `domain.in_use` while it enrols people: set its enrolment to manual first. */
  remove(ctx: Context, target: DomainTarget): Promise<void>;
}

export function createDomains(deps: DomainDeps): Domains {
  const { store } = deps;
  return {
    ...createDomainProofs(deps),
    add: async (ctx, organizationId, name) =>
      addDomain(deps, ctx, organizationId, readDomain(name)),
    get: (_ctx, organizationId, id) => requireDomain(store.read, organizationId, id),
    list: (_ctx, organizationId, query) =>
      listPage(store.read.domains, equals('organizationId', organizationId), query),
    update(ctx, { organizationId, id, expected }, change) {
      return inOrganization(deps, ctx, organizationId, async (scope) => {
        const { tx } = scope;
        const before = await requireDomain(tx, organizationId, id);
        requireVersion(before, expected);
        await checkChange(scope, before, change);
        const { defaultRole: oldRole, ...rest } = before;
        const { defaultRole: newRole, ...others } = change;
        const role = newRole === undefined ? oldRole : (newRole ?? undefined);
        const after = nextVersion<Domain>(
          ctx,
          { ...rest, ...(role !== undefined && { defaultRole: role }) },
          others,
        );
        await tx.domains.update(after);
        await appendDomainEntry(scope, 'domain.updated', after, before);
        return after;
      });
    },
    remove(ctx, { organizationId, id, expected }) {
      return inOrganization(deps, ctx, organizationId, async (scope) => {
        const { tx } = scope;
        const domain = await requireDomain(tx, organizationId, id);
        requireVersion(domain, expected);
        if (domain.enrolment !== 'manual') throw new Fault('domain.in_use', { id });
        await tx.domains.remove(id, domain.version);
        await tx.tallies.adjust(`domains:${organizationId}`, -1);
        await appendDomainEntry(scope, 'domain.removed', domain);
      });
    },
  };
}

async function addDomain(
  deps: DomainDeps,
  ctx: Context,
  organizationId: string,
  name: string,
): Promise<Domain> {
  const { presets, rules } = deps;
  requireOwnable(name, rules);
  const domain = firstVersion<Domain>(ctx, {
    organizationId,
    name,
    status: 'pending',
    enrolment: 'manual',
    failures: 0,
    recheckAt: instant(ctx.clock.now() + DAY_MS),
    dnsCode: `muster-domain-proof=${randomText(32)}`,
  });
  try {
    return await inOrganization(deps, ctx, organizationId, async (scope) => {
      const { tx } = scope;
      requireFeature(presets, scope.organization, 'domains');
      const owner = await tx.domains.first(equals('verifiedKey', name));
      if (owner && owner.organizationId !== organizationId) {
        throw new Fault('domain.taken_elsewhere', { name });
      }
      const count = await tx.tallies.adjust(`domains:${organizationId}`, 1);
      if (count > MAX_DOMAINS) throw new Fault('limit.domains', { limit: MAX_DOMAINS });
      await tx.domains.insert(domain);
      await appendDomainEntry(scope, 'domain.added', domain);
      return domain;
    });
  } catch (error) {
    if (isFault(error, 'record.exists')) throw new Fault('domain.taken_here', { name });
    throw error;
  }
}

async function checkChange(
  { ctx, tx, presets, organization }: OrganizationScope,
  domain: Domain,
  { enrolment, defaultRole, defaultSpaces = [] }: DomainChange,
): Promise<void> {
  if (enrolment !== undefined && enrolment !== 'manual' && domain.status !== 'verified') {
    throw new Fault('domain.not_verified', { name: domain.name });
  }
  if (defaultRole !== undefined && defaultRole !== null) {
    const roles = await requireRoles(tx, presets, organization, [defaultRole]);
    if (roles.some(({ standing, elevation }) => standing === 'owner' || elevation)) {
      throw new Fault('role.not_mappable', { role: defaultRole });
    }
    requireGrantable(ctx, roles);
  }
  const known = new Set(requirePreset(presets, organization).spaceRoles.map(({ name }) => name));
  if (defaultSpaces.length > 0) requirePermission(ctx, 'spaces:write');
  for (const { spaceId, role } of defaultSpaces) {
    const space = await tx.spaces.get(spaceId);
    if (space?.organizationId !== organization.id) throw new Fault('space.missing', { spaceId });
    if (!known.has(role)) throw new Fault('role.unknown', { role, roles: [...known] });
  }
}
