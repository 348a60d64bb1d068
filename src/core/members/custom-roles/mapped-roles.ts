import { Fault } from '#kernel/index.js';
import { credentialsBelow, describeCredentials } from '#core/credentials/index.js';
import type { OrganizationScope, Role } from '#core/tenancy/index.js';
import { equals } from '#store/index.js';
import { mappingsToRole } from './usages.js';

/** Mappings, and connections, of one organization that are looked at: it has a handful of connections. */
const MAX_ROWS = 1_000;

/**
 * What groups give as `name` becomes `role`: another role, or the same one with other rights. Fault `mapping.beyond_credentials` with the
 * credentials of these connections whose makers could not give that; they are replaced first, or the mapping is, by a caller who vouches.
 */
export async function requireCoveredMappings(
  scope: OrganizationScope,
  name: string,
  role: Role,
): Promise<void> {
  const { tx, organization } = scope;
  const where = mappingsToRole(organization.id, name);
  const { records } = await tx.groupMappings.find({ where, limit: MAX_ROWS });
  const ids = new Set(records.map(({ connectionId }) => connectionId));
  const ofOrganization = equals('organizationId', organization.id);
  const connections = await tx.connections.find({ where: ofOrganization, limit: MAX_ROWS });
  for (const { id, defaultRole } of connections.records) if (defaultRole === name) ids.add(id);
  for (const id of ids) {
    const below = await credentialsBelow(scope, id, { roles: [role], spaces: false, seats: false });
    if (below.length === 0) continue;
    throw new Fault('mapping.beyond_credentials', { credentials: describeCredentials(below) });
  }
}
