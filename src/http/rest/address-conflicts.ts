import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { createMemberAnswer } from './member-views.js';
import { mapPage, route, type Route } from './routes.js';

type Member = Awaited<ReturnType<Core['members']['get']>>;
type MergePreview = Awaited<ReturnType<Core['members']['mergePreview']>>;

function named({ id: memberId, name, status }: Member): object {
  return { memberId, name, status };
}

/** Conflicts, and what settles them. */
export function addressConflictRoutes(core: Core): Route[] {
  const { addressConflicts, members } = core;
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
    route(operations.previewMemberMerge, async ({ ctx, params, body }) => ({
      body: mergeView(await members.mergePreview(ctx, params, body.into)),
    })),
    route(operations.mergeMember, async ({ ctx, target, body }) =>
      answer(ctx, await members.merge(ctx, target, body)),
    ),
  ];
}

function mergeView({ member, into, refusal, result }: MergePreview): object {
  const merging = ({ id: memberId, name, version }: Member) => ({ memberId, name, version });
  return {
    member: merging(member),
    into: merging(into),
    refusal,
    ...(result && { result: { ...result.member, ...result } }),
  };
}
