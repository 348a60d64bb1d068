/** To whom an endpoint belongs: an organization, or the installation, whose id is INSTALLATION. */
import {
  INSTALLATION,
  inInstallation,
  inOrganization,
  viewOrganization,
  type InstallationScope,
} from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';
import type { Reading, WebhookDelivery, WebhookEndpoint } from '#store/index.js';
import type { FeedScope } from '../feed/feed.js';
import type { WebhookDeps } from './deps.js';

type Deps = Pick<WebhookDeps, 'core'>;

/** A transaction of the owner. Faults of `inOrganization`. `any`: also where the organization is closed, for what the system does. */
export function inOwner<T>(
  { core }: Deps,
  ctx: Context,
  { organizationId, state = 'active' }: { organizationId: string; state?: 'active' | 'any' },
  work: (scope: InstallationScope) => Promise<T>,
): Promise<T> {
  if (organizationId === INSTALLATION) return inInstallation(core.deps, ctx, INSTALLATION, work);
  return inOrganization(core.deps, ctx, organizationId, work, state);
}

/** For reads outside of a transaction. Fault `organization.missing`. */
export async function requireOwner({ core }: Deps, organizationId: string): Promise<void> {
  if (organizationId !== INSTALLATION) await viewOrganization(core.deps, organizationId, 'any');
}

export function feedScopeOf(organizationId: string): FeedScope {
  return organizationId === INSTALLATION ? 'installation' : { organizationId };
}

/** Whose secrets: the installation has no id there. */
export function secretOwnerOf({ id, organizationId }: WebhookEndpoint): {
  id: string;
  organizationId?: string;
} {
  return organizationId === INSTALLATION ? { id } : { id, organizationId };
}

/** Fault `webhook.missing`: the id of another owner's endpoint is as unknown as one that never was. */
export async function requireEndpoint(
  reading: Pick<Reading<WebhookEndpoint>, 'get'>,
  organizationId: string,
  endpointId: string,
): Promise<WebhookEndpoint> {
  const endpoint = await reading.get(endpointId);
  if (endpoint?.organizationId === organizationId) return endpoint;
  throw new Fault('webhook.missing', { endpointId });
}

/** Fault `webhook.delivery_missing`. */
export async function requireDelivery(
  reading: Pick<Reading<WebhookDelivery>, 'get'>,
  endpoint: WebhookEndpoint,
  deliveryId: string,
): Promise<WebhookDelivery> {
  const delivery = await reading.get(deliveryId);
  if (delivery?.endpointId === endpoint.id) return delivery;
  throw new Fault('webhook.delivery_missing', { deliveryId });
}
