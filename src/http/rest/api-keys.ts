import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

export function apiKeyRoutes({ apiKeys }: Core): Route[] {
  return [
    route(operations.createApiKey, async ({ ctx, params: { organizationId }, body }) => {
      const { apiKey, key } = await apiKeys.create(ctx, organizationId, body);
      return {
        body: { ...apiKey, key },
        shownOnce: ['key'],
        location: `${BASE_PATH}/organizations/${organizationId}/api-keys/${apiKey.id}`,
      };
    }),
    route(operations.listApiKeys, async ({ ctx, params, query }) => ({
      body: await apiKeys.list(ctx, params.organizationId, query),
    })),
    route(operations.getApiKey, async ({ ctx, params }) => ({
      body: await apiKeys.get(ctx, params.organizationId, params.apiKeyId),
    })),
    route(operations.revokeApiKey, async ({ ctx, params }) => {
      await apiKeys.revoke(ctx, params.organizationId, params.apiKeyId);
      return {};
    }),
  ];
}
