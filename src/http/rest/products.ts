import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

export function productRoutes({ products, seats }: Core): Route[] {
  return [
    route(operations.createProduct, async ({ ctx, params: { organizationId }, body }) => {
      const product = await products.create(ctx, organizationId, body);
      const location = `${BASE_PATH}/organizations/${organizationId}/products/${product.id}`;
      return { body: product, location };
    }),
    route(operations.listProducts, async ({ ctx, params: { organizationId }, query }) => {
      const { total, ...rest } = query;
      const page = await products.list(ctx, organizationId, rest);
      const counted =
        total === 'true' ? await products.count(ctx, organizationId, query.search) : {};
      return { body: { ...page, ...counted } };
    }),
    route(operations.getProduct, async ({ ctx, params }) => ({
      body: await products.get(ctx, params.organizationId, params.productId),
    })),
    route(operations.updateProduct, async ({ ctx, params, body: change, target: { expected } }) => {
      const input = { change, ...(expected !== undefined && { expected }) };
      return { body: await products.update(ctx, params.organizationId, params.productId, input) };
    }),
    route(operations.deleteProduct, async ({ ctx, params, ifMatch }) => {
      await products.remove(ctx, params.organizationId, params.productId, ifMatch);
      return {};
    }),
    route(operations.getProductUse, async ({ ctx, params, query }) => {
      const { organizationId, productId } = params;
      return { body: await products.use(ctx, organizationId, productId, query.idleDays) };
    }),
    route(operations.getProductTrend, async ({ ctx, params, query }) => {
      const { organizationId, productId } = params;
      const wanted = { productId, days: query.days };
      return { body: await seats.trends.read(ctx, organizationId, wanted) };
    }),
  ];
}
