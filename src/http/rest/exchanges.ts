import { operations } from '#api/index.js';
import type { Provisioning } from '#provisioning/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Exchange = Awaited<ReturnType<Provisioning['exchanges']['get']>>;

export function exchangeRoutes({ exchanges }: Provisioning): Route[] {
  return [
    route(operations.listExchanges, async ({ ctx, params, query }) => {
      const { outcome, operation, resourceId } = query;
      const page = await exchanges.list(ctx, params.organizationId, params.connectionId, {
        ...pageOf(query),
        ...given({ outcome, operation, resourceId }),
      });
      return { body: pageBody(page, view) };
    }),
    route(operations.getExchange, async ({ ctx, params }) => {
      const { organizationId, connectionId, exchangeId } = params;
      return { body: view(await exchanges.get(ctx, organizationId, connectionId, exchangeId)) };
    }),
  ];
}

function view({ version: _version, updatedAt: _updatedAt, ...exchange }: Exchange): unknown {
  return exchange;
}
