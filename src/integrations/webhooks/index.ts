/**
 * Owns webhooks: endpoints of organizations and of the installation, the dispatcher that sends them what the feed has, the log of
 * deliveries, and what is sent again. An endpoint has one place in the feed; rows are made only for what is in flight, failed or logged.
 *
 * A delivery: feed → `planClaim` reads and encodes → `claimDeliveries` writes a row with a lease and moves the cursor, in one transaction →
 * `attempt` signs and sends, outside of any → `writeOutcome`: delivered, or when to try again, and the circuit → `followHealth`: notices,
 * and the end after days of failures.
 *
 * It never knows why something happened, how an event is written (events), or what a signature is made of (signing). Each delivery has its
 * own lease, and none waits for another: there is no order among them, which receivers find in `sequence`.
 */
export { createWebhooks, type Webhooks, type WebhookSecrets } from './webhooks.js';
export type { WebhookDeliveries, DeliveryTarget } from './deliveries.js';
export type { EndpointTarget, WebhookEndpoints } from './endpoints.js';
export type { WebhookSettings } from './settings.js';
export type { EncodeEvent, EncodingOptions } from './encodings.js';
export { eraseDeliveriesAbout, eraseDeliveriesOfEntries } from './erase.js';
export { removeForeignHeaders, rewrapHeaders } from './custom-headers.js';
