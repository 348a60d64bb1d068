import { operations } from '#api/index.js';
import type { Core, GrantChange } from '#core/index.js';
import { route, type Answer, type Route } from './routes.js';

type Member = Awaited<ReturnType<Core['members']['get']>>;

export function memberRoleRoutes({ memberRoles }: Core): Route[] {
  return [
    route(operations.previewMemberRoles, async ({ ctx, params, body }) => {
      const change: GrantChange =
        'roles' in body
          ? { kind: 'set', roles: body.roles }
          : 'give' in body
            ? { kind: 'give', grant: body.give }
            : { kind: 'take', role: body.take };
      return {
        body: await memberRoles.preview(ctx, params.organizationId, params.memberId, change),
      };
    }),
    route(operations.setMemberRoles, async ({ ctx, target, body }) => {
      const { organizationId, memberId, ...version } = target;
      const { roles, ...confirmation } = body;
      const change: GrantChange = { kind: 'set', roles };
      const options = { ...confirmation, ...version };
      return answer(await memberRoles.change(ctx, organizationId, memberId, change, options));
    }),
    route(operations.giveMemberRole, async ({ ctx, target, body }) => {
      const { organizationId, memberId, ...version } = target;
      const { confirm, ...grant } = body;
      const change: GrantChange = { kind: 'give', grant };
      const options = { ...(confirm !== undefined && { confirm }), ...version };
      return answer(await memberRoles.change(ctx, organizationId, memberId, change, options));
    }),
    route(operations.restoreMemberRoles, async ({ ctx, target, body }) => {
      const { organizationId, memberId, ...version } = target;
      const { confirm = false } = body;
      const options = { confirm, ...version };
      const change: GrantChange = { kind: 'restore' };
      return answer(await memberRoles.change(ctx, organizationId, memberId, change, options));
    }),
    route(operations.takeMemberRole, async ({ ctx, target, query }) => {
      const { organizationId, memberId, roleName, ...version } = target;
      const change: GrantChange = { kind: 'take', role: roleName };
      const options = { confirm: query.confirm === 'true', ...version };
      return answer(await memberRoles.change(ctx, organizationId, memberId, change, options));
    }),
  ];
}

function answer(member: Member): Answer {
  const roles = [...new Set(member.grants.map(({ role }) => role))];
  return { body: { ...member, memberId: member.id, roles } };
}
