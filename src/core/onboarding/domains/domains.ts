import { Fault, instant, isFault, randomText, type Context, type Page } from '#kernel/index.js';
import { equals, type Domain } from '#store/index.js';
import {
  firstVersion,
  type OrganizationScope,
  listPage,
  type ListQuery,
  nextVersion,
  requireNotEnforced,
  requirePreset,
  requireRoles,
  tenantReaders,
  inOrganization,
} from '#core/tenancy/index.js';
import { requireFeature, requireGrantable, requirePermission } from '#core/access/index.js';
import { appendDomainEntry, withDomain, type DomainDeps, type DomainTarget } from './write.js';
import { readDomain, requireOwnable } from './names.js';
import { createDomainProofs } from './proofs.js';

export { NO_DOMAIN_RULES, type DomainRules } from './names.js';

/** Domains of one organization. */
export const MAX_DOMAINS = 100;

const DAY_MS = 86_400_000;

export type DomainChange = Partial<Pick<Domain, 'enrolment' | 'defaultSpaces'>> & {
  /** null takes it away */
  readonly defaultRole?: string | null;
};

export type Domains = ReturnType<typeof createDomains>;

export function createDomains(deps: DomainDeps) {
  const { read } = deps.store;
  return {
    ...createDomainProofs(deps),
    add: addDomain.bind(undefined, deps),
    get: (_ctx: Context, organizationId: string, id: string): Promise<Domain> =>
      tenantReaders(read, organizationId).domains.require(id),
    list: (_ctx: Context, organizationId: string, query: ListQuery): Promise<Page<Domain>> =>
      listPage(read.domains, equals('organizationId', organizationId), query),
    update: updateDomain.bind(undefined, deps),
    remove: removeDomain.bind(undefined, deps),
  };
}

/**
 * Faults `domain.consumer`, `domain.blocked`, `domain.taken_here`, `domain.taken_elsewhere` (another organization has proved it),
 * `limit.domains`, `plan.required`, `request.invalid`.
 */
async function addDomain(
  deps: DomainDeps,
  ctx: Context,
  organizationId: string,
  text: string,
): Promise<Domain> {
  const name = readDomain(text);
  requireOwnable(name, deps.rules);
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
      requireFeature(deps.presets, scope.organization, 'domains');
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

/** Faults `domain.not_verified` (an unverified one enrols no one), `role.unknown`, `permission.escalation`, `space.missing`. */
function updateDomain(
  deps: DomainDeps,
  ctx: Context,
  target: DomainTarget,
  change: DomainChange,
): Promise<Domain> {
  return withDomain(deps, ctx, target, async (scope, before) => {
    await checkChange(scope, before, change);
    const { defaultRole: oldRole, ...rest } = before;
    const { defaultRole: newRole, ...others } = change;
    const role = newRole === undefined ? oldRole : (newRole ?? undefined);
    const kept = { ...rest, ...(role !== undefined && { defaultRole: role }) };
    const after = nextVersion<Domain>(ctx, kept, others);
    await scope.tx.domains.update(after);
    await appendDomainEntry(scope, 'domain.updated', after, before);
    return after;
  });
}

/** Fault `domain.in_use` while it enrols people: set its enrolment to manual first. */
function removeDomain(deps: DomainDeps, ctx: Context, target: DomainTarget): Promise<void> {
  return withDomain(deps, ctx, target, async (scope, domain) => {
    const { id, version, organizationId, enrolment } = domain;
    if (enrolment !== 'manual') throw new Fault('domain.in_use', { id });
    requireNotEnforced(scope.organization, { domain: domain.name });
    await scope.tx.domains.remove(id, version);
    await scope.tx.tallies.adjust(`domains:${organizationId}`, -1);
    await appendDomainEntry(scope, 'domain.removed', domain);
  });
}

async function checkChange(
  { ctx, tx, presets, organization, spaces }: OrganizationScope,
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
    await spaces.require(spaceId, { spaceId });
    if (!known.has(role)) throw new Fault('role.unknown', { role, roles: [...known] });
  }
}
