import { BASE_PATH, operations } from '#api/index.js';
import type { RoleView } from '#core/index.js';
import type { HttpDeps } from '../deps.js';
import { route, type Route } from './routes.js';
import { waitShortly } from './wait-shortly.js';

export function roleRoutes(deps: HttpDeps): Route[] {
  const { roles } = deps.core;
  return [
    route(operations.listRoles, async ({ ctx, params }) => ({
      body: { items: (await roles.list(ctx, params.organizationId)).map(roleView) },
    })),
    route(operations.getRole, async ({ ctx, params: { organizationId, roleName } }) => ({
      body: roleView(await roles.get(ctx, organizationId, roleName)),
    })),
    route(operations.createRole, async ({ ctx, params: { organizationId }, body }) => {
      await roles.create(ctx, organizationId, body);
      return {
        body: roleView(await roles.get(ctx, organizationId, body.name)),
        location: `${BASE_PATH}/organizations/${organizationId}/roles/${body.name}`,
      };
    }),
    route(operations.changeRole, async ({ ctx, params, body, ifMatch }) => {
      const { organizationId, roleName } = params;
      await roles.change(ctx, organizationId, roleName, body, ifMatch);
      return { body: roleView(await roles.get(ctx, organizationId, roleName)) };
    }),
    route(operations.deleteRole, async ({ ctx, target, query }) => {
      const { organizationId, roleName, ...version } = target;
      const removed = await roles.remove(ctx, organizationId, roleName, { ...query, ...version });
      if (removed.state === 'deleted') return { body: removed };
      const work = roles.replace(ctx, organizationId, roleName);
      deps.runInBackground('replacing a deleted role', work);
      return { body: (await waitShortly(work)) ?? removed };
    }),
    route(operations.getRoleUsage, async ({ ctx, params, query }) => ({
      body: await roles.usage(ctx, params.organizationId, params.roleName, query.to),
    })),
    route(operations.listRoleVersions, async ({ ctx, params, query }) => {
      const { organizationId, roleName } = params;
      return { body: await roles.versions(ctx, organizationId, roleName, query) };
    }),
    route(operations.compareRoleVersions, async ({ ctx, params, query: { from, to } }) => {
      const { organizationId, roleName } = params;
      return { body: await roles.difference(ctx, organizationId, roleName, { from, to }) };
    }),
  ];
}

function roleView({ role, custom, grantable }: RoleView): object {
  const { elevation = false, ...preset } = role;
  return { ...preset, elevation, kind: custom ? 'custom' : 'preset', grantable, ...custom };
}
