import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

export function erasureRoutes({ erasures, organizations }: Core): Route[] {
  return [
    route(operations.eraseMember, async ({ ctx, params: { organizationId, memberId } }) => {
      const erasure = await erasures.eraseMember(ctx, organizationId, { memberId });
      const location = `${BASE_PATH}/organizations/${organizationId}/erasures/${erasure.id}`;
      return { body: erasure, location };
    }),
    route(operations.listErasures, async ({ ctx, params: { organizationId }, query }) => {
      await organizations.get(ctx, organizationId);
      return { body: await erasures.list(ctx, query, organizationId) };
    }),
    route(operations.getErasure, async ({ ctx, params: { organizationId, erasureId } }) => {
      await organizations.get(ctx, organizationId);
      return { body: await erasures.get(ctx, erasureId, organizationId) };
    }),
    route(operations.eraseAccount, async ({ ctx, params: { accountId } }) => {
      const erasure = await erasures.eraseAccount(ctx, accountId);
      return { body: erasure, location: `${BASE_PATH}/erasures/${erasure.id}` };
    }),
    route(operations.listAllErasures, async ({ ctx, query }) => ({
      body: await erasures.list(ctx, query),
    })),
    route(operations.getAnyErasure, async ({ ctx, params }) => ({
      body: await erasures.get(ctx, params.erasureId),
    })),
  ];
}
