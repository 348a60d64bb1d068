import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

export function sessionRoutes({ accounts, members, sessions }: Core): Route[] {
  return [
    route(operations.listMemberSessions, async ({ ctx, params }) => ({
      body: { items: await members.sessions(ctx, params) },
    })),
    route(operations.endMemberSession, async ({ ctx, params }) => {
      await members.endSession(ctx, params, params.sessionId);
      return {};
    }),
    route(operations.endMemberSessions, async ({ ctx, params }) => ({
      body: { ended: await members.endSessions(ctx, params) },
    })),
    route(operations.listAccountSessions, async ({ ctx, params }) => {
      const { id } = await accounts.get(ctx, params.accountId);
      return { body: { items: await sessions.ofAccount(ctx, id) } };
    }),
    route(operations.endAccountSession, async ({ ctx, params }) => {
      const { id } = await accounts.get(ctx, params.accountId);
      await sessions.endOne(ctx, id, params.sessionId);
      return {};
    }),
    route(operations.endAccountSessions, async ({ ctx, params }) => {
      const { id } = await accounts.get(ctx, params.accountId);
      return { body: { ended: await sessions.endOfAccount(ctx, id, { reason: 'revoked' }) } };
    }),
  ];
}
