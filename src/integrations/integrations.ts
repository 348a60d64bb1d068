import type { IntegrationDeps } from './deps.js';
import { createFeed, type Feed } from './feed/feed.js';
import { createHooks, type Hooks } from './hooks/index.js';
import { createEndpointSecrets, type EndpointSecrets } from './signing/index.js';

export interface Integrations {
  readonly feed: Feed;
  readonly endpointSecrets: EndpointSecrets;
  readonly hooks: Hooks;
}

export function createIntegrations(deps: IntegrationDeps): Integrations {
  const secrets = createEndpointSecrets(deps);
  return {
    feed: createFeed(deps),
    endpointSecrets: secrets,
    hooks: createHooks({ ...deps, core: deps.core.deps, secrets }),
  };
}

/** The same, with what the database says of hooks. Fault `store.unavailable`. */
export async function openIntegrations(deps: IntegrationDeps): Promise<Integrations> {
  const integrations = createIntegrations(deps);
  await integrations.hooks.refresh();
  return integrations;
}
