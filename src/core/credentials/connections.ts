import { Fault, instant, newId, type Context, type Page } from '#kernel/index.js';
import {
  equals,
  type Connection,
  type ScimConnection,
  type Store,
  type Writers,
} from '#store/index.js';
import { requireFeature } from '#core/access/index.js';
import {
  append,
  findOrganization,
  listPage,
  type ListQuery,
  requireOrganization,
  nextVersion,
  type CoreDeps,
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
  const { store, presets } = deps;
  return {
    create(ctx, organizationId, input) {
      const now = instant(ctx.clock.now());
      const connection: ScimConnection = {
        id: newId(),
        version: 1,
        createdAt: now,
        updatedAt: now,
        organizationId,
        kind: input.kind,
        name: input.name,
        status: 'active',
        mappingMode: 'union',
        compatibility: input.compatibility ?? 'lenient',
      };
      return store.transaction(organizationId, async (tx) => {
        const organization = await findOrganization(tx, organizationId);
        requireFeature(presets, organization, 'directory');
        await tx.connections.insert(connection);
        await append(ctx, tx, {
          organizationId,
          type: 'scim.connection.created',
          target: { kind: 'connection', id: connection.id, name: connection.name },
          after: { kind: connection.kind, compatibility: connection.compatibility },
        });
        return connection;
      });
    },
    get: (_ctx, organizationId, id) => requireConnection(store.read, organizationId, id),
    async list(_ctx, organizationId, query) {
      await requireOrganization(store.read, organizationId);
      return listPage(store.read.connections, equals('organizationId', organizationId), query);
    },
    async update(ctx, organizationId, id, change) {
      const after = await store.transaction(organizationId, async (tx) => {
        const before = await requireConnection(tx, organizationId, id);
        const after = nextVersion<Connection>(ctx, before, change);
        await tx.connections.update(after);
        const { name, compatibility, status } = before;
        await append(ctx, tx, {
          organizationId,
          type: 'scim.connection.updated',
          target: { kind: 'connection', id, name: after.name },
          before: { name, compatibility, status },
          after: { name: after.name, compatibility: after.compatibility, status: after.status },
        });
        return after;
      });
      forgetSessions();
      return after;
    },
  };
}

/** Fault `connection.missing`: an id of another organization is as unknown as any. */
export async function requireConnection(
  reading: Pick<Store['read'], 'connections'> | Pick<Writers, 'connections'>,
  organizationId: string,
  id: string,
): Promise<Connection> {
  const connection = await reading.connections.get(id);
  if (connection?.organizationId !== organizationId) throw new Fault('connection.missing', { id });
  return connection;
}
