import { operations } from '#api/index.js';
import type { HttpDeps } from '../deps.js';
import { route, type Route } from './routes.js';

export function connectionHealthRoutes({ core, provisioning }: HttpDeps): Route[] {
  return [
    route(operations.getConnectionHealth, async ({ ctx, params }) => ({
      body: await provisioning.health.get(ctx, params.organizationId, params.connectionId),
    })),
    route(operations.reevaluateMember, async ({ ctx, params }) => ({
      body: await core.recomputation.one(ctx, params.organizationId, params.memberId),
    })),
  ];
}
