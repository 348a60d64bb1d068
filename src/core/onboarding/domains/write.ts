import { Fault } from '#kernel/index.js';
import type { Domain, Store } from '#store/index.js';
import { append, type OrganizationScope, type Links, type CoreDeps } from '#core/tenancy/index.js';
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

/** Fault `domain.missing`, also when it belongs to another organization. */
export async function requireDomain(
  reading: Pick<Store['read'], 'domains'>,
  organizationId: string,
  id: string,
): Promise<Domain> {
  const domain = await reading.domains.get(id);
  if (domain?.organizationId !== organizationId) throw new Fault('domain.missing', { id });
  return domain;
}

/** What the journal keeps of a domain: no code that proves anything. */
export function appendDomainEntry(
  { ctx, tx, organization }: Pick<OrganizationScope, 'ctx' | 'tx' | 'organization'>,
  type: string,
  domain: Domain,
  before?: Domain,
): Promise<void> {
  const journalFieldsOf = (one: Domain): Record<string, unknown> => {
    const { name, status, enrolment, defaultRole, defaultSpaces, verifiedBy, failures } = one;
    return { name, status, enrolment, defaultRole, defaultSpaces, verifiedBy, failures };
  };
  return append(ctx, tx, {
    organizationId: organization.id,
    type,
    target: { kind: 'domain', id: domain.id, name: domain.name },
    ...(before && { before: journalFieldsOf(before) }),
    after: journalFieldsOf(domain),
  });
}
