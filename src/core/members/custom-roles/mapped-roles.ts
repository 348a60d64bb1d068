import { Fault } from '#kernel/index.js';
import { credentialsBelow } from '#core/credentials/index.js';
import { findAll, type OrganizationScope, type Role } from '#core/tenancy/index.js';
import { equals } from '#store/index.js';
import { mappingsToRole } from './usages.js';

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
  const mappings = await findAll(tx.groupMappings, mappingsToRole(organization.id, name));
  const ids = new Set(mappings.map(({ connectionId }) => connectionId));
  const ofOrganization = equals('organizationId', organization.id);
  const given = { roles: [role], spaces: false, seats: false };
  for (const connection of await findAll(tx.connections, ofOrganization)) {
    if (!ids.has(connection.id) && connection.defaultRole !== name) continue;
    const credentials = await credentialsBelow(scope, connection, given);
    if (credentials.length > 0) throw new Fault('mapping.beyond_credentials', { credentials });
  }
}
