import type { IntegrationDeps } from '#integrations/index.js';
import type { Settings } from '#settings/index.js';
import { feedRetentionOf } from './retention.js';

/** What of the settings concerns events and whom they are sent to. */
export function integrationSettingsOf(
  settings: Settings,
): Pick<IntegrationDeps, 'retention' | 'webhookSettings' | 'hooksFolder'> {
  return {
    retention: feedRetentionOf(settings),
    webhookSettings: settings.webhooks,
    hooksFolder: settings.hooks.folder,
  };
}
