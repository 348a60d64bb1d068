import { requireMayOpen } from './connection-access.js';
import { Fault, readName, type Context, type Page } from '#kernel/index.js';
import { equals, type Connection, type ScimConnection } from '#store/index.js';
import { ceilingOf, requireFeature } from '#core/access/index.js';
import {
  firstVersion,
  inOrganization,
  listPage,
  type ListQuery,
  nextVersion,
  requireOrganization,
  requireVersion,
  rulesOf,
  tenantReaders,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';

export type NewConnection = Pick<ScimConnection, 'kind' | 'name'> &
  Partial<Pick<ScimConnection, 'compatibility' | 'notifyMembers'>>;

export interface ConnectionTarget {
  readonly organizationId: string;
  readonly connectionId: string;
  /** the version that the caller has read */
  readonly expected?: number;
}

export type ConnectionChange = Partial<
  Pick<ScimConnection, 'name' | 'compatibility' | 'notifyMembers'> & {
    readonly status: 'active' | 'disabled';
  }
>;

/** A connection that is to be changed. Faults `connection.missing`, `connection.deleting`. */
export async function requireConnection(
  { connections }: Pick<OrganizationScope, 'connections'>,
  id: string,
): Promise<Connection> {
  const connection = await connections.require(id);
  if (connection.status !== 'deleting') return connection;
  throw new Fault('connection.deleting', { id, taskId: connection.deletion?.taskId });
}

export function createConnections(deps: CoreDeps, forgetSessions: () => void) {
  const { read } = deps.store;
  const rule = rulesOf(deps, 'any');
  return {
    create: rule(insertConnection),
    /** Fault `connection.missing`, also when it belongs to another organization. */
    get: (_ctx: Context, organizationId: string, id: string): Promise<Connection> =>
      tenantReaders(read, organizationId).connections.require(id),
    async list(_ctx: Context, organizationId: string, query: ListQuery): Promise<Page<Connection>> {
      await requireOrganization(read, organizationId);
      return listPage(read.connections, equals('organizationId', organizationId), query);
    },
    /**
     * Faults `connection.missing`, `connection.deleting`, `permission.escalation`, `permission.missing`, `request.precondition`.
     */
    async update(
      ctx: Context,
      target: ConnectionTarget,
      change: ConnectionChange,
    ): Promise<Connection> {
      const work = (scope: OrganizationScope) => updateConnection(scope, target, change);
      const after = await inOrganization(deps, ctx, target.organizationId, work, 'any');
      forgetSessions();
      return after;
    },
  };
}

/** Fault `plan.required`. */
async function insertConnection(
  { ctx, tx, presets, organization, journal }: OrganizationScope,
  { kind, compatibility = 'lenient', notifyMembers, ...input }: NewConnection,
): Promise<Connection> {
  const name = readName(input.name);
  requireFeature(presets, organization, 'directory');
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
    type: 'scim.connection.created',
    target: { kind: 'connection', id: connection.id, name },
    after: { kind, compatibility, ...(notifyMembers && { notifyMembers }) },
  });
  return connection;
}

/** The next version of a connection; the caller has checked the change and appends the entry. */
export async function writeConnection(
  { ctx, tx }: Pick<OrganizationScope, 'ctx' | 'tx'>,
  before: Connection,
  change: Partial<Connection>,
): Promise<Connection> {
  const after = nextVersion<Connection>(ctx, before, change);
  await tx.connections.update(after);
  return after;
}

async function updateConnection(
  scope: OrganizationScope,
  { connectionId: id, expected }: ConnectionTarget,
  change: ConnectionChange,
): Promise<Connection> {
  const before = await requireConnection(scope, id);
  requireVersion(before, expected);
  // closing a connection takes all of its credentials away, opening it gives them back
  if (change.status !== undefined && change.status !== before.status) {
    await requireMayOpen(scope, before);
  }
  const after = await writeConnection(scope, before, {
    ...change,
    ...(change.name !== undefined && { name: readName(change.name) }),
  });
  await scope.journal.append({
    type: 'scim.connection.updated',
    target: { kind: 'connection', id, name: after.name },
    before: entryFieldsOf(before),
    after: entryFieldsOf(after),
  });
  return after;
}

function entryFieldsOf(connection: Connection): Record<string, unknown> {
  const { name, status, notifyMembers } = connection;
  return {
    name,
    ...(connection.kind === 'scim' && { compatibility: connection.compatibility }),
    status,
    ...(notifyMembers !== undefined && { notifyMembers }),
  };
}
