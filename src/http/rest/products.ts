import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Product = Awaited<ReturnType<Core['products']['get']>>;

export function productRoutes({ products }: Core): Route[] {
  return [
    route(operations.createProduct, async ({ ctx, params: { organizationId }, body }) => {
      const { key, name, seats, description } = body;
      const input = { key, name, seats, ...given({ description }) };
      const product = await products.create(ctx, organizationId, input);
      const location = `${BASE_PATH}/organizations/${organizationId}/products/${product.id}`;
      return { ...shown(product), location };
    }),
    route(operations.listProducts, async ({ ctx, params, query }) => ({
      body: pageBody(await products.list(ctx, params.organizationId, pageOf(query)), view),
    })),
    route(operations.getProduct, async ({ ctx, params }) =>
      shown(await products.get(ctx, params.organizationId, params.productId)),
    ),
    route(operations.updateProduct, async ({ ctx, params, body, ifMatch: expected }) => {
      const wish = { change: given(body), ...given({ expected }) };
      return shown(await products.update(ctx, params.organizationId, params.productId, wish));
    }),
    route(operations.deleteProduct, async ({ ctx, params, ifMatch }) => {
      await products.remove(ctx, params.organizationId, params.productId, ifMatch);
      return {};
    }),
    route(operations.getProductUse, async ({ ctx, params, query }) => {
      const { organizationId, productId } = params;
      return { body: await products.use(ctx, organizationId, productId, query.idleDays) };
    }),
  ];
}

function shown(product: Product): { body: unknown; version: number } {
  return { body: view(product), version: product.version };
}

function view(product: Product): unknown {
  const { id, organizationId, key, name, description, seats } = product;
  const { version, createdAt, updatedAt } = product;
  return { id, organizationId, key, name, description, seats, version, createdAt, updatedAt };
}
