import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** What one attempt met. */
export interface WebhookAttempt {
  /** 1, 2, 3 … */
  readonly number: number;
  readonly at: Instant;
  /** absent: the process ended before the outcome was known */
  readonly latencyMs?: number;
  /** of the answer; absent where there was none */
  readonly status?: number;
  /** why it failed, as one word: `status`, `timeout`, `unreachable`, `address_refused`, `interrupted` … */
  readonly failure?: string;
  /** in words, without inner addresses */
  readonly error?: string;
}

/** The answer of the last attempt that had one. */
export interface WebhookResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** UTF-8, at most 16 KiB */
  readonly body: string;
  /** there was more of it */
  readonly cut: boolean;
}

/** One event for one endpoint: in flight, failed and waiting, or over and kept for the log. What nobody looked at yet has no row. */
export interface WebhookDelivery extends Stored {
  readonly organizationId: string;
  readonly endpointId: string;
  /** of the journal entry; of a test delivery its own */
  readonly eventId: string;
  readonly type: string;
  /** of the feed that the endpoint reads */
  readonly cursor: string;
  /** header webhook-id: of event and endpoint, the same in every attempt and replay */
  readonly webhookId: string;
  /** `kind:id` of the event's object */
  readonly objectKey: string;
  readonly status: 'sending' | 'waiting' | 'delivered' | 'failed' | 'refused' | 'canceled';
  readonly test?: true;
  /** attempts so far */
  readonly attempt: number;
  /** sending: the end of the lease; waiting: the next attempt; NEVER once it is over, and while the endpoint is disabled */
  readonly dueAt: Instant;
  /** as it is signed and sent, the same in every attempt; absent once a person in it was erased */
  readonly body?: string;
  /** false once a person in it was erased */
  readonly hasContent: boolean;
  /** of the encoding: content-type, `ce-*` */
  readonly headers: Readonly<Record<string, string>>;
  /** the event was larger than the limit, and went out in its thin form */
  readonly thinned?: true;
  /** the last ones */
  readonly attempts: readonly WebhookAttempt[];
  readonly response?: WebhookResponse;
  readonly deliveredAt?: Instant;
}

export const webhookDeliveries = collection<WebhookDelivery>({
  name: 'webhook-deliveries',
  columns: {
    organizationId: 'shared',
    endpointId: 'text',
    eventId: 'text',
    type: 'shared',
    objectKey: 'text',
    status: 'shared',
    dueAt: 'text',
    hasContent: 'boolean',
  },
  required: ['organizationId', 'endpointId', 'eventId', 'type', 'objectKey', 'status', 'dueAt'],
  unique: [{ name: 'once', on: ['endpointId', 'eventId'] }],
  indexes: [
    { name: 'due', on: ['status', 'dueAt'] },
    { name: 'endpoint', on: ['endpointId', 'status', 'dueAt'] },
    { name: 'listed', on: ['endpointId'] },
    { name: 'state', on: ['endpointId', 'status'] },
    { name: 'type', on: ['endpointId', 'type'] },
    { name: 'event', on: ['eventId'] },
    { name: 'object', on: ['objectKey'] },
    { name: 'organization', on: ['organizationId'] },
    { name: 'made', on: ['createdAt'] },
  ],
});
