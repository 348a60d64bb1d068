import { operations } from '#api/index.js';
import type { Notifications } from '#notifications/index.js';
import { Fault, type Context } from '#kernel/index.js';
import { route, type Route } from './routes.js';

export function noticeRoutes(notifications: Notifications): Route[] {
  const { matrix, preferences, inbox } = notifications;
  return [
    route(operations.getNoticeMatrix, async ({ ctx, params }) => {
      return { body: await matrix.get(ctx, params.organizationId) };
    }),
    route(operations.replaceNoticeMatrix, async ({ ctx, params, body: { own }, ifMatch }) => {
      return { body: await matrix.set(ctx, params.organizationId, own, ifMatch) };
    }),
    route(operations.getNoticePreferences, async ({ ctx, params }) => ({
      body: await preferences.get(ctx, params.organizationId, self(ctx)),
    })),
    route(operations.updateNoticePreferences, async ({ ctx, params, body }) => ({
      body: await preferences.set(ctx, params.organizationId, self(ctx), body.notices),
    })),
    route(operations.listNotices, async ({ ctx, query }) => ({
      body: await inbox.list(ctx, self(ctx), { ...query, unread: query.unread === 'true' }),
    })),
    route(operations.markNoticesRead, async ({ ctx, body }) => ({
      body: { read: await inbox.markRead(ctx, self(ctx), body.ids) },
    })),
    route(operations.raiseNotice, async ({ ctx, params, body }) => {
      const { data, ...input } = body;
      await notifications.sendHostNotice(ctx, params.organizationId, { ...input, ...data });
      return { body: { notice: body.notice } };
    }),
    // mail scanners follow links: only the button, which is a POST, changes something
    route(operations.showUnsubscribe, async () => ({
      stream: { mediaType: 'text/html; charset=utf-8', parts: only(PAGE) },
      headers: { 'content-security-policy': CSP },
    })),
    route(operations.unsubscribe, async ({ ctx, query: { memberId, notice, token } }) => {
      await preferences.unsubscribe(ctx, memberId, notice, token);
      const parts = only('These mails are switched off.\n');
      return { stream: { mediaType: 'text/plain; charset=utf-8', parts } };
    }),
  ];
}

function self({ authority }: Context): string {
  if (authority.memberId !== undefined) return authority.memberId;
  throw new Fault('permission.missing', { permission: 'self' });
}

const CSP = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";

/** The form posts to its own address, which carries everything that is needed. */
const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width"><title>Switch off</title></head>
<body><main><h1>No more mails of this kind?</h1>
<form method="post"><button type="submit">Switch them off</button></form></main></body></html>
`;

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}
