/**
 * Owns what tells host applications of changes: events, the feed of them, webhooks, inline hooks. Reads the journal, the only source of
 * events; changes no member, role or seat; makes no call while a transaction is open. The rules are in `core`, the routes in `http/rest`,
 * the times at which work runs in `jobs`, the one way out in `outgoing`. It never knows who asks over REST, or how they are authenticated.
 */
export { createIntegrations, openIntegrations, type Integrations } from './integrations.js';
export type { IntegrationDeps } from './deps.js';
export { eventOf, type DomainEvent } from './events/event.js';
export type { Feed, FeedScope } from './feed/feed.js';
export type { FeedPage, FeedQuery } from './feed/pages.js';
export {
  DEPTH_HEADER,
  disableHooks,
  eraseHookSamples,
  hookPoints,
  type FailurePolicy,
  type HookChange,
  type HookInput,
  type Trial,
} from './hooks/index.js';
export { createFeed } from './feed/feed.js';
export {
  bytesToSend,
  createEventEncoder,
  type EncodingChoice,
  type EventEncoding,
} from './events/encodings/index.js';
export {
  newSecret,
  readSecret,
  receiverText,
  removeForeignEndpointSecrets,
  rewrapEndpointSecrets,
  signatureHeaders,
  type EndpointSecretView,
  type MadeEndpointSecret,
  type SigningSecret,
} from './signing/index.js';
export {
  eraseDeliveriesAbout,
  eraseDeliveriesOfEntries,
  removeForeignHeaders,
  rewrapHeaders,
  type DeliveryTarget,
  type EndpointTarget,
  type Webhooks,
} from './webhooks/index.js';
