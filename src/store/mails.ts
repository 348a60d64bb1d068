import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** When a mail that is over is due: an index hands out what is due in order, and needs a value in every row. */
export const NEVER = '9999-12-31T23:59:59.999Z';

/** The outbox: written in the transaction that gives the reason, sent by a job. Holds no token; links are made at sending. */
export interface Mail extends Stored {
  readonly organizationId?: string;
  /** name of the template: `invitation`, `seat-assigned` … */
  readonly template: string;
  readonly to: string;
  /** folded; rate limits count by it */
  readonly toKey: string;
  readonly toName?: string;
  readonly locale?: string;
  /** what the template says, plain values only, never a secret */
  readonly data: Readonly<Record<string, unknown>>;
  /** the invitation, offer or domain that a link in it belongs to */
  readonly subject?: { readonly kind: string; readonly id: string; readonly generation?: number };
  /** the recipient may unsubscribe; carries List-Unsubscribe */
  readonly optional: boolean;
  readonly memberId?: string;
  /** the member was found by a role, and was not named: without the role there is no mail */
  readonly byRole?: boolean;
  readonly status:
    'queued' | 'digest' | 'sending' | 'sent' | 'delivered' | 'bounced' | 'failed' | 'suppressed';
  readonly attempts: number;
  /** while queued, sending or waiting for a digest: when to look at it again; NEVER once it is over */
  readonly dueAt: Instant;
  /** of the first attempt: what the limit of an address counts */
  readonly triedAt?: Instant;
  /** without `<>`, the same in every attempt, so that a second copy is known for one; sending puts `@host` behind it */
  readonly messageId: string;
  readonly sentAt?: Instant;
  /** what the mail server said, without addresses of others */
  readonly error?: string;
  /** the summary that it went into, whose line is named after this mail */
  readonly digestId?: string;
  /** one mail for one fact: `{journal line}:{recipient}` */
  readonly onceKey: string;
}

export const mails = collection<Mail>({
  name: 'mails',
  columns: {
    organizationId: 'shared',
    toKey: 'text',
    template: 'shared',
    status: 'shared',
    dueAt: 'text',
    messageId: 'text',
    onceKey: 'text',
    memberId: 'text',
    triedAt: 'text',
  },
  required: ['toKey', 'template', 'status', 'dueAt', 'messageId', 'onceKey'],
  unique: [
    { name: 'once', on: ['onceKey'] },
    { name: 'message', on: ['messageId'] },
  ],
  indexes: [
    { name: 'due', on: ['status', 'dueAt'] },
    // finds what a clock wrote that was set back since
    { name: 'written', on: ['status', 'updatedAt'] },
    { name: 'organization', on: ['organizationId', 'status'], present: 'organizationId' },
    { name: 'address', on: ['toKey', 'triedAt'] },
    { name: 'made', on: ['createdAt'] },
    { name: 'member', on: ['memberId'], present: 'memberId' },
  ],
});
