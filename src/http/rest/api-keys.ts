import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type ApiKey = Awaited<ReturnType<Core['apiKeys']['get']>>;

export function apiKeyRoutes({ apiKeys }: Core): Route[] {
  return [
    route(operations.createApiKey, async ({ ctx, params: { organizationId }, body }) => {
      const { name, scopes, expiresAt } = body;
      const wish = { name, scopes, ...given({ expiresAt }) };
      const { apiKey, key } = await apiKeys.create(ctx, organizationId, wish);
      return {
        body: { ...view(apiKey), key },
        shownOnce: ['key'],
        location: `${BASE_PATH}/organizations/${organizationId}/api-keys/${apiKey.id}`,
      };
    }),
    route(operations.listApiKeys, async ({ ctx, params, query }) => ({
      body: pageBody(await apiKeys.list(ctx, params.organizationId, pageOf(query)), view),
    })),
    route(operations.getApiKey, async ({ ctx, params }) => ({
      body: view(await apiKeys.get(ctx, params.organizationId, params.apiKeyId)),
    })),
    route(operations.revokeApiKey, async ({ ctx, params }) => {
      await apiKeys.revoke(ctx, params.organizationId, params.apiKeyId);
      return {};
    }),
  ];
}

/** Everything but the hash. */
function view(apiKey: ApiKey): object {
  const { id, name, prefix, scopes, createdBy, createdAt } = apiKey;
  const { expiresAt, revokedAt, lastUsedAt } = apiKey;
  return {
    id,
    name,
    prefix,
    scopes,
    expiresAt,
    revokedAt,
    lastUsedAt,
    createdBy,
    createdAt,
  };
}
