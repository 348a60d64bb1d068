import { all, equals, facet, type Readers, type Term } from '#store/index.js';
import { findAll } from '#core/tenancy/index.js';

/** What holds, promises or hands out a role. */
export interface Usage {
  readonly members: number;
  /** pending ones */
  readonly invitations: number;
  /** groups that give it */
  readonly mappings: number;
  /** connections and domains whose default it is */
  readonly defaults: readonly {
    readonly kind: 'connection' | 'domain';
    readonly id: string;
    readonly name: string;
  }[];
}

export function isUsed({ members, invitations, mappings }: Usage): boolean {
  return members + invitations + mappings > 0;
}

/** All members with a grant of the role, suspended and former ones, and those whose grant has lapsed. */
export function membersWithRole(organizationId: string, role: string): Term {
  return all(equals('organizationId', organizationId), facet(organizationId, 'role', role));
}

export function pendingInvitationsWithRole(organizationId: string, role: string): Term {
  const pending = equals('status', 'pending');
  return all(
    equals('organizationId', organizationId),
    pending,
    facet(organizationId, 'role', role),
  );
}

export function mappingsToRole(organizationId: string, role: string): Term {
  return all(equals('organizationId', organizationId), equals('gives', `role:${role}`));
}

export async function usageOf(tx: Readers, organizationId: string, role: string): Promise<Usage> {
  const ofOrganization = equals('organizationId', organizationId);
  const connections = await findAll(tx.connections, ofOrganization);
  const domains = await findAll(tx.domains, ofOrganization);
  const defaultsIn = (
    kind: 'connection' | 'domain',
    records: readonly { id: string; name: string; defaultRole?: string }[],
  ): Usage['defaults'] =>
    records
      .filter(({ defaultRole }) => defaultRole === role)
      .map(({ id, name }) => ({ kind, id, name }));
  return {
    members: await tx.members.count(membersWithRole(organizationId, role)),
    invitations: await tx.invitations.count(pendingInvitationsWithRole(organizationId, role)),
    mappings: await tx.groupMappings.count(mappingsToRole(organizationId, role)),
    defaults: [...defaultsIn('connection', connections), ...defaultsIn('domain', domains)],
  };
}
