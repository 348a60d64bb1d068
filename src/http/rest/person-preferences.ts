import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { sessionOf } from './own-sessions.js';
import { route, type Route } from './routes.js';

/** How people want a console to be: in any session of theirs, since nobody gains anything by it. */
export function personPreferenceRoutes({ personPreferences }: Core): Route[] {
  return [
    route(operations.getPreferences, async ({ ctx, session }) => ({
      body: await personPreferences.get(ctx, sessionOf(session).accountId),
    })),
    route(operations.updatePreferences, async ({ ctx, session, body, ifMatch }) => ({
      body: await personPreferences.update(ctx, sessionOf(session).accountId, body, ifMatch),
    })),
  ];
}
