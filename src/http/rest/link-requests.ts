import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { Fault } from '#kernel/index.js';
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
      const decide = body.decision === 'approve' ? linkRequests.approve : linkRequests.reject;
      const results: unknown[] = [];
      for (const id of new Set(body.ids)) {
        results.push(
          await oneRow(id, async () => {
            return (await decide(ctx, organizationId, { connectionId, id })).status;
          }),
        );
      }
      return { body: { results } };
    }),
  ];
}

/** A refusal concerns its row only; an outage ends the whole request. */
async function oneRow(id: string, work: () => Promise<string>): Promise<unknown> {
  try {
    return { id, outcome: await work() };
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
    return { id, outcome: 'failed', code: error.code, message: error.message };
  }
}
