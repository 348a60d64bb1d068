import { operations } from '#api/index.js';
import type { Provisioning } from '#provisioning/index.js';
import { route, type Route } from './routes.js';

export function exchangeRoutes({ exchanges }: Provisioning): Route[] {
  return [
    route(operations.listExchanges, async ({ ctx, params, query }) => ({
      body: await exchanges.list(ctx, params.organizationId, params.connectionId, query),
    })),
    route(operations.getExchange, async ({ ctx, params }) => {
      const { organizationId, connectionId, exchangeId } = params;
      return { body: await exchanges.get(ctx, organizationId, connectionId, exchangeId) };
    }),
  ];
}
