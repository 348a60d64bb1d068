import { all, equals, type Store, type Term, type Writers } from '#store/index.js';

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

type UsageReader = Store['read'] | Writers;

/** An organization has a handful of either; what is beyond this cannot be a default of something forgotten. */
const MAX_DEFAULTS = 1_000;

export function isUsed({ members, invitations, mappings }: Usage): boolean {
  return members + invitations + mappings > 0;
}

/** Everybody with a grant of the role, suspended, left and lapsed ones too. */
export function membersWithRole(organizationId: string, role: string): Term {
  return all(equals('organizationId', organizationId), roleFacet(organizationId, role));
}

export function pendingInvitationsWithRole(organizationId: string, role: string): Term {
  const pending = equals('status', 'pending');
  return all(equals('organizationId', organizationId), pending, roleFacet(organizationId, role));
}

export function mappingsToRole(organizationId: string, role: string): Term {
  return all(equals('organizationId', organizationId), equals('gives', `role:${role}`));
}

function roleFacet(scope: string, value: string): Term {
  return { kind: 'facet', scope, name: 'role', operator: 'eq', value };
}

export async function usageOf(
  reading: UsageReader,
  organizationId: string,
  role: string,
): Promise<Usage> {
  const query = { where: equals('organizationId', organizationId), limit: MAX_DEFAULTS };
  const connections = await reading.connections.find(query);
  const domains = await reading.domains.find(query);
  const isDefault = ({ defaultRole }: { defaultRole?: string }): boolean => defaultRole === role;
  return {
    members: await reading.members.count(membersWithRole(organizationId, role)),
    invitations: await reading.invitations.count(pendingInvitationsWithRole(organizationId, role)),
    mappings: await reading.groupMappings.count(mappingsToRole(organizationId, role)),
    defaults: [
      ...connections.records
        .filter(isDefault)
        .map(({ id, name }) => ({ kind: 'connection' as const, id, name })),
      ...domains.records
        .filter(isDefault)
        .map(({ id, name }) => ({ kind: 'domain' as const, id, name })),
    ],
  };
}
