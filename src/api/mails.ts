import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
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

/** Without words: what a mail says is made at sending, and its links are nobody's but the reader's. */
const mail = z.strictObject({
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
});

export const listMails = operation({
  operationId: 'listMails',
  method: 'GET',
  path: PATH,
  summary: 'The outbox: what was mailed to whom, and what became of it.',
  scope: 'notices:read',
  query: pageQuery.extend({
    status: status.optional(),
    template: z.string().max(60).optional(),
    to: z.string().min(1).max(320).optional(),
  }),
  answer: { status: 200, description: 'A page of mails, oldest first.', body: pageAnswer(mail) },
  example: { query: { status: 'sent', limit: 20 } },
});

export const getMail = operation({
  operationId: 'getMail',
  method: 'GET',
  path: `${PATH}/{mailId}`,
  summary: 'Reads a mail of the outbox, without its words.',
  scope: 'notices:read',
  answer: { status: 200, description: 'The mail.', body: mail },
  faults: ['mail.missing'],
});

export const retryMail = operation({
  operationId: 'retryMail',
  method: 'POST',
  path: `${PATH}/{mailId}/retry`,
  summary: 'Tries a mail again at once that failed, bounced, was taken back or waits.',
  scope: 'notices:write',
  answer: { status: 200, description: 'The mail, queued.', body: mail },
  faults: ['mail.missing', 'mail.over', 'store.contention'],
});

export const cancelMail = operation({
  operationId: 'cancelMail',
  method: 'POST',
  path: `${PATH}/{mailId}/cancel`,
  summary: 'Takes back a mail that was not sent yet.',
  scope: 'notices:write',
  answer: { status: 200, description: 'The mail, suppressed.', body: mail },
  faults: ['mail.missing', 'mail.over', 'store.contention'],
});

export const reportDelivery = operation({
  operationId: 'reportDelivery',
  method: 'POST',
  path: '/mails/{messageId}/delivery',
  summary: 'A mail service tells what became of a mail that it took: its webhook calls this.',
  scope: 'operator',
  body: z.strictObject({
    state: z.enum(['delivered', 'bounced']),
    reason: z.string().trim().min(1).max(300).optional(),
  }),
  answer: { status: 200, description: 'The mail as it is now.', body: mail },
  example: { body: { state: 'bounced', reason: 'no such mailbox' } },
  faults: ['mail.missing', 'mail.over'],
});
