import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { Fault } from '#kernel/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type JoinRequests = Core['joinRequests'];
type JoinRequest = Awaited<ReturnType<JoinRequests['get']>>;

export function joinRequestRoutes({ joinRequests }: Core): Route[] {
  return [
    route(operations.createJoinRequest, async ({ ctx, params: { organizationId }, body }) => {
      const { name, email, emailVerified, accountId, message } = body;
      const request = await joinRequests.create(ctx, organizationId, {
        name,
        email,
        emailVerified,
        ...given({ accountId, message }),
      });
      const location = `${BASE_PATH}/organizations/${organizationId}/join-requests/${request.id}`;
      return { body: view(request), location };
    }),
    route(operations.listJoinRequests, async ({ ctx, params, query }) => {
      const { status } = query;
      const page = { ...pageOf(query), ...given({ status }) };
      return { body: pageBody(await joinRequests.list(ctx, params.organizationId, page), view) };
    }),
    route(operations.getJoinRequest, async ({ ctx, params }) => ({
      body: view(await joinRequests.get(ctx, params.organizationId, params.joinRequestId)),
    })),
    route(operations.approveJoinRequest, async ({ ctx, params, body }) => {
      const { organizationId, joinRequestId: id } = params;
      return { body: view(await joinRequests.approve(ctx, organizationId, id, given(body))) };
    }),
    route(operations.denyJoinRequest, async ({ ctx, params, body }) => {
      const { organizationId, joinRequestId: id } = params;
      return { body: view(await joinRequests.deny(ctx, organizationId, id, body.reason)) };
    }),
    route(operations.withdrawJoinRequest, async ({ ctx, params }) => ({
      body: view(await joinRequests.withdraw(ctx, params.organizationId, params.joinRequestId)),
    })),
    route(operations.decideJoinRequests, async ({ ctx, params: { organizationId }, body }) => {
      const results: unknown[] = [];
      for (const id of new Set(body.ids)) {
        const work = (): Promise<JoinRequest> => {
          if (body.decision === 'deny') {
            return joinRequests.deny(ctx, organizationId, id, body.reason);
          }
          const { roles, spaces, products } = body;
          return joinRequests.approve(ctx, organizationId, id, given({ roles, spaces, products }));
        };
        results.push(await oneRow(id, work));
      }
      return { body: { results } };
    }),
    route(operations.enrol, async ({ ctx, body }) => {
      const { email, name, emailVerified, accountId } = body;
      const person = { email, name, emailVerified, ...given({ accountId }) };
      return { body: await joinRequests.enrol(ctx, person) };
    }),
  ];
}

/** A refusal is the row's own business; an outage ends the whole. */
async function oneRow(id: string, work: () => Promise<JoinRequest>): Promise<unknown> {
  try {
    return { id, outcome: (await work()).status };
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
    return { id, outcome: 'failed', code: error.code, message: error.message };
  }
}

function view(request: JoinRequest): unknown {
  const { id, organizationId, accountId, name, email, message, status } = request;
  const { decidedAt, decidedBy, reason, memberId, createdAt } = request;
  return {
    id,
    organizationId,
    accountId,
    name,
    email,
    message,
    status,
    decidedAt,
    decidedBy,
    reason,
    memberId,
    createdAt,
  };
}
