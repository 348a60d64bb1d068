import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { mapPage, route, type Route } from './routes.js';

type Connection = Awaited<ReturnType<Core['connections']['get']>>;

export function connectionRoutes({ connections }: Core): Route[] {
  return [
    route(operations.createConnection, async ({ ctx, params, body, base }) => {
      const { organizationId } = params;
      const connection = await connections.create(ctx, organizationId, body);
      return {
        body: connectionView(connection, base),
        location: `${BASE_PATH}/organizations/${organizationId}/connections/${connection.id}`,
      };
    }),
    route(operations.listConnections, async ({ ctx, params, query, base }) => ({
      body: mapPage(await connections.list(ctx, params.organizationId, query), (connection) =>
        connectionView(connection, base),
      ),
    })),
    route(operations.getConnection, async ({ ctx, params, base }) => ({
      body: connectionView(
        await connections.get(ctx, params.organizationId, params.connectionId),
        base,
      ),
    })),
    route(operations.updateConnection, async ({ ctx, params, body, base }) => {
      const { organizationId, connectionId } = params;
      return {
        body: connectionView(
          await connections.update(ctx, organizationId, connectionId, body),
          base,
        ),
      };
    }),
  ];
}

function connectionView(connection: Connection, base: string): object {
  const { notifyMembers = false } = connection;
  return { ...connection, notifyMembers, scimBaseUrl: `${base}/scim/${connection.id}/v2` };
}
