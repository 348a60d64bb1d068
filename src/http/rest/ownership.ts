import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Offer = Awaited<ReturnType<Core['ownership']['get']>>;

export function ownershipRoutes({ ownership, leave }: Core): Route[] {
  return [
    route(operations.offerOwnership, async ({ ctx, params: { organizationId }, body }) => {
      const { toMemberId, roleAfter, fromMemberId } = body;
      const offer = await ownership.offer(ctx, organizationId, {
        toMemberId,
        ...(roleAfter !== null && { roleAfter }),
        ...given({ fromMemberId }),
      });
      const location = `${BASE_PATH}/organizations/${organizationId}/ownership-offers/${offer.id}`;
      return { body: view(offer), location };
    }),
    route(operations.listOwnershipOffers, async ({ ctx, params, query }) => ({
      body: pageBody(await ownership.list(ctx, params.organizationId, pageOf(query)), view),
    })),
    route(operations.getOwnershipOffer, async ({ ctx, params }) => ({
      body: view(await ownership.get(ctx, params.organizationId, params.offerId)),
    })),
    route(operations.acceptOwnership, async ({ ctx, params }) => ({
      body: view(await ownership.accept(ctx, params.organizationId, params.offerId)),
    })),
    route(operations.declineOwnership, async ({ ctx, params }) => ({
      body: view(await ownership.decline(ctx, params.organizationId, params.offerId)),
    })),
    route(operations.withdrawOwnership, async ({ ctx, params }) => ({
      body: view(await ownership.withdraw(ctx, params.organizationId, params.offerId)),
    })),
    route(operations.leaveOrganization, async ({ ctx, params }) => {
      await leave(ctx, params.organizationId);
      return {};
    }),
  ];
}

function view(offer: Offer): unknown {
  const { id, organizationId, fromMemberId, toMemberId, roleAfter = null } = offer;
  const { status, expiresAt, createdAt, updatedAt } = offer;
  return {
    id,
    organizationId,
    fromMemberId,
    toMemberId,
    roleAfter,
    status,
    expiresAt,
    createdAt,
    updatedAt,
  };
}
