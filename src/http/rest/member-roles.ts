import { operations } from '#api/index.js';
import type { Core, GrantChange, RoleInput } from '#core/index.js';
import { given, route, type Answer, type Route } from './routes.js';

type Member = Awaited<ReturnType<Core['members']['get']>>;

interface Asked {
  readonly role: string;
  readonly until?: string | undefined;
}

export function memberRoleRoutes({ memberRoles }: Core): Route[] {
  return [
    route(operations.previewMemberRoles, async ({ ctx, params, body }) => {
      const wish: GrantChange =
        'roles' in body
          ? { kind: 'set', roles: body.roles.map(wishOf) }
          : 'give' in body
            ? { kind: 'give', grant: wishOf(body.give) }
            : { kind: 'take', role: body.take };
      return {
        body: await memberRoles.preview(ctx, params.organizationId, params.memberId, wish),
      };
    }),
    route(operations.setMemberRoles, async ({ ctx, params, body, ifMatch: expected }) => {
      const { organizationId, memberId } = params;
      const { confirm, roles } = body;
      const wish: GrantChange = { kind: 'set', roles: roles.map(wishOf) };
      const options = given({ confirm, expected });
      return answer(await memberRoles.change(ctx, organizationId, memberId, wish, options));
    }),
    route(operations.giveMemberRole, async ({ ctx, params, body, ifMatch: expected }) => {
      const { organizationId, memberId } = params;
      const { confirm, ...one } = body;
      const wish: GrantChange = { kind: 'give', grant: wishOf(one) };
      const options = given({ confirm, expected });
      return answer(await memberRoles.change(ctx, organizationId, memberId, wish, options));
    }),
    route(operations.takeMemberRole, async ({ ctx, params, query, ifMatch: expected }) => {
      const { organizationId, memberId, roleName } = params;
      const wish: GrantChange = { kind: 'take', role: roleName };
      const options = { confirm: query.confirm === 'true', ...given({ expected }) };
      return answer(await memberRoles.change(ctx, organizationId, memberId, wish, options));
    }),
  ];
}

function wishOf({ role, until }: Asked): RoleInput {
  return { role, ...given({ until }) };
}

function answer({ id, version, grants, standing }: Member): Answer {
  const roles = [...new Set(grants.map(({ role }) => role))];
  return { version, body: { memberId: id, version, roles, grants, standing } };
}
