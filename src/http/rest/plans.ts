import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

export function planRoutes({ plans }: Core): Route[] {
  return [
    route(operations.getPlan, async ({ ctx, params }) => ({
      body: await plans.get(ctx, params.organizationId),
    })),
    route(operations.listPlans, async ({ ctx, params }) => ({
      body: { items: await plans.list(ctx, params.organizationId) },
    })),
    route(operations.previewPlan, async ({ ctx, params, body }) => ({
      body: await plans.preview(ctx, params.organizationId, body.plan),
    })),
    route(operations.changePlan, async ({ ctx, target, body }) => ({
      body: await plans.change(ctx, target, body.plan),
    })),
  ];
}
