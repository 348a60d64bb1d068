import { operations } from '#api/index.js';
import type { HttpDeps } from '../deps.js';
import { route, type Route } from './routes.js';

export function signInIdentityRoutes({
  signIn: { identities },
}: Pick<HttpDeps, 'signIn'>): Route[] {
  return [
    route(operations.listSignInIdentities, async ({ ctx, params, query }) => {
      const { organizationId, memberId } = params;
      const page = await identities.list(ctx, organizationId, memberId, query);
      return { body: page };
    }),
    route(operations.removeSignInIdentity, async ({ ctx, params }) => {
      await identities.remove(ctx, params);
      return {};
    }),
  ];
}
