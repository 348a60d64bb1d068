import { BASE_PATH, operations } from '#api/index.js';
import { decodeRefusal, type Attempts } from '#sign-in/index.js';
import type { HttpDeps } from '../deps.js';
import type { RateLimit } from '../rate-limits.js';
import { connectionViews } from './connection-views.js';
import { mapPage, route, type Route } from './routes.js';

type Attempt = Awaited<ReturnType<Attempts['get']>>;

export function samlConnectionRoutes(deps: HttpDeps, limitFetches: RateLimit): Route[] {
  const { connections } = deps.signIn;
  const view = connectionViews(deps);
  return [
    route(operations.refreshMetadata, async ({ ctx, target, base }) => {
      await limitFetches(target.organizationId);
      return { body: view(await connections.refresh(ctx, target), base) };
    }),
    route(operations.listConnectionKeys, async ({ ctx, target }) => ({
      body: { items: await connections.keys.list(ctx, target) },
    })),
    route(operations.addConnectionKey, async ({ ctx, target }) => {
      const key = await connections.keys.add(ctx, target);
      const { organizationId, connectionId } = target;
      const path = `${BASE_PATH}/organizations/${organizationId}/connections/${connectionId}`;
      return { body: key, location: `${path}/keys/${key.id}` };
    }),
    route(operations.useConnectionKey, async ({ ctx, target }) => ({
      body: await connections.keys.use(ctx, target, target.keyId),
    })),
    route(operations.removeConnectionKey, async ({ ctx, target }) => {
      await connections.keys.remove(ctx, target, target.keyId);
      return {};
    }),
    ...attemptRoutes(deps),
  ];
}

function attemptRoutes({ signIn }: HttpDeps): Route[] {
  const { attempts, connections } = signIn;
  return [
    route(operations.createTestSignIn, async ({ ctx, target }) => ({
      body: await connections.beginTest(ctx, target),
    })),
    route(operations.listSignInAttempts, async ({ ctx, params, query }) => {
      const { organizationId, connectionId } = params;
      const page = await attempts.list(ctx, organizationId, connectionId, query);
      return { body: mapPage(page, attemptView) };
    }),
    route(operations.getSignInAttempt, async ({ ctx, params }) => {
      const { organizationId, connectionId, attemptId } = params;
      return {
        body: attemptView(await attempts.get(ctx, organizationId, connectionId, attemptId)),
      };
    }),
  ];
}

/** With the words for its reason. */
function attemptView({ ...attempt }: Attempt): object {
  if (attempt.reason === undefined) return attempt;
  return { ...attempt, decoded: decodeRefusal(attempt.reason, attempt.details) };
}
