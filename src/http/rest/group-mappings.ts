import { operations } from '#api/index.js';
import type { MappingSettings, MappingView } from '#core/index.js';
import type { HttpDeps } from '../deps.js';
import { given, pageOf, route, type Route } from './routes.js';

/** How long the answer waits for people's roles to be worked out; in a large organization that goes on behind it. */
const PATIENCE_MS = 1_000;

export function groupMappingRoutes(deps: HttpDeps): Route[] {
  const { groupMappings, recomputation } = deps.core;
  return [
    route(operations.getGroupMappings, async ({ ctx, params }) => ({
      body: view(await groupMappings.get(ctx, params.organizationId, params.connectionId)),
    })),
    route(operations.replaceGroupMappings, async ({ ctx, params, body }) => {
      const { organizationId, connectionId } = params;
      await groupMappings.replace(ctx, organizationId, connectionId, settingsOf(body));
      const work = recomputation.run(ctx, connectionId);
      deps.runInBackground('recomputing roles', work);
      await patiently(work);
      return { body: view(await groupMappings.get(ctx, organizationId, connectionId)) };
    }),
    route(operations.previewGroupMappings, async ({ ctx, params, query, body }) => {
      const { organizationId, connectionId } = params;
      const asked = { settings: settingsOf(body), page: pageOf(query) };
      return { body: await groupMappings.preview(ctx, organizationId, connectionId, asked) };
    }),
  ];
}

type Sent = NonNullable<(typeof operations.replaceGroupMappings)['body']>['_output'];

function settingsOf({ mode, defaultRole, overSeatLimit, mappings }: Sent): MappingSettings {
  return {
    mappings: mappings.map(({ groupId, role, space, productId }) => ({
      groupId,
      ...given({ role, space, productId }),
    })),
    ...given({ mode, defaultRole, overSeatLimit }),
  };
}

/** A failure is no business of this wait: the background logs it, and the mark on the connection remembers the work. */
async function patiently(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([work.catch(() => undefined), enough]);
  clearTimeout(timer);
}

function view(settings: MappingView): unknown {
  const { mode, defaultRole, overSeatLimit, mappings, recompute } = settings;
  return {
    mode,
    defaultRole,
    overSeatLimit,
    mappings,
    ...(recompute && { recompute: { done: recompute.done, startedAt: recompute.startedAt } }),
  };
}
