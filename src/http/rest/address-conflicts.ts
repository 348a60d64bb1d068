import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { createMemberAnswer } from './member-views.js';
import { mapPage, route, type Route } from './routes.js';

type Member = Awaited<ReturnType<Core['members']['get']>>;

function named({ id: memberId, name, status }: Member): object {
  return { memberId, name, status };
}

export function addressConflictRoutes(core: Core): Route[] {
  const { addressConflicts } = core;
  const answer = createMemberAnswer(core);
  return [
    route(operations.listAddressConflicts, async ({ ctx, params, query }) => {
      const page = await addressConflicts.list(ctx, params.organizationId, query);
      const body = mapPage(page, ({ member, holders }) => {
        const { email, wanted, conflict } = member;
        return {
          ...named(member),
          email,
          wanted: wanted?.email,
          connectionId: wanted?.connectionId,
          since: wanted?.since,
          state: conflict,
          holders: holders.map(named),
        };
      });
      return { body };
    }),
    route(operations.leaveAddressConflict, async ({ ctx, target }) =>
      answer(ctx, await addressConflicts.leave(ctx, target.organizationId, target)),
    ),
  ];
}
