import { operations } from '#api/index.js';
import type { Context } from '#kernel/index.js';
import type { FeedPage, FeedScope } from '#integrations/index.js';
import type { HttpDeps } from '../deps.js';
import { firstCursor } from './event-cursors.js';
import { createEventStreams, readmitReader } from './event-streams.js';
import { route, type Route } from './routes.js';

export function eventRoutes(deps: HttpDeps): Route[] {
  const streams = createEventStreams(deps);
  return [
    route(operations.listEvents, async ({ ctx, params: { organizationId }, query, gone }) => {
      const scope = { organizationId };
      const page = await waitForPage(deps, ctx, { scope, query, gone });
      return { body: await pageBody(deps, scope, page) };
    }),
    route(operations.listInstallationEvents, async ({ ctx, query, gone }) => {
      const page = await waitForPage(deps, ctx, { scope: 'installation', query, gone });
      return { body: await pageBody(deps, 'installation', page) };
    }),
    route(operations.streamInstallationEvents, async ({ ctx, query, ...call }) => {
      const { lastEventId, accept, gone } = call;
      return streams.open(ctx, { scope: 'installation', query, lastEventId, accept, gone });
    }),
    route(operations.streamEvents, async ({ ctx, params, query, ...call }) => {
      const scope = { organizationId: params.organizationId };
      const { lastEventId, accept, gone } = call;
      return streams.open(ctx, { scope, query, lastEventId, accept, gone });
    }),
  ];
}

interface AskedPage {
  readonly scope: FeedScope;
  readonly query: {
    readonly after: string;
    readonly types?: readonly string[];
    readonly object?: string;
    readonly limit: number;
    readonly wait: number;
  };
  readonly gone: AbortSignal;
}

/** The page, or the first one that is not empty, within the seconds that the caller waits. */
async function waitForPage(
  deps: HttpDeps,
  ctx: Context,
  { scope, query, gone }: AskedPage,
): Promise<FeedPage> {
  const { feed } = deps.integrations;
  const { wait, ...asked } = query;
  const endsAt = performance.now() + wait * 1_000;
  let after = await firstCursor(feed, scope, asked.after);
  for (;;) {
    const left = endsAt - performance.now();
    const waiting = new AbortController();
    const stop = AbortSignal.any([gone, waiting.signal]);
    // begun before the read: what is committed after the read wakes it
    const news = left > 0 ? feed.wait(scope, left, stop) : Promise.resolve();
    try {
      const page = await feed.read(scope, { ...asked, after });
      const isDone = page.events.length > 0 || left <= 0 || gone.aborted || deps.isStopping();
      if (isDone) return page;
      after = page.cursor;
      if (!page.more) await news;
    } finally {
      waiting.abort();
    }
    await readmitReader(deps, ctx, scope);
  }
}

async function pageBody(
  { integrations: { feed } }: HttpDeps,
  scope: FeedScope,
  { events, cursor, more }: FeedPage,
): Promise<object> {
  return { items: events, cursor, more, keptSince: await feed.keptSince(scope) };
}
