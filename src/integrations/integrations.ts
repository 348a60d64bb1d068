import type { IntegrationDeps } from './deps.js';
import { createFeed, type Feed } from './feed/feed.js';
import { createEndpointSecrets, type EndpointSecrets } from './signing/index.js';

export interface Integrations {
  readonly feed: Feed;
  readonly endpointSecrets: EndpointSecrets;
}

export function createIntegrations(deps: IntegrationDeps): Integrations {
  return { feed: createFeed(deps), endpointSecrets: createEndpointSecrets(deps) };
}
