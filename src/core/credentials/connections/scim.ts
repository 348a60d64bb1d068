import { readName } from '#kernel/index.js';
import type { ScimConnection } from '#store/index.js';
import { ceilingOf } from '#core/access/index.js';
import { firstVersion, type OrganizationScope } from '#core/tenancy/index.js';
import { requireMayClose, requireMayOpen } from '../connection-access.js';
import { connectionEntry, writeConnection } from './records.js';

export type NewScimConnection = Pick<ScimConnection, 'kind' | 'name'> &
  Partial<Pick<ScimConnection, 'compatibility' | 'notifyMembers'>>;

export type ScimChange = Partial<
  Pick<ScimConnection, 'name' | 'compatibility' | 'notifyMembers'> & {
    readonly status: 'active' | 'disabled';
  }
>;

export async function insertScimConnection(
  { ctx, tx, organization, journal }: OrganizationScope,
  { kind, compatibility = 'lenient', notifyMembers, ...input }: NewScimConnection,
): Promise<ScimConnection> {
  const name = readName(input.name);
  const ceiling = ceilingOf(ctx);
  const connection = firstVersion<ScimConnection>(ctx, {
    organizationId: organization.id,
    kind,
    name,
    status: 'active',
    mappingMode: 'union',
    compatibility,
    ...(notifyMembers && { notifyMembers }),
    ...(ceiling && { ceiling }),
  });
  await tx.connections.insert(connection);
  await journal.append({
    ...connectionEntry(connection, 'created'),
    after: { kind, compatibility, ...(notifyMembers && { notifyMembers }) },
  });
  return connection;
}

export async function updateScimConnection(
  scope: OrganizationScope,
  before: ScimConnection,
  change: ScimChange,
): Promise<ScimConnection> {
  // closing a connection takes all of its credentials away, opening it gives them back
  if (change.status !== undefined && change.status !== before.status) {
    if (change.status === 'active') await requireMayOpen(scope, before);
    else await requireMayClose(scope, before);
  }
  const after = await writeConnection(scope, before, {
    ...change,
    ...(change.name !== undefined && { name: readName(change.name) }),
  });
  await scope.journal.append({
    ...connectionEntry(after, 'updated'),
    before: entryFieldsOf(before),
    after: entryFieldsOf(after),
  });
  return after;
}

function entryFieldsOf({ name, status, compatibility, notifyMembers }: ScimConnection) {
  return {
    name,
    compatibility,
    status,
    ...(notifyMembers !== undefined && { notifyMembers }),
  };
}
