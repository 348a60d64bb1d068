import type { IntegrationDeps } from './deps.js';
import { createFeed, type Feed } from './feed/feed.js';
import { createEndpointSecrets, type EndpointSecrets } from './signing/index.js';
import { createWebhooks, type Webhooks } from './webhooks/index.js';
import { encodeNative } from './webhooks/native.js';

export interface Integrations {
  readonly feed: Feed;
  readonly endpointSecrets: EndpointSecrets;
  readonly webhooks: Webhooks;
  /** the journal of this organization has new entries, written by this process */
  wake(organizationId: string): void;
}

export function createIntegrations(deps: IntegrationDeps): Integrations {
  const feed = createFeed(deps);
  const endpointSecrets = createEndpointSecrets(deps);
  const encode = encodeNative(deps);
  const webhooks = createWebhooks({ ...deps, feed, secrets: endpointSecrets, encode });
  return {
    feed,
    endpointSecrets,
    webhooks,
    wake(organizationId) {
      feed.wake(organizationId);
      webhooks.dispatcher.wake(organizationId);
    },
  };
}
