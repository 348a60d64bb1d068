import { operations } from '#api/index.js';
import type { HttpDeps } from '../deps.js';
import { route, type Route } from './routes.js';

export function secondFactorRoutes({
  core: { accounts, organizations },
  signIn: { factorResets, missingFactors },
}: Pick<HttpDeps, 'core' | 'signIn'>): Route[] {
  return [
    route(operations.listMemberSecondFactors, async ({ ctx, params }) => ({
      body: { items: await factorResets.ofMember(ctx, params) },
    })),
    route(operations.listMissingSecondFactors, async ({ ctx, params, query }) => {
      const { concerned, ...page } = query;
      const organization = await organizations.get(ctx, params.organizationId);
      return {
        body: await missingFactors.list(ctx, organization, {
          ...page,
          concerned: concerned === 'true',
        }),
      };
    }),
    route(operations.resetMemberSecondFactors, async ({ ctx, params }) => ({
      body: { removed: await factorResets.resetMember(ctx, params) },
    })),
    route(operations.resetAccountSecondFactors, async ({ ctx, params }) => {
      const { id } = await accounts.get(ctx, params.accountId);
      return { body: { removed: await factorResets.resetAccount(ctx, id) } };
    }),
  ];
}
