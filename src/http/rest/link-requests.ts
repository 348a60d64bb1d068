import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

export function linkRequestRoutes({ linkRequests }: Core): Route[] {
  return [
    route(operations.listLinkRequests, async ({ ctx, params, query }) => ({
      body: await linkRequests.list(ctx, params.organizationId, params.connectionId, query),
    })),
    route(operations.getLinkRequest, async ({ ctx, params }) => {
      const { organizationId, connectionId, linkRequestId: id } = params;
      return { body: await linkRequests.get(ctx, organizationId, { connectionId, id }) };
    }),
    route(operations.approveLinkRequest, async ({ ctx, params }) => {
      const { organizationId, connectionId, linkRequestId: id } = params;
      return { body: await linkRequests.approve(ctx, organizationId, { connectionId, id }) };
    }),
    route(operations.rejectLinkRequest, async ({ ctx, params }) => {
      const { organizationId, connectionId, linkRequestId: id } = params;
      return { body: await linkRequests.reject(ctx, organizationId, { connectionId, id }) };
    }),
    route(operations.decideLinkRequests, async ({ ctx, params, body }) => {
      const { organizationId, connectionId } = params;
      const decisions = { connectionId, ...body };
      return { body: { results: await linkRequests.decide(ctx, organizationId, decisions) } };
    }),
  ];
}
