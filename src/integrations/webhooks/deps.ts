import type { IntegrationDeps } from '../deps.js';
import type { Feed } from '../feed/feed.js';
import type { EndpointSecrets } from '../signing/index.js';
import type { EncodeEvent } from './encodings.js';

/** What can be set of webhooks. */
export interface WebhookSettings {
  /** for one attempt, from the look-up of the name to the last byte */
  readonly timeoutSeconds: number;
  /** administrators are told when an endpoint fails for so long */
  readonly noticeAfterDays: number;
  /** an endpoint that fails for so long is disabled */
  readonly disableAfterDays: number;
  /** how long deliveries are kept for people to look at */
  readonly retentionDays: number;
  /** of one organization, and of the installation */
  readonly maxEndpoints: number;
}

export const DEFAULT_WEBHOOK_SETTINGS: WebhookSettings = {
  timeoutSeconds: 20,
  noticeAfterDays: 1,
  disableAfterDays: 5,
  retentionDays: 30,
  maxEndpoints: 50,
};

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
