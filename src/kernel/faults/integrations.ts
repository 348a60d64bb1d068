import {
  conflict,
  forbidden,
  gone,
  invalid,
  limit,
  missing,
  unavailable,
  type FaultEntry,
} from './entry.js';

/** What can be wrong with the event feed, webhooks and inline hooks. */
export const INTEGRATION_FAULTS = {
  'endpoint_secret.invalid': invalid(
    'The secret cannot be read; send whsec_ and base64 of 24 to 64 bytes, or for v1a whsk_ and base64 of an ed25519 key, or leave it out.',
  ),
  'endpoint_secret.missing': missing('The endpoint has no such secret; add one.'),
  'endpoint_secret.last': conflict(
    'It is the only secret of the endpoint, and without one nothing can be signed; add another one first.',
  ),
  'endpoint_secret.limit': limit(
    'The endpoint has as many secrets as it may; remove an old one first.',
  ),
  'event.type_unknown': missing(
    'There is no such type of event; GET /api/v1/event-types lists those that there are.',
  ),
  'feed.cursor_unknown': invalid(
    'The cursor is none of this feed; use the cursor of a page or an event of it, `oldest` or `latest`.',
  ),
  'feed.cursor_expired': gone(
    'What follows the cursor is no longer kept; read what there is from the lists, then go on from details.oldest.',
  ),
  'hook.denied': forbidden(
    'A hook of the organization does not allow this; details have its words.',
  ),
  'hook.failed': unavailable(
    'A hook that must agree to this gives no answer; try again later, or ask an administrator of the organization.',
  ),
  'hook.loop': forbidden(
    'Hooks that change something have called one another three times; the last one is not asked, and its change is refused.',
  ),
  'hook.missing': missing('There is no such hook.'),
  'hook.sample_missing': missing('There is no such sample of the hook; samples are kept for days.'),
  'limit.hooks': limit('There are as many hooks as there may be; delete one that is not used.'),
  'webhook.missing': missing('There is no such webhook endpoint.'),
  'webhook.delivery_missing': missing(
    'The endpoint has no such delivery; the log keeps them for the days of the setting webhooks.retentionDays.',
  ),
  'webhook.limit': limit('There are as many webhook endpoints as there may be; delete one first.'),
  'webhook.disabled': conflict('The webhook endpoint is disabled; enable it first.'),
  'webhook.not_confirmed': conflict(
    'The receiver of the endpoint has not consented to CloudEvents; see its confirmation, then ask it again with POST …/confirm.',
  ),
  'webhook.sending': conflict('The delivery is being sent right now; wait for its outcome.'),
  'webhook.replaying': conflict(
    'The endpoint is still sent the last range again; wait until it has no replay any more.',
  ),
  'webhook.event_gone': gone(
    'Neither the log nor the journal has the event any more, so it cannot be sent again.',
  ),
} satisfies Record<string, FaultEntry>;
