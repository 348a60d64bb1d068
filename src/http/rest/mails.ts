import { operations } from '#api/index.js';
import type { Notifications } from '#notifications/index.js';
import { mapPage, route, type Route } from './routes.js';

type Mail = Awaited<ReturnType<Notifications['mails']['get']>>;

export function mailRoutes({ mails }: Notifications): Route[] {
  return [
    route(operations.listMails, async ({ ctx, params, query }) => ({
      body: mapPage(await mails.list(ctx, params.organizationId, query), mailView),
    })),
    route(operations.getMail, async ({ ctx, params }) => ({
      body: mailView(await mails.get(ctx, params.organizationId, params.mailId)),
    })),
    route(operations.retryMail, async ({ ctx, params }) => ({
      body: mailView(await mails.retry(ctx, params.organizationId, params.mailId)),
    })),
    route(operations.cancelMail, async ({ ctx, params }) => ({
      body: mailView(await mails.cancel(ctx, params.organizationId, params.mailId)),
    })),
    route(operations.reportDelivery, async ({ ctx, params, body }) => ({
      body: mailView(await mails.report(ctx, params.messageId, body.state, body.reason)),
    })),
  ];
}

/** `dueAt` is only shown while the mail waits. */
function mailView({ dueAt, ...mail }: Mail): object {
  const waits = mail.status === 'queued' || mail.status === 'digest' || mail.status === 'sending';
  return { ...mail, ...(waits && { dueAt }) };
}
