import { INSTALLATION } from '#core/index.js';
import type { IntegrationDeps } from './deps.js';
import { createEventEncoder } from './events/encodings/index.js';
import { createFeed, type Feed } from './feed/feed.js';
import { createHooks, openFileHooks, type FileHooks, type Hooks } from './hooks/index.js';
import { createEndpointSecrets, type EndpointSecrets } from './signing/index.js';
import { createWebhooks, type Webhooks } from './webhooks/index.js';

export interface Integrations {
  readonly feed: Feed;
  readonly endpointSecrets: EndpointSecrets;
  readonly hooks: Hooks;
  readonly webhooks: Webhooks;
  /** the journal of this organization has new entries, written by this process */
  wake(organizationId: string): void;
  /** for the purge of the journal: the first entry that an enabled endpoint has still to read */
  heldFrom(organizationId: string): Promise<number | undefined>;
}

export function createIntegrations(deps: IntegrationDeps, fileHooks?: FileHooks): Integrations {
  const secrets = createEndpointSecrets(deps);
  const feed = createFeed(deps);
  const webhooks = createWebhooks({ ...deps, feed, secrets, encode: createEventEncoder(deps) });
  return {
    feed,
    endpointSecrets: secrets,
    hooks: createHooks({
      ...deps,
      core: deps.core.deps,
      secrets,
      ...(fileHooks && { fileHooks }),
    }),
    webhooks,
    wake(organizationId) {
      feed.wake(organizationId);
      webhooks.dispatcher.wake(organizationId);
    },
    async heldFrom(organizationId) {
      const owners = [organizationId, INSTALLATION];
      const cursors = await Promise.all(owners.map((owner) => webhooks.oldestCursor(owner)));
      return feed.unread(
        organizationId,
        cursors.filter((cursor) => cursor !== undefined),
      );
    },
  };
}

/**
 * The same, with what the database and the files say of hooks. Lets go of the database when it fails. @throws Error for a file that is no
 * hook, Fault `store.unavailable`
 */
export async function openIntegrations(deps: IntegrationDeps): Promise<Integrations> {
  const { hooksFolder } = deps;
  try {
    const fileHooks =
      hooksFolder === undefined ? undefined : await openFileHooks(hooksFolder, deps);
    const integrations = createIntegrations(deps, fileHooks);
    await integrations.hooks.refresh();
    return integrations;
  } catch (error) {
    await deps.store.close();
    throw error;
  }
}
