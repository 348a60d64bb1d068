import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** How an event is written for an endpoint: our own JSON, CloudEvents 1.0 in one of its two modes, or a signed SET (RFC 8417). */
export type WebhookEncoding = 'native' | 'cloudevents' | 'cloudevents-binary' | 'set';

/** An address that events are sent to. Where its deliveries stand is in its WebhookCursor, so that its version is what people changed. */
export interface WebhookEndpoint extends Stored {
  /** `installation` where it belongs to no organization */
  readonly organizationId: string;
  readonly url: string;
  readonly description?: string;
  /** types of events, or all below a word (`member.*`); empty: every event */
  readonly types: readonly string[];
  /** `thin`: without `data`, with the URL of the object */
  readonly payload: 'full' | 'thin';
  readonly encoding: WebhookEncoding;
  /** of the shapes in `data` */
  readonly payloadVersion: number;
  /** custom headers: the names, and a JSON object of the values wrapped by the secrets key */
  readonly headerNames: readonly string[];
  readonly wrapped?: string;
  /** of the secrets key that wraps them */
  readonly wrappedBy?: string;
  readonly status: 'enabled' | 'disabled';
  readonly disabledAt?: Instant;
  /** `asked`: by hand; `failing`: for days; `gone`: it answered 410 */
  readonly disabledReason?: 'asked' | 'failing' | 'gone';
}

export const webhookEndpoints = collection<WebhookEndpoint>({
  name: 'webhook-endpoints',
  columns: { organizationId: 'shared', status: 'text', wrappedBy: 'text' },
  required: ['organizationId', 'status'],
  unique: [],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'status', on: ['status'] },
    { name: 'wrapped', on: ['wrappedBy'], present: 'wrappedBy' },
  ],
});
