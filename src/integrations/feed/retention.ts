import type { Clock, Instant } from '#kernel/index.js';
import { instant } from '#kernel/index.js';
import type { Store } from '#store/index.js';
import { INSTALLATION } from '#core/index.js';

const DAY_MS = 86_400_000;

/** How long events are kept, in days. */
export interface FeedRetention {
  /** the setting `feed.days` */
  readonly feedDays: number;
  /** the setting `journal.retentionDays`, where an organization has no policy of its own */
  readonly journalDays: number;
}

interface Kept {
  readonly store: Pick<Store, 'read'>;
  readonly clock: Clock;
  readonly retention: FeedRetention;
}

/** Older events are in no feed, even where the journal has them still. */
export function feedHorizon({ clock, retention }: Omit<Kept, 'store'>): Instant {
  return instant(clock.now() - retention.feedDays * DAY_MS);
}

/** What is promised to readers of an organization: min(feed days, journal days). */
export async function keptSince(deps: Kept, organizationId: string): Promise<Instant> {
  const { store, clock, retention } = deps;
  // of no organization, or of all: each journal may be kept for fewer days by a policy of its own
  if (organizationId === INSTALLATION) return feedHorizon(deps);
  const organization = await store.read.organizations.get(organizationId);
  const journalDays = organization?.policies?.journalDays ?? retention.journalDays;
  return instant(clock.now() - Math.min(retention.feedDays, journalDays) * DAY_MS);
}
