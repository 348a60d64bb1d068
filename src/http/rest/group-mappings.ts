import { operations } from '#api/index.js';
import type { HttpDeps } from '../deps.js';
import { route, type Route } from './routes.js';
import { waitShortly } from './wait-shortly.js';

export function groupMappingRoutes(deps: HttpDeps): Route[] {
  const { groupMappings, recomputation } = deps.core;
  return [
    route(operations.getGroupMappings, async ({ ctx, params }) => ({
      body: await groupMappings.get(ctx, params.organizationId, params.connectionId),
    })),
    route(operations.replaceGroupMappings, async ({ ctx, params, body }) => {
      const { organizationId, connectionId } = params;
      await groupMappings.replace(ctx, organizationId, connectionId, body);
      const work = recomputation.run(ctx, connectionId);
      deps.runInBackground('recomputing roles', work);
      await waitShortly(work);
      return { body: await groupMappings.get(ctx, organizationId, connectionId) };
    }),
    route(operations.previewGroupMappings, async ({ ctx, params, query, body }) => {
      const { organizationId, connectionId } = params;
      const input = { settings: body, page: query };
      return { body: await groupMappings.preview(ctx, organizationId, connectionId, input) };
    }),
  ];
}
