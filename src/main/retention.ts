import type { IntegrationDeps } from '#integrations/index.js';
import type { Settings } from '#settings/index.js';

/** How long events are kept: the feed reads the journal, and can promise no more than it has. */
export function feedRetentionOf({ feed, journal }: Settings): IntegrationDeps['retention'] {
  return { feedDays: feed.days, journalDays: journal.retentionDays };
}
