import { operations } from '#api/index.js';
import type { HttpDeps } from '../deps.js';
import { route, type Route } from './routes.js';

type Organization = Awaited<ReturnType<HttpDeps['signIn']['enforcement']['get']>>;

export function signInEnforcementRoutes({
  signIn: { enforcement },
}: Pick<HttpDeps, 'signIn'>): Route[] {
  const stateOf = ({ signInEnforcement, version }: Organization) => ({
    body: { enforced: signInEnforcement !== undefined, ...signInEnforcement, version },
  });
  return [
    route(operations.getSignInEnforcement, async ({ ctx, params }) =>
      stateOf(await enforcement.get(ctx, params.organizationId)),
    ),
    route(operations.previewSignInEnforcement, async ({ ctx, params, query, body }) => ({
      body: await enforcement.preview(ctx, params.organizationId, body, query),
    })),
    route(operations.enforceSignIn, async ({ ctx, target, body }) =>
      stateOf(await enforcement.set(ctx, target, body)),
    ),
    route(operations.endSignInEnforcement, async ({ ctx, target }) =>
      stateOf(await enforcement.remove(ctx, target)),
    ),
  ];
}
