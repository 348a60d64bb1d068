import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { createMemberAnswer, rosterView } from './member-views.js';
import { rosterQueryOf } from './roster-queries.js';
import { mapPage, route, type Route } from './routes.js';

export function memberRoutes(core: Core): Route[] {
  const { members, organizations } = core;
  const answer = createMemberAnswer(core);
  return [
    ...removalRoutes(core),
    route(operations.listMembers, async ({ ctx, params: { organizationId }, query }) => {
      const organization = await organizations.get(ctx, organizationId);
      const { limit, cursor, total, ...selection } = query;
      const rosterQuery = rosterQueryOf(selection, organization);
      const page = await members.roster(ctx, organizationId, {
        limit,
        ...(cursor !== undefined && { cursor }),
        ...rosterQuery,
      });
      // one page is all of it: it was counted by being read
      const isWhole = cursor === undefined && page.next === undefined;
      const count = () => members.countRoster(ctx, organizationId, rosterQuery);
      const counted =
        total !== 'true' ? {} : isWhole ? { total: page.items.length } : await count();
      return { body: { ...mapPage(page, (row) => rosterView(row, organization)), ...counted } };
    }),
    route(operations.countMembers, async ({ ctx, params: { organizationId } }) => ({
      body: await core.countPeople(ctx, organizationId),
    })),
    route(operations.addMember, async ({ ctx, params: { organizationId }, body }) => {
      const { notify = true, ...input } = body;
      const member = await members.add(ctx, organizationId, { ...input, notify });
      return {
        ...(await answer(ctx, member)),
        location: `${BASE_PATH}/organizations/${organizationId}/members/${member.id}`,
      };
    }),
    route(operations.getMember, async ({ ctx, params }) =>
      answer(ctx, await members.read(ctx, params.organizationId, params.memberId)),
    ),
    route(operations.updateMember, async ({ ctx, target, body }) =>
      answer(ctx, await members.update(ctx, target, body)),
    ),
    route(operations.suspendMember, async ({ ctx, target }) =>
      answer(ctx, await members.suspend(ctx, target)),
    ),
    route(operations.restoreMember, async ({ ctx, target }) =>
      answer(ctx, await members.restore(ctx, target)),
    ),
    route(operations.unlockMember, async ({ ctx, target, body }) =>
      answer(ctx, await members.unlock(ctx, target, body)),
    ),
    route(operations.lockMember, async ({ ctx, target }) =>
      answer(ctx, await members.lock(ctx, target)),
    ),
    route(operations.reportMemberActivity, async ({ ctx, params }) => ({
      body: await members.reportActivity(ctx, params.organizationId, params.memberId),
    })),
  ];
}

function removalRoutes(core: Core): Route[] {
  const { members } = core;
  const answer = createMemberAnswer(core);
  return [
    route(operations.previewMemberRemoval, async ({ ctx, params }) => {
      const { member, ...rest } = await members.removal(ctx, params);
      return { body: { memberId: member.id, name: member.name, ...rest } };
    }),
    route(operations.removeMember, async ({ ctx, target, body }) =>
      answer(ctx, await members.remove(ctx, target, body.successorMemberId)),
    ),
    route(operations.reinstateMember, async ({ ctx, target }) => {
      const { member, notRestored } = await members.reinstate(ctx, target);
      const { body } = await answer(ctx, member);
      return { body: { member: body, notRestored }, version: member.version };
    }),
  ];
}
