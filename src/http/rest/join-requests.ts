import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { Fault } from '#kernel/index.js';
import { route, type Route } from './routes.js';

type JoinRequests = Core['joinRequests'];
type JoinRequest = Awaited<ReturnType<JoinRequests['get']>>;

export function joinRequestRoutes({ joinRequests }: Core): Route[] {
  return [
    route(operations.createJoinRequest, async ({ ctx, params: { organizationId }, body }) => {
      const request = await joinRequests.create(ctx, organizationId, body);
      const location = `${BASE_PATH}/organizations/${organizationId}/join-requests/${request.id}`;
      return { body: request, location };
    }),
    route(operations.listJoinRequests, async ({ ctx, params, query }) => ({
      body: await joinRequests.list(ctx, params.organizationId, query),
    })),
    route(operations.getJoinRequest, async ({ ctx, params }) => ({
      body: await joinRequests.get(ctx, params.organizationId, params.joinRequestId),
    })),
    route(operations.approveJoinRequest, async ({ ctx, params, body }) => ({
      body: await joinRequests.approve(ctx, params.organizationId, params.joinRequestId, body),
    })),
    route(operations.denyJoinRequest, async ({ ctx, params, body }) => {
      const { organizationId, joinRequestId: id } = params;
      return { body: await joinRequests.deny(ctx, organizationId, id, body.reason) };
    }),
    route(operations.withdrawJoinRequest, async ({ ctx, params }) => ({
      body: await joinRequests.withdraw(ctx, params.organizationId, params.joinRequestId),
    })),
    route(operations.decideJoinRequests, async ({ ctx, params: { organizationId }, body }) => {
      const results: unknown[] = [];
      for (const id of new Set(body.ids)) {
        const work = (): Promise<JoinRequest> => {
          if (body.decision === 'deny') {
            return joinRequests.deny(ctx, organizationId, id, body.reason);
          }
          const { ids: _ids, decision: _decision, ...access } = body;
          return joinRequests.approve(ctx, organizationId, id, access);
        };
        results.push(await oneRow(id, work));
      }
      return { body: { results } };
    }),
    route(operations.enrol, async ({ ctx, body }) => ({
      body: await joinRequests.enrol(ctx, body),
    })),
  ];
}

/** A refusal concerns its row only; an outage ends the whole request. */
async function oneRow(id: string, work: () => Promise<JoinRequest>): Promise<unknown> {
  try {
    return { id, outcome: (await work()).status };
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
    return { id, outcome: 'failed', code: error.code, message: error.message };
  }
}
