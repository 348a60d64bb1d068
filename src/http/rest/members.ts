import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import { memberView, rosterView } from './member-views.js';
import { rosterQueryOf } from './member-lists.js';
import { given, pageBody, pageOf, route, type Answer, type Route } from './routes.js';

type Member = Awaited<ReturnType<Core['members']['get']>>;

export function memberRoutes({ members, organizations }: Core): Route[] {
  const answer = async (ctx: Context, member: Member): Promise<Answer> => {
    const organization = await organizations.get(ctx, member.organizationId);
    const managed = await members.isManaged(ctx, member.id);
    return { body: memberView({ member, managed }, organization), version: member.version };
  };
  return [
    route(operations.listMembers, async ({ ctx, params: { organizationId }, query }) => {
      const organization = await organizations.get(ctx, organizationId);
      const page = await members.roster(ctx, organizationId, {
        ...pageOf(query),
        ...rosterQueryOf(query, organization),
      });
      return { body: pageBody(page, (row) => rosterView(row, organization)) };
    }),
    route(operations.addMember, async ({ ctx, params: { organizationId }, body }) => {
      const { email, ...more } = body;
      const member = await members.add(ctx, organizationId, { email, ...given(more) });
      return {
        ...(await answer(ctx, member)),
        location: `${BASE_PATH}/organizations/${organizationId}/members/${member.id}`,
      };
    }),
    route(operations.getMember, async ({ ctx, params }) =>
      answer(ctx, await members.get(ctx, params.organizationId, params.memberId)),
    ),
    route(operations.updateMember, async ({ ctx, params, body, ifMatch: expected }) =>
      answer(ctx, await members.update(ctx, { ...params, ...given({ expected }) }, given(body))),
    ),
    route(operations.suspendMember, async ({ ctx, params, ifMatch: expected }) =>
      answer(ctx, await members.suspend(ctx, { ...params, ...given({ expected }) })),
    ),
    route(operations.restoreMember, async ({ ctx, params, ifMatch: expected }) =>
      answer(ctx, await members.restore(ctx, { ...params, ...given({ expected }) })),
    ),
    route(operations.previewMemberRemoval, async ({ ctx, params }) => {
      const { member, ...rest } = await members.removal(ctx, params);
      return { body: { memberId: member.id, name: member.name, ...rest } };
    }),
    route(operations.removeMember, async ({ ctx, params, body, ifMatch: expected }) => {
      const target = { ...params, ...given({ expected }) };
      return answer(ctx, await members.remove(ctx, target, body.successorMemberId));
    }),
    route(operations.unlockMember, async ({ ctx, params, body, ifMatch: expected }) =>
      answer(ctx, await members.unlock(ctx, { ...params, ...given({ expected }) }, body)),
    ),
    route(operations.reportMemberActivity, async ({ ctx, params }) => ({
      body: await members.reportActivity(ctx, params.organizationId, params.memberId),
    })),
  ];
}
