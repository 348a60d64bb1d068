import { Fault, isFault, type Context } from '#kernel/index.js';
import type { DomainEvent, FeedPage, FeedScope } from '#integrations/index.js';
import type { HttpDeps } from '../deps.js';
import { firstCursor } from './event-cursors.js';
import type { Answer } from './routes.js';

/** Between two signs of life; proxies cut connections that are silent for 30 or 60 seconds. */
const HEARTBEAT_MS = 15_000;

/** A reader that takes nothing for so long is cut off: what it did not take waits in the store, not in the memory of this process. */
const STALL_MS = 30_000;

/** Events that are read, and held as text, at once. */
const PAGE_LENGTH = 100;

/** A stream ends by then, so that its reader comes back and is let in anew. */
const LIFE_SECONDS = 1_800;

/** Streams of one organization in one process, and of all of them. */
const MAX_STREAMS = { organization: 50, process: 1_000 } as const;

/** After how long a reader should come back: usually, and when its cursor is of no use any more. */
const RETRY_MS = { usual: 2_000, expired: 60_000 } as const;

/** What nginx and other proxies need to hear, so that an event leaves them at once. */
const STREAM_HEADERS = {
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;

interface AskedStream {
  readonly scope: FeedScope;
  readonly query: {
    readonly after: string;
    readonly types?: readonly string[];
    readonly object?: string;
    readonly seconds?: number;
  };
  /** of a reader that comes back */
  readonly lastEventId: string | undefined;
  readonly accept: string;
  readonly gone: AbortSignal;
}

export interface EventStreams {
  /** Fault `request.too_many` when the organization or the process has as many streams as it may. */
  open(ctx: Context, asked: AskedStream): Answer;
}

export function createEventStreams(deps: HttpDeps): EventStreams {
  const openByFeed = new Map<string, number>();
  let openCount = 0;
  const count = (feed: string, by: 1 | -1): void => {
    openCount += by;
    const left = (openByFeed.get(feed) ?? 0) + by;
    if (left === 0) openByFeed.delete(feed);
    else openByFeed.set(feed, left);
  };
  return {
    open(ctx, asked) {
      const feed = asked.scope === 'installation' ? asked.scope : asked.scope.organizationId;
      const isFull =
        openCount >= MAX_STREAMS.process || (openByFeed.get(feed) ?? 0) >= MAX_STREAMS.organization;
      if (isFull) throw new Fault('request.too_many', { retryAfter: RETRY_MS.expired / 1_000 });
      count(feed, 1);
      asked.gone.addEventListener('abort', () => count(feed, -1));
      return {
        stream: {
          mediaType: 'text/event-stream; charset=utf-8',
          parts: partsOf(deps, ctx, asked),
          stallMs: STALL_MS,
        },
        headers: STREAM_HEADERS,
      };
    },
  };
}

/** The stream as text. It reads the next page when the one before has left, so that it never holds more than one. */
async function* partsOf(deps: HttpDeps, ctx: Context, asked: AskedStream): AsyncGenerator<string> {
  try {
    yield* liveParts(deps, ctx, asked);
  } catch (error) {
    if (!isFault(error)) throw error;
    const { code, message, details } = error;
    const name = code.startsWith('feed.cursor_') ? 'expired' : 'closed';
    yield `retry: ${RETRY_MS.expired}\n${textOf({ name, data: { code, detail: message, ...details } })}`;
  }
}

async function* liveParts(
  deps: HttpDeps,
  ctx: Context,
  { scope, query, lastEventId, accept, gone }: AskedStream,
): AsyncGenerator<string> {
  const { feed } = deps.integrations;
  const { after, types, object } = query;
  const usualSeconds = accept.includes('text/event-stream') ? LIFE_SECONDS : 0;
  const seconds = query.seconds ?? usualSeconds;
  const endsAt = performance.now() + seconds * 1_000;
  let cursor = lastEventId ?? (await firstCursor(feed, scope, after));
  const keptSince = await feed.keptSince(scope);
  yield `retry: ${RETRY_MS.usual}\n${textOf({ name: 'ready', id: cursor, data: { cursor, keptSince } })}`;
  let beatsAt = performance.now() + HEARTBEAT_MS;
  while (!gone.aborted && !deps.isStopping()) {
    const waiting = new AbortController();
    const left = Math.min(beatsAt, endsAt) - performance.now();
    // begun before the read: what is committed after the read wakes it
    const news = feed.wait(scope, left, AbortSignal.any([gone, waiting.signal]));
    let page: FeedPage;
    try {
      page = await feed.read(scope, { after: cursor, types, object, limit: PAGE_LENGTH });
      // who lost the right to read while the stream was silent reads no more of it
      await readmitReader(deps, ctx, scope);
      if (page.events.length > 0) yield page.events.map(eventText).join('');
      const isOver = !page.more && performance.now() >= endsAt;
      if (isOver) return;
      if (!page.more && page.events.length === 0) await news;
    } finally {
      waiting.abort();
    }
    cursor = page.cursor;
    if (performance.now() < beatsAt) continue;
    yield textOf({ name: 'heartbeat', id: cursor, data: { cursor } });
    beatsAt = performance.now() + HEARTBEAT_MS;
  }
}

/** Asks between two pages whether the caller may still read; what the operator's key opens is asked when the stream begins. */
export async function readmitReader(
  { core }: HttpDeps,
  ctx: Context,
  scope: FeedScope,
): Promise<void> {
  if (scope !== 'installation') await core.callers.readmit(ctx, scope.organizationId);
}

function eventText(event: DomainEvent): string {
  return textOf({ id: event.cursor, data: event });
}

/** One message of the stream. JSON has no line breaks, so its data is one line. */
function textOf({ name, id, data }: { name?: string; id?: string; data: object }): string {
  const lines = [
    ...(name === undefined ? [] : [`event: ${name}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.join('\n')}\n\n`;
}
