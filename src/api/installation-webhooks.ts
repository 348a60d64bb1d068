import { operation } from './operations.js';
import { shared } from './webhook-shapes.js';

const PATH = '/webhook-endpoints';

export const createInstallationWebhookEndpoint = operation({
  ...shared.create,
  path: PATH,
  summary:
    'Creates a webhook endpoint of the installation. Its secret is shown only in this answer.',
  scope: 'operator',
});

export const listInstallationWebhookEndpoints = operation({
  ...shared.list,
  path: PATH,
  summary: 'Lists the webhook endpoints of the installation.',
  scope: 'operator',
});

export const getInstallationWebhookEndpoint = operation({
  ...shared.get,
  path: `${PATH}/{installationEndpointId}`,
  summary: 'Reads a webhook endpoint of the installation, with how far it is.',
  scope: 'operator',
});

export const updateInstallationWebhookEndpoint = operation({
  ...shared.update,
  path: `${PATH}/{installationEndpointId}`,
  summary: 'Changes, disables or enables a webhook endpoint of the installation.',
  scope: 'operator',
});

export const deleteInstallationWebhookEndpoint = operation({
  ...shared.remove,
  path: `${PATH}/{installationEndpointId}`,
  summary: 'Deletes a webhook endpoint of the installation with its secrets and its log.',
  scope: 'operator',
});

export const listInstallationWebhookSecrets = operation({
  ...shared.listSecrets,
  path: `${PATH}/{installationEndpointId}/secrets`,
  summary: 'Lists the secrets of a webhook endpoint of the installation, without what signs.',
  scope: 'operator',
});

export const addInstallationWebhookSecret = operation({
  ...shared.addSecret,
  path: `${PATH}/{installationEndpointId}/secrets`,
  summary:
    'Gives a webhook endpoint of the installation a new secret; the one before signs beside it for a while.',
  scope: 'operator',
});

export const removeInstallationWebhookSecret = operation({
  ...shared.removeSecret,
  path: `${PATH}/{installationEndpointId}/secrets/{installationSecretId}`,
  summary: 'Ends a secret of a webhook endpoint of the installation at once.',
  scope: 'operator',
});

export const testInstallationWebhookEndpoint = operation({
  ...shared.test,
  path: `${PATH}/{installationEndpointId}/test`,
  summary: 'Sends a test event to a webhook endpoint of the installation and waits for the answer.',
  scope: 'operator',
});

export const confirmInstallationWebhookEndpoint = operation({
  ...shared.confirm,
  path: `${PATH}/{installationEndpointId}/confirm`,
  summary:
    'Asks the receiver of a webhook endpoint of the installation whether it takes CloudEvents.',
  scope: 'operator',
});

export const setInstallationWebhookCursor = operation({
  ...shared.setCursor,
  path: `${PATH}/{installationEndpointId}/cursor`,
  summary: 'Sets the place of the feed from which a webhook endpoint of the installation goes on.',
  scope: 'operator',
});

export const replayInstallationWebhookEvents = operation({
  ...shared.replayRange,
  path: `${PATH}/{installationEndpointId}/replay`,
  summary:
    'Sends a webhook endpoint of the installation a part of the feed again, or what it misses of it.',
  scope: 'operator',
});

export const listInstallationWebhookDeliveries = operation({
  ...shared.listDeliveries,
  path: `${PATH}/{installationEndpointId}/deliveries`,
  summary: 'Lists the deliveries of a webhook endpoint of the installation.',
  scope: 'operator',
});

export const getInstallationWebhookDelivery = operation({
  ...shared.getDelivery,
  path: `${PATH}/{installationEndpointId}/deliveries/{installationDeliveryId}`,
  summary:
    'Reads a delivery of a webhook endpoint of the installation, with what was sent and answered.',
  scope: 'operator',
});

export const replayInstallationWebhookDelivery = operation({
  ...shared.replayDelivery,
  path: `${PATH}/{installationEndpointId}/deliveries/{installationDeliveryId}/replay`,
  summary: 'Sends one delivery of a webhook endpoint of the installation again.',
  scope: 'operator',
});
