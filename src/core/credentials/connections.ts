import { type Context, type Page } from '#kernel/index.js';
import { equals, type Connection, type ScimConnection } from '#store/index.js';
import { requireFeature } from '#core/access/index.js';
import {
  firstVersion,
  inOrganization,
  listPage,
  type ListQuery,
  nextVersion,
  requireOrganization,
  tenantReaders,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';

export type NewConnection = Pick<ScimConnection, 'kind' | 'name'> &
  Partial<Pick<ScimConnection, 'compatibility'>>;

export type ConnectionChange = Partial<Pick<ScimConnection, 'name' | 'compatibility' | 'status'>>;

export interface Connections {
  create(ctx: Context, organizationId: string, input: NewConnection): Promise<Connection>;
  /** Fault `connection.missing`, also when it belongs to another organization. */
  get(ctx: Context, organizationId: string, id: string): Promise<Connection>;
  list(ctx: Context, organizationId: string, query: ListQuery): Promise<Page<Connection>>;
  update(
    ctx: Context,
    organizationId: string,
    id: string,
    change: ConnectionChange,
  ): Promise<Connection>;
}

export function createConnections(deps: CoreDeps, forgetSessions: () => void): Connections {
  const { store } = deps;
  return {
    create: (ctx, organizationId, input) =>
      inOrganization(deps, ctx, organizationId, (scope) => insertConnection(scope, input), 'any'),
    get: (_ctx, organizationId, id) =>
      tenantReaders(store.read, organizationId).connections.require(id),
    async list(_ctx, organizationId, query) {
      await requireOrganization(store.read, organizationId);
      return listPage(store.read.connections, equals('organizationId', organizationId), query);
    },
    async update(ctx, organizationId, id, change) {
      const update = (scope: OrganizationScope) => updateConnection(scope, id, change);
      const after = await inOrganization(deps, ctx, organizationId, update, 'any');
      forgetSessions();
      return after;
    },
  };
}

/** Fault `plan.required`. */
async function insertConnection(
  { ctx, tx, presets, organization, journal }: OrganizationScope,
  { kind, name, compatibility = 'lenient' }: NewConnection,
): Promise<Connection> {
  requireFeature(presets, organization, 'directory');
  const connection = firstVersion<ScimConnection>(ctx, {
    organizationId: organization.id,
    kind,
    name,
    status: 'active',
    mappingMode: 'union',
    compatibility,
  });
  await tx.connections.insert(connection);
  await journal.append({
    type: 'scim.connection.created',
    target: { kind: 'connection', id: connection.id, name },
    after: { kind, compatibility },
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
  id: string,
  change: ConnectionChange,
): Promise<Connection> {
  const before = await scope.connections.require(id);
  const after = await writeConnection(scope, before, change);
  const { name, compatibility, status } = before;
  await scope.journal.append({
    type: 'scim.connection.updated',
    target: { kind: 'connection', id, name: after.name },
    before: { name, compatibility, status },
    after: { name: after.name, compatibility: after.compatibility, status: after.status },
  });
  return after;
}
