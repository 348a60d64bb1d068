import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

type ShownView = Awaited<ReturnType<Core['members']['views']['get']>>;

export function viewRoutes({ members: { views } }: Core): Route[] {
  return [
    route(operations.listViews, async ({ ctx, params, query }) => {
      const found = await views.list(ctx, params.organizationId, query.list);
      return { body: { items: found.map(viewOf) } };
    }),
    route(operations.createView, async ({ ctx, params: { organizationId }, body }) => {
      const made = await views.create(ctx, organizationId, body);
      const location = `${BASE_PATH}/organizations/${organizationId}/views/${made.view.id}`;
      return { body: viewOf(made), location };
    }),
    route(operations.getView, async ({ ctx, params }) => ({
      body: viewOf(await views.get(ctx, params)),
    })),
    route(operations.updateView, async ({ ctx, target, body }) => ({
      body: viewOf(await views.update(ctx, target, body)),
    })),
    route(operations.deleteView, async ({ ctx, target }) => {
      await views.remove(ctx, target);
      return {};
    }),
  ];
}

function viewOf({ view, own, by }: ShownView): object {
  return { ...view, own, ...(by && { by: { id: by.id, name: by.name } }) };
}
