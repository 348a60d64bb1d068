import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

export function limitRoutes({ limits }: Core): Route[] {
  return [
    route(operations.getLimits, async ({ ctx, params }) => ({
      body: await limits.get(ctx, params.organizationId),
    })),
  ];
}
