import type { Context } from '#kernel/index.js';
import type { Domain } from '#store/index.js';
import type { Links } from '#core/credentials/index.js';
import {
  inOrganization,
  type OrganizationScope,
  type CoreDeps,
  requireVersion,
} from '#core/tenancy/index.js';
import type { DomainRules } from './names.js';

export interface DomainTarget {
  readonly organizationId: string;
  readonly id: string;
  /** the version that the caller has read */
  readonly expected?: number;
}

export interface DomainDeps extends CoreDeps {
  readonly links: Links;
  readonly rules: DomainRules;
}

/** Opens the organization of a domain. Faults `domain.missing`, also for one of another organization, `request.precondition`. */
export function withDomain<T>(
  deps: DomainDeps,
  ctx: Context,
  { organizationId, id, expected }: DomainTarget,
  work: (scope: OrganizationScope, domain: Domain) => Promise<T>,
): Promise<T> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const domain = await scope.domains.require(id);
    requireVersion(domain, expected);
    return work(scope, domain);
  });
}

/** What the journal keeps of a domain: no code that proves anything. */
export function appendDomainEntry(
  { journal }: OrganizationScope,
  type: string,
  domain: Domain,
  before?: Domain,
): Promise<void> {
  const journalFieldsOf = (one: Domain): Record<string, unknown> => {
    const { name, status, enrolment, defaultRole, defaultSpaces, verifiedBy, failures } = one;
    return { name, status, enrolment, defaultRole, defaultSpaces, verifiedBy, failures };
  };
  return journal.append({
    type,
    target: { kind: 'domain', id: domain.id, name: domain.name },
    ...(before && { before: journalFieldsOf(before) }),
    after: journalFieldsOf(domain),
  });
}
