import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** A part of the feed that is delivered again beside what is new. */
export interface WebhookReplay {
  /** cursors of the feed: examined through, and the last one of the range */
  readonly after: string;
  readonly until: string;
  /** only what was never delivered */
  readonly missing: boolean;
  readonly requestedAt: Instant;
}

/** What the receiver said to the handshake of CloudEvents. Nothing is sent to one that did not consent. */
export interface WebhookConfirmation {
  readonly confirmed: boolean;
  /** since when it is so */
  readonly since: Instant;
  /** absent of one that consented */
  readonly reason?: 'not_asked' | 'no_handshake' | 'denied' | 'failed';
  /** the same, for people */
  readonly message?: string;
  /** that the receiver allows; absent: as many as there are */
  readonly requestsPerMinute?: number;
}

/** How far an endpoint is, and how well it takes its deliveries. Its id is that of the endpoint. */
export interface WebhookCursor extends Stored {
  readonly organizationId: string;
  /** of the feed: examined through */
  readonly cursor: string;
  readonly replay?: WebhookReplay;
  /** failed attempts since the last success */
  readonly failures: number;
  readonly failingSince?: Instant;
  /** when administrators were told that it fails */
  readonly noticedAt?: Instant;
  /** how many times the circuit opened since the last success; while above 0 one delivery at a time is tried */
  readonly openings: number;
  /** nothing is sent before: the circuit is open, the receiver asked for a pause, or one delivery is being tried */
  readonly pausedUntil?: Instant;
  /** of endpoints of CloudEvents */
  readonly confirmation?: WebhookConfirmation;
  /** since when a receiver of CloudEvents has not consented; absent: it has, or administrators were told that it has not */
  readonly unconfirmedSince?: Instant;
  /** nothing is sent before, by the rate that the receiver allows */
  readonly nextRequestAt?: Instant;
}

export const webhookCursors = collection<WebhookCursor>({
  name: 'webhook-cursors',
  columns: { organizationId: 'shared', failingSince: 'text', unconfirmedSince: 'text' },
  required: ['organizationId'],
  unique: [],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'failing', on: ['failingSince'], present: 'failingSince' },
    { name: 'unconfirmed', on: ['unconfirmedSince'], present: 'unconfirmedSince' },
  ],
});
