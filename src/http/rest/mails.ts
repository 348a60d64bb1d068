import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Mail = Awaited<ReturnType<Core['mails']['get']>>;

export function mailRoutes({ mails }: Core): Route[] {
  return [
    route(operations.listMails, async ({ ctx, params, query }) => {
      const { status, template, to } = query;
      const asked = { ...pageOf(query), ...given({ status, template, to }) };
      return { body: pageBody(await mails.list(ctx, params.organizationId, asked), view) };
    }),
    route(operations.getMail, async ({ ctx, params }) => ({
      body: view(await mails.get(ctx, params.organizationId, params.mailId)),
    })),
    route(operations.retryMail, async ({ ctx, params }) => ({
      body: view(await mails.retry(ctx, params.organizationId, params.mailId)),
    })),
    route(operations.cancelMail, async ({ ctx, params }) => ({
      body: view(await mails.cancel(ctx, params.organizationId, params.mailId)),
    })),
    route(operations.reportDelivery, async ({ ctx, params, body }) => ({
      body: view(await mails.report(ctx, params.messageId, body.state, body.reason)),
    })),
  ];
}

/** No words, no data: what a link opens is the reader's business. */
function view(mail: Mail): unknown {
  const { id, organizationId, template, to, toName, locale, subject, memberId, optional } = mail;
  const { status, attempts, dueAt, messageId, sentAt, error, createdAt } = mail;
  const waits = status === 'queued' || status === 'digest' || status === 'sending';
  return given({
    id,
    organizationId,
    template,
    to,
    toName,
    locale,
    memberId,
    optional,
    subject: subject && { kind: subject.kind, id: subject.id },
    status,
    attempts,
    dueAt: waits ? dueAt : undefined,
    messageId,
    sentAt,
    error,
    createdAt,
  });
}
