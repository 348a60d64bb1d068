import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import type { HttpDeps } from '../deps.js';
import type { RateLimit } from '../rate-limits.js';
import { connectionViews } from './connection-views.js';
import { mapPage, route, type Route } from './routes.js';
import { workInBackground } from './tasks.js';

type Deletion = Awaited<ReturnType<Core['connectionDeletions']['get']>>;

export function connectionRoutes(deps: HttpDeps, limitFetches: RateLimit): Route[] {
  const { core, signIn } = deps;
  const { connections } = core;
  const view = connectionViews(deps);
  return [
    route(operations.createConnection, async ({ ctx, params, body, base }) => {
      const { organizationId } = params;
      if ('provider' in body && body.provider?.from === 'url') await limitFetches(organizationId);
      const connection =
        body.kind === 'scim'
          ? await connections.create(ctx, organizationId, body)
          : await signIn.connections.create(ctx, organizationId, body);
      return {
        body: view(connection, base),
        location: `${BASE_PATH}/organizations/${organizationId}/connections/${connection.id}`,
      };
    }),
    route(operations.listConnections, async ({ ctx, params, query, base }) => ({
      body: mapPage(await connections.list(ctx, params.organizationId, query), (connection) =>
        view(connection, base),
      ),
    })),
    route(operations.getConnection, async ({ ctx, params, base }) => ({
      body: view(await connections.get(ctx, params.organizationId, params.connectionId), base),
    })),
    route(operations.updateConnection, async ({ ctx, target, body, base }) => {
      if (body.provider?.from === 'url') await limitFetches(target.organizationId);
      return { body: view(await signIn.connections.update(ctx, target, body), base) };
    }),
    ...deletionRoutes(deps),
  ];
}

function deletionRoutes(deps: HttpDeps): Route[] {
  const { connectionDeletions } = deps.core;
  return [
    route(operations.previewConnectionDeletion, async ({ ctx, params, query, body }) => ({
      body: await connectionDeletions.preview(ctx, params, { ...body, page: query }),
    })),
    route(operations.deleteConnection, async ({ ctx, target, query }) => {
      const task = await connectionDeletions.begin(ctx, target, query.people);
      workInBackground(deps, ctx);
      const deletions = `${BASE_PATH}/organizations/${task.organizationId}/connection-deletions`;
      return { body: deletionView(task), location: `${deletions}/${task.id}` };
    }),
    route(operations.listConnectionDeletions, async ({ ctx, params, query }) => {
      const page = await connectionDeletions.list(ctx, params.organizationId, query);
      return { body: mapPage(page, deletionView) };
    }),
    route(operations.getConnectionDeletion, async ({ ctx, params }) => {
      const { organizationId, deletionId } = params;
      return { body: deletionView(await connectionDeletions.get(ctx, organizationId, deletionId)) };
    }),
  ];
}

/** Without its version: what the caller asked about is the connection. */
function deletionView({ version: _version, ...task }: Deletion): object {
  return { ...task.options, ...task, createdBy: task.actor };
}
