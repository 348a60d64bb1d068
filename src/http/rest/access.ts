import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { avatarOf } from './member-views.js';
import { route, type Route } from './routes.js';

export function accessRoutes({ access, ownership, roles }: Core): Route[] {
  return [
    route(operations.getMemberAccess, async ({ ctx, params: { organizationId, memberId } }) => {
      const { member, ...tree } = await access.of(ctx, organizationId, memberId);
      const { id, name, status, standing } = member;
      return { body: { member: { id, name, status, standing }, ...tree } };
    }),
    route(operations.listPermissions, async ({ ctx, params }) => {
      const areas = await roles.areas(ctx, params.organizationId);
      const items = areas.map((area) => ({ ...area, permissions: permissionsOf(area.area) }));
      return { body: { items } };
    }),
    route(operations.getMe, async ({ ctx, params: { organizationId } }) => {
      const { member, roles: held } = await access.ofCaller(ctx, organizationId);
      const { id, name, firstName, lastName, email, locale, standing } = member;
      const { permissions, grants, manages } = ctx.authority;
      const waiting = await ownership.waitingFor(ctx, organizationId);
      return {
        body: {
          member: {
            id,
            name,
            firstName,
            lastName,
            email,
            locale,
            avatar: avatarOf(member),
            standing,
          },
          roles: held.map((role) => ({ name: role.name, title: role.title })),
          permissions: listed(permissions),
          mayGive: listed(grants),
          mayManage: listed(manages),
          ownershipOffer: waiting && waitingView(waiting),
        },
      };
    }),
  ];
}

type Waiting = NonNullable<Awaited<ReturnType<Core['ownership']['waitingFor']>>>;

function waitingView({ offer, fromName }: Waiting): object {
  const { id, roleAfter = null, expiresAt } = offer;
  return { id, fromName, roleAfter, expiresAt };
}

function permissionsOf(area: string): string[] {
  return ['read', 'write'].flatMap((access) => [`${area}:${access}`, `${area}:${access}:own`]);
}

/** A member holds permissions by name; `all` is the operator's, who is no member. */
function listed(names: ReadonlySet<string> | 'all'): string[] {
  return names === 'all' ? ['*'] : [...names].sort();
}
