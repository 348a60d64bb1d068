import { operations } from '#api/index.js';
import type { MappingView } from '#directory/index.js';
import type { Doors } from '../doors.js';
import { given, route, type Route } from './routes.js';

/** How long the answer waits for people's roles to be worked out; in a large organization that goes on behind it. */
const PATIENCE_MS = 1_000;

export function groupMappingRoutes(doors: Doors): Route[] {
  const { groupMappings, recomputation } = doors.directory;
  return [
    route(operations.getGroupMappings, async ({ ctx, params }) => ({
      body: view(await groupMappings.get(ctx, params.organizationId, params.connectionId)),
    })),
    route(operations.replaceGroupMappings, async ({ ctx, params, body }) => {
      const { organizationId, connectionId } = params;
      const { mode, defaultRole, mappings } = body;
      const settings = { mappings, ...given({ mode, defaultRole }) };
      await groupMappings.replace(ctx, organizationId, connectionId, settings);
      const work = recomputation.run(ctx, connectionId);
      doors.inBackground('recomputing roles', work);
      await patiently(work);
      return { body: view(await groupMappings.get(ctx, organizationId, connectionId)) };
    }),
  ];
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

function view({ mode, defaultRole, mappings, recompute }: MappingView): unknown {
  return {
    ...{ mode, defaultRole, mappings },
    ...(recompute && { recompute: { done: recompute.done, startedAt: recompute.startedAt } }),
  };
}
