import { operations } from '#api/index.js';
import type { Core, SeatView } from '#core/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

export function seatRoutes({ seats }: Core): Route[] {
  return [
    route(operations.assignSeat, async ({ ctx, params, body }) => {
      const { productId, memberId, whenFull } = body;
      const wish = { productId, memberId, ...given({ whenFull }) };
      return { body: view(await seats.assign(ctx, params.organizationId, wish)) };
    }),
    route(operations.listSeats, async ({ ctx, params, query }) => {
      const { status, productId, memberId } = query;
      const wanted = { ...pageOf(query), ...given({ status, productId, memberId }) };
      return { body: pageBody(await seats.list(ctx, params.organizationId, wanted), view) };
    }),
    route(operations.releaseSeat, async ({ ctx, params }) => {
      await seats.release(ctx, params.organizationId, params.seatId);
      return {};
    }),
    route(operations.changeSeats, async ({ ctx, params, body }) => {
      const { action, productId, memberIds, whenFull } = body;
      const bulk = { action, productId, memberIds, ...given({ whenFull }) };
      return { body: { results: await seats.bulk(ctx, params.organizationId, bulk) } };
    }),
    route(operations.listMemberSeats, async ({ ctx, params, query }) => {
      const { organizationId, memberId } = params;
      const page = await seats.ofMember(ctx, organizationId, memberId, pageOf(query));
      return { body: pageBody(page, view) };
    }),
    ...requestRoutes(seats),
  ];
}

function requestRoutes(seats: Core['seats']): Route[] {
  return [
    route(operations.requestSeat, async ({ ctx, params, body }) => {
      const { productId, reason } = body;
      const wish = { productId, ...given({ reason }) };
      return { body: view(await seats.request(ctx, params.organizationId, wish)) };
    }),
    route(operations.listSeatRequests, async ({ ctx, params, query }) => {
      const { status, productId } = query;
      const wanted = { ...pageOf(query), status, ...given({ productId }) };
      return { body: pageBody(await seats.list(ctx, params.organizationId, wanted), view) };
    }),
    route(operations.approveSeatRequest, async ({ ctx, params }) => ({
      body: view(await seats.approve(ctx, params.organizationId, params.seatRequestId)),
    })),
    route(operations.denySeatRequest, async ({ ctx, params, body }) => {
      const { organizationId, seatRequestId } = params;
      return { body: view(await seats.deny(ctx, organizationId, seatRequestId, body.reason)) };
    }),
    route(operations.withdrawSeatRequest, async ({ ctx, params }) => {
      await seats.withdraw(ctx, params.organizationId, params.seatRequestId);
      return {};
    }),
  ];
}

function view(seat: SeatView): unknown {
  const { id, organizationId, productId, productName, memberId, memberName, memberEmail } = seat;
  const { status, source, requestedBy, decidedBy, decidedAt, reason, createdAt, updatedAt } = seat;
  return {
    id,
    organizationId,
    productId,
    productName,
    memberId,
    memberName,
    memberEmail,
    status,
    source,
    requestedBy,
    decidedBy,
    decidedAt,
    reason,
    createdAt,
    updatedAt,
  };
}
