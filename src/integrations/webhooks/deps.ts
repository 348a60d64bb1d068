import type { IntegrationDeps } from '../deps.js';
import type { Feed } from '../feed/feed.js';
import type { EndpointSecrets } from '../signing/index.js';
import type { EncodeEvent } from './encodings.js';
import type { WebhookSettings } from './settings.js';

export interface WebhookDeps extends IntegrationDeps {
  readonly feed: Feed;
  readonly secrets: EndpointSecrets;
  readonly settings: WebhookSettings;
  readonly encode: EncodeEvent;
  readonly figures: WebhookFigures;
  /** an endpoint may have something to do: it was changed, or its deliveries were */
  touched(organizationId: string, endpointId: string): void;
}

/** What this process did since its start, for metrics. */
export interface WebhookFigures {
  delivered: number;
  failed: number;
  disabled: number;
  inFlight: number;
}
