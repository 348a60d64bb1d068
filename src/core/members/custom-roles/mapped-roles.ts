import { Fault } from '#kernel/index.js';
import { credentialsBelow } from '#core/credentials/index.js';
import type { OrganizationScope, Role } from '#core/tenancy/index.js';
import { equals } from '#store/index.js';
import { mappingsToRole } from './usages.js';

/** Mappings, and connections, of one organization that are looked at: it has a handful of connections. */
const MAX_ROWS = 1_000;

/**
 * What groups give as `name` becomes `role`: another role, or the same one with other rights. Fault `mapping.beyond_credentials` with the
 * credentials of these connections (or the connections for sign-in) whose makers could not give that; they are replaced first, or the
 * mapping is, by a caller who vouches.
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
  const given = { roles: [role], spaces: false, seats: false };
  for (const connection of connections.records) {
    if (!ids.has(connection.id) && connection.defaultRole !== name) continue;
    const credentials = await credentialsBelow(scope, connection, given);
    if (credentials.length > 0) throw new Fault('mapping.beyond_credentials', { credentials });
  }
}
