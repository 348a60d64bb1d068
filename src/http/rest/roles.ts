import { BASE_PATH, operations } from '#api/index.js';
import type { RoleChange, RoleView } from '#core/index.js';
import type { HttpDeps } from '../deps.js';
import { given, pageBody, pageOf, route, type Answer, type Route } from './routes.js';

/** How long the answer waits for a deleted role's holders to be given another one; many take longer, and go on behind it. */
const PATIENCE_MS = 1_000;

export function roleRoutes(deps: HttpDeps): Route[] {
  const { roles } = deps.core;
  return [
    route(operations.listRoles, async ({ ctx, params }) => ({
      body: { items: (await roles.list(ctx, params.organizationId)).map(view) },
    })),
    route(operations.getRole, async ({ ctx, params: { organizationId, roleName } }) =>
      answer(await roles.get(ctx, organizationId, roleName)),
    ),
    route(operations.createRole, async ({ ctx, params: { organizationId }, body }) => {
      const { name, title, permissions, description, grants, manages, mappable } = body;
      const wish = { name, title, permissions };
      const more = given({ description, grants, manages, mappable });
      await roles.create(ctx, organizationId, { ...wish, ...more });
      return {
        ...answer(await roles.get(ctx, organizationId, name)),
        location: `${BASE_PATH}/organizations/${organizationId}/roles/${name}`,
      };
    }),
    route(operations.changeRole, async ({ ctx, params, body, ifMatch }) => {
      const { organizationId, roleName } = params;
      const change: RoleChange = given(body);
      await roles.change(ctx, organizationId, roleName, change, ifMatch);
      return answer(await roles.get(ctx, organizationId, roleName));
    }),
    route(operations.deleteRole, async ({ ctx, params, query: { to }, ifMatch: expected }) => {
      const { organizationId, roleName } = params;
      const removed = await roles.remove(ctx, organizationId, roleName, given({ to, expected }));
      if (removed.state === 'deleted') return { body: removed };
      const work = roles.replace(ctx, organizationId, roleName);
      deps.runInBackground('replacing a deleted role', work.then(nothing));
      return { body: (await patiently(work)) ?? removed };
    }),
    route(operations.getRoleUsage, async ({ ctx, params, query }) => ({
      body: await roles.usage(ctx, params.organizationId, params.roleName, query.to),
    })),
    route(operations.listRoleVersions, async ({ ctx, params, query }) => {
      const { organizationId, roleName } = params;
      const page = await roles.versions(ctx, organizationId, roleName, pageOf(query));
      return {
        body: pageBody(page, ({ number, definition, by, createdAt }) => ({
          number,
          definition,
          by,
          createdAt,
        })),
      };
    }),
    route(operations.compareRoleVersions, async ({ ctx, params, query: { from, to } }) => {
      const { organizationId, roleName } = params;
      return { body: await roles.difference(ctx, organizationId, roleName, { from, to }) };
    }),
  ];
}

const nothing = (): undefined => undefined;

/** A failure is no business of this wait: the background logs it, and the mark on the role remembers the work. */
async function patiently<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  const done = await Promise.race([work.catch(nothing), enough]);
  clearTimeout(timer);
  return done;
}

function answer(shown: RoleView): Answer {
  return { body: view(shown), ...(shown.custom && { version: shown.custom.version }) };
}

function view({ role, custom, grantable }: RoleView): object {
  const { name, title, description, standing, permissions, grants, manages, mappable } = role;
  const { everySpace, elevation = false } = role;
  return {
    name,
    title,
    description,
    kind: custom ? 'custom' : 'preset',
    standing,
    permissions,
    grants,
    manages,
    mappable,
    elevation,
    everySpace,
    grantable,
    ...(custom && {
      number: custom.number,
      version: custom.version,
      retiring: custom.retiring,
      createdAt: custom.createdAt,
      updatedAt: custom.updatedAt,
    }),
  };
}
