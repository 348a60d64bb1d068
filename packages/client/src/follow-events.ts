import { createClient, MusterError, type ClientOptions } from './client.js';
import type { Operations } from './contract.js';

/** A page of events, and the cursor to keep once they are dealt with. */
export type EventPage = Pick<Operations['listEvents']['output'], 'cursor' | 'items'>;

export interface FollowOptions extends ClientOptions {
  readonly organizationId: string;
  /** the cursor that was kept, or where to begin: `oldest`, `latest` */
  readonly after: string;
  /** only events of these types: `member.*` */
  readonly types?: readonly string[];
  /** stops the walk, also in the middle of a wait */
  readonly signal?: AbortSignal;
  /**
   * Told when what follows the cursor is no longer kept: read the lists anew, and return the cursor to go on from (`oldest` is offered).
   * Absent: the walk ends with the refusal. It is never passed over in silence.
   */
  readonly onExpired?: (expired: { readonly oldest: string }) => Promise<string> | string;
}

/** Seconds of one question; shorter than a client waits for an answer. */
const WAIT_SECONDS = 20;

/**
 * The events of an organization, page by page, as they happen. Keep `cursor` when its events are dealt with, in the same transaction as
 * what you did; after a restart go on from there. One cursor, from pages only: that of a webhook would pass over what is still to come.
 * A page whose answer was lost is asked for again. @throws MusterError, `feed.cursor_expired` among them where there is no `onExpired`
 */
export async function* followEvents(options: FollowOptions): AsyncGenerator<EventPage, void> {
  const { organizationId, types, signal, onExpired } = options;
  const client = createClient(options);
  let { after } = options;
  const isStopped = (): boolean => signal?.aborted === true;
  while (!isStopped()) {
    try {
      const { items, cursor } = await client.listEvents({
        params: { organizationId },
        query: { after, wait: WAIT_SECONDS, ...(types && { types: types.join(',') }) },
        ...(signal && { signal }),
      });
      const hasMoved = cursor !== after;
      after = cursor;
      if (hasMoved) yield { items, cursor };
    } catch (error) {
      if (isStopped()) return;
      after = await cursorAfter(error, onExpired);
    }
  }
}

/** Whether an event of an object is older than what is known of it: `sequence` rises with every event of one object. */
export function isStale(sequence: number, known: number | undefined): boolean {
  return known !== undefined && sequence <= known;
}

/** Where to go on after a refusal. @throws the error, where nobody says so */
export async function cursorAfter(
  error: unknown,
  onExpired: FollowOptions['onExpired'],
): Promise<string> {
  const isExpired = error instanceof MusterError && error.code === 'feed.cursor_expired';
  if (!isExpired || !onExpired) throw error;
  return onExpired({ oldest: String(error.problem.details?.['oldest']) });
}
