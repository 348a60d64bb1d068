import { operations } from '#api/index.js';
import { Fault, type Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { isOwnProof, sessionOf } from './own-sessions.js';
import { route, type Route, type SignInSession } from './routes.js';

export function personSessionRoutes({ core, cookies }: HttpDeps): Route[] {
  const { sessions } = core;
  /** All of the account; in a session that a provider made those of its organization only, which may be of other devices. */
  const visible = async (ctx: Context, own: SignInSession): Promise<readonly SignInSession[]> => {
    const found = await sessions.ofAccount(ctx, own.accountId);
    if (isOwnProof(own)) return found;
    return found.filter(({ organizationId }) => organizationId === own.organizationId);
  };
  return [
    route(operations.listPersonSessions, async ({ ctx, session }) => {
      const own = sessionOf(session);
      const items = (await visible(ctx, own)).map((one) => ({
        ...one,
        current: one.id === own.id,
      }));
      return { body: { items } };
    }),
    route(operations.endPersonSession, async ({ ctx, session, params: { sessionId } }) => {
      const own = sessionOf(session);
      const found = (await visible(ctx, own)).find(({ id }) => id === sessionId);
      if (!found) throw new Fault('session.missing', { id: sessionId });
      await sessions.signOut(ctx, found);
      return found.id === own.id ? { headers: { 'set-cookie': await cookies.endSession() } } : {};
    }),
    route(operations.endOtherPersonSessions, async ({ ctx, session }) => {
      const own = sessionOf(session);
      const others = (await visible(ctx, own)).filter(({ id }) => id !== own.id);
      for (const other of others) await sessions.signOut(ctx, other);
      return { body: { ended: others.length } };
    }),
  ];
}
