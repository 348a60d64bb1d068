import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

export function seatRoutes({ seats }: Core): Route[] {
  return [
    route(operations.assignSeat, async ({ ctx, params, body }) => {
      return { body: await seats.assign(ctx, params.organizationId, body) };
    }),
    route(operations.listSeats, async ({ ctx, params, query }) => ({
      body: await seats.list(ctx, params.organizationId, query),
    })),
    route(operations.releaseSeat, async ({ ctx, params }) => {
      await seats.release(ctx, params.organizationId, params.seatId);
      return {};
    }),
    route(operations.changeSeats, async ({ ctx, params, body }) => {
      return { body: { results: await seats.bulk(ctx, params.organizationId, body) } };
    }),
    route(operations.listMemberSeats, async ({ ctx, params, query }) => {
      const { organizationId, memberId } = params;
      return { body: await seats.ofMember(ctx, organizationId, memberId, query) };
    }),
    ...requestRoutes(seats),
  ];
}

function requestRoutes(seats: Core['seats']): Route[] {
  return [
    route(operations.requestSeat, async ({ ctx, params, body }) => {
      return { body: await seats.request(ctx, params.organizationId, body) };
    }),
    route(operations.listSeatRequests, async ({ ctx, params, query }) => ({
      body: await seats.list(ctx, params.organizationId, query),
    })),
    route(operations.listOwnSeatRequests, async ({ ctx, params, query }) => ({
      body: await seats.ownRequests(ctx, params.organizationId, query),
    })),
    route(operations.approveSeatRequest, async ({ ctx, params }) => ({
      body: await seats.approve(ctx, params.organizationId, params.seatRequestId),
    })),
    route(operations.denySeatRequest, async ({ ctx, params, body }) => {
      const { organizationId, seatRequestId } = params;
      return { body: await seats.deny(ctx, organizationId, seatRequestId, body.reason) };
    }),
    route(operations.withdrawSeatRequest, async ({ ctx, params }) => {
      await seats.withdraw(ctx, params.organizationId, params.seatRequestId);
      return {};
    }),
  ];
}
