import { operation } from './operations.js';
import { shared } from './webhook-shapes.js';

const PATH = '/organizations/{organizationId}/webhook-endpoints';

export const createWebhookEndpoint = operation({
  ...shared.create,
  path: PATH,
  summary:
    'Creates a webhook endpoint of an organization. Its secret is shown only in this answer.',
  scope: 'webhooks:write',
});

export const listWebhookEndpoints = operation({
  ...shared.list,
  path: PATH,
  summary: 'Lists the webhook endpoints of an organization.',
  scope: 'webhooks:read',
});

export const getWebhookEndpoint = operation({
  ...shared.get,
  path: `${PATH}/{endpointId}`,
  summary: 'Reads a webhook endpoint of an organization, with how far it is.',
  scope: 'webhooks:read',
});

export const updateWebhookEndpoint = operation({
  ...shared.update,
  path: `${PATH}/{endpointId}`,
  summary: 'Changes, disables or enables a webhook endpoint of an organization.',
  scope: 'webhooks:write',
});

export const deleteWebhookEndpoint = operation({
  ...shared.remove,
  path: `${PATH}/{endpointId}`,
  summary: 'Deletes a webhook endpoint of an organization with its secrets and its log.',
  scope: 'webhooks:write',
});

export const listWebhookSecrets = operation({
  ...shared.listSecrets,
  path: `${PATH}/{endpointId}/secrets`,
  summary: 'Lists the secrets of a webhook endpoint of an organization, without what signs.',
  scope: 'webhooks:read',
});

export const addWebhookSecret = operation({
  ...shared.addSecret,
  path: `${PATH}/{endpointId}/secrets`,
  summary:
    'Gives a webhook endpoint of an organization a new secret; the one before signs beside it for a while.',
  scope: 'webhooks:write',
});

export const removeWebhookSecret = operation({
  ...shared.removeSecret,
  path: `${PATH}/{endpointId}/secrets/{secretId}`,
  summary: 'Ends a secret of a webhook endpoint of an organization at once.',
  scope: 'webhooks:write',
});

export const testWebhookEndpoint = operation({
  ...shared.test,
  path: `${PATH}/{endpointId}/test`,
  summary: 'Sends a test event to a webhook endpoint of an organization and waits for the answer.',
  scope: 'webhooks:write',
});

export const confirmWebhookEndpoint = operation({
  ...shared.confirm,
  path: `${PATH}/{endpointId}/confirm`,
  summary:
    'Asks the receiver of a webhook endpoint of an organization whether it takes CloudEvents.',
  scope: 'webhooks:write',
});

export const setWebhookCursor = operation({
  ...shared.setCursor,
  path: `${PATH}/{endpointId}/cursor`,
  summary: 'Sets the place of the feed from which a webhook endpoint of an organization goes on.',
  scope: 'webhooks:write',
});

export const replayWebhookEvents = operation({
  ...shared.replayRange,
  path: `${PATH}/{endpointId}/replay`,
  summary:
    'Sends a webhook endpoint of an organization a part of the feed again, or what it misses of it.',
  scope: 'webhooks:write',
});

export const listWebhookDeliveries = operation({
  ...shared.listDeliveries,
  path: `${PATH}/{endpointId}/deliveries`,
  summary: 'Lists the deliveries of a webhook endpoint of an organization.',
  scope: 'webhooks:read',
});

export const getWebhookDelivery = operation({
  ...shared.getDelivery,
  path: `${PATH}/{endpointId}/deliveries/{deliveryId}`,
  summary:
    'Reads a delivery of a webhook endpoint of an organization, with what was sent and answered.',
  scope: 'webhooks:read',
});

export const replayWebhookDelivery = operation({
  ...shared.replayDelivery,
  path: `${PATH}/{endpointId}/deliveries/{deliveryId}/replay`,
  summary: 'Sends one delivery of a webhook endpoint of an organization again.',
  scope: 'webhooks:write',
});
