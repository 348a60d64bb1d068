import { gone, invalid, type FaultEntry } from './entry.js';

/** What can be wrong with the event feed, webhooks and inline hooks. */
export const INTEGRATION_FAULTS = {
  'feed.cursor_unknown': invalid(
    'The cursor is none of this feed; use the cursor of a page or an event of it, `oldest` or `latest`.',
  ),
  'feed.cursor_expired': gone(
    'What follows the cursor is no longer kept; read what there is from the lists, then go on from details.oldest.',
  ),
} satisfies Record<string, FaultEntry>;
