import { z } from 'zod';
import { id, instant, order, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/mails';

const status = z.enum([
  'queued',
  'digest',
  'sending',
  'sent',
  'delivered',
  'bounced',
  'failed',
  'suppressed',
]);

/** Without the text: it is rendered at sending, and its links are for the recipient only. */
const mail = z
  .strictObject({
    id,
    organizationId: id.optional(),
    template: z.string(),
    to: z.string(),
    toName: z.string().optional(),
    locale: z.string().optional(),
    subject: z.strictObject({ kind: z.string(), id: z.string() }).optional(),
    memberId: id.optional(),
    optional: z.boolean(),
    status,
    attempts: z.int(),
    dueAt: instant.optional(),
    messageId: z.string(),
    sentAt: instant.optional(),
    error: z.string().optional(),
    createdAt: instant,
  })
  .meta({ id: 'Mail' });

export const listMails = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists the mails of the outbox with recipient and delivery state.',
  scope: 'notices:read',
  query: pageQuery.extend({
    status: status.optional(),
    template: z.string().max(60).optional(),
    to: z.string().min(1).max(320).optional(),
    order,
  }),
  answer: {
    description: 'A page of mails, oldest first where nothing else is asked.',
    body: pageAnswer(mail),
  },
  example: { query: { status: 'sent', limit: 20 } },
});

export const getMail = operation({
  method: 'GET',
  path: `${PATH}/{mailId}`,
  summary: 'Reads a mail of the outbox, without its text.',
  scope: 'notices:read',
  answer: { description: 'The mail.', body: mail },
  faults: ['mail.missing'],
});

export const retryMail = operation({
  method: 'POST',
  path: `${PATH}/{mailId}/retry`,
  summary: 'Sends a mail again that failed, bounced, was cancelled or is waiting.',
  scope: 'notices:write',
  answer: { description: 'The mail, queued.', body: mail },
  faults: ['mail.missing', 'mail.over', 'store.contention'],
});

export const cancelMail = operation({
  method: 'POST',
  path: `${PATH}/{mailId}/cancel`,
  summary: 'Cancels a mail that has not been sent.',
  scope: 'notices:write',
  answer: { description: 'The mail, suppressed.', body: mail },
  faults: ['mail.missing', 'mail.over', 'store.contention'],
});

export const reportDelivery = operation({
  method: 'POST',
  path: '/mails/{messageId}/delivery',
  summary: 'Reports the delivery of a mail. For the webhook of a mail service.',
  scope: 'operator',
  body: z.strictObject({
    state: z.enum(['delivered', 'bounced']),
    reason: z.string().trim().min(1).max(300).optional(),
  }),
  answer: { description: 'The mail as it is now.', body: mail },
  example: { body: { state: 'bounced', reason: 'no such mailbox' } },
  faults: ['mail.missing', 'mail.over'],
});
