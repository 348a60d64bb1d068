/**
 * Owns what a receiver of webhooks needs: that a message is from who it says (Standard Webhooks 1.0, `v1` and `v1a`), and that it is worked
 * on once. Needs `node:crypto`, and nothing else; so it is an entry of its own, `@muster/client/webhooks`.
 */
export {
  createWebhookVerifier,
  signWebhook,
  WebhookVerificationError,
  type VerifiedWebhook,
  type VerifierOptions,
  type WebhookFailure,
  type WebhookHeaders,
  type WebhookMessage,
  type WebhookVerifier,
} from './signatures.js';
export {
  createOnce,
  messageIdsInMemory,
  type MessageIds,
  type Once,
  type OnceResult,
} from './once.js';
