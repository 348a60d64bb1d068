import type { IntegrationDeps } from './deps.js';
import { createFeed, type Feed } from './feed/feed.js';

export interface Integrations {
  readonly feed: Feed;
}

export function createIntegrations(deps: IntegrationDeps): Integrations {
  return { feed: createFeed(deps) };
}
