import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { mapPage, route, type Route } from './routes.js';

type Offer = Awaited<ReturnType<Core['ownership']['get']>>;

export function ownershipRoutes({ ownership, leave, leavingRefusal }: Core): Route[] {
  return [
    route(operations.offerOwnership, async ({ ctx, params: { organizationId }, body }) => {
      const { roleAfter, ...input } = body;
      const offer = await ownership.offer(ctx, organizationId, {
        ...input,
        ...(roleAfter !== null && { roleAfter }),
      });
      const location = `${BASE_PATH}/organizations/${organizationId}/ownership-offers/${offer.id}`;
      return { body: offerView(offer), location };
    }),
    route(operations.listOwnershipOffers, async ({ ctx, params, query }) => ({
      body: mapPage(await ownership.list(ctx, params.organizationId, query), offerView),
    })),
    route(operations.getOwnershipOffer, async ({ ctx, params }) => ({
      body: offerView(await ownership.get(ctx, params.organizationId, params.offerId)),
    })),
    route(operations.acceptOwnership, async ({ ctx, params }) => ({
      body: offerView(await ownership.accept(ctx, params.organizationId, params.offerId)),
    })),
    route(operations.declineOwnership, async ({ ctx, params }) => ({
      body: offerView(await ownership.decline(ctx, params.organizationId, params.offerId)),
    })),
    route(operations.withdrawOwnership, async ({ ctx, params }) => ({
      body: offerView(await ownership.withdraw(ctx, params.organizationId, params.offerId)),
    })),
    route(operations.previewLeaving, async ({ ctx, params }) => {
      const refusal = await leavingRefusal(ctx, params.organizationId);
      if (!refusal) return { body: {} };
      const { code, message, details } = refusal;
      const ask = details?.['ask'] as readonly string[] | undefined;
      return { body: { refusal: { code, message, ...(ask && { ask }) } } };
    }),
    route(operations.leaveOrganization, async ({ ctx, params }) => {
      await leave(ctx, params.organizationId);
      return {};
    }),
  ];
}

function offerView(offer: Offer): object {
  return { ...offer, roleAfter: offer.roleAfter ?? null };
}
