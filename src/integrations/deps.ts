import type { Core, SecretsKey } from '#core/index.js';
import type { Clock, Log, Tracer } from '#kernel/index.js';
import type { HttpClient } from '#outgoing/index.js';
import type { FeedRetention } from './feed/retention.js';
import type { Store } from '#store/index.js';
import type { WebhookSettings } from './webhooks/settings.js';

/** What every part of the module is given at start. */
export interface IntegrationDeps {
  readonly store: Store;
  readonly core: Core;
  readonly outgoing: HttpClient;
  /** 32 bytes that seal secrets of endpoints and hooks before they are stored */
  readonly secretsKey: SecretsKey;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  /** how long events are kept */
  readonly retention: FeedRetention;
  /** the section `webhooks` of the settings */
  readonly webhookSettings: WebhookSettings;
  /** the setting `hooks.folder`: hooks that run in this server */
  readonly hooksFolder?: string;
  /** where people and hosts reach this server */
  readonly baseUrl: () => string;
}
