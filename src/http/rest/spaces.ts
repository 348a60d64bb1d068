import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Route } from './routes.js';

export function spaceRoutes({ spaces }: Core): Route[] {
  return [
    route(operations.createSpace, async ({ ctx, params: { organizationId }, body }) => {
      const space = await spaces.create(ctx, organizationId, body);
      const location = `${BASE_PATH}/organizations/${organizationId}/spaces/${space.id}`;
      return { body: space, location };
    }),
    route(operations.listSpaces, async ({ ctx, params: { organizationId }, query }) => {
      const { total, ...rest } = query;
      const page = await spaces.list(ctx, organizationId, rest);
      const counted = total === 'true' ? await spaces.count(ctx, organizationId, query.search) : {};
      return { body: { ...page, ...counted } };
    }),
    route(operations.getSpace, async ({ ctx, params }) => ({
      body: await spaces.get(ctx, params.organizationId, params.spaceId),
    })),
    route(operations.updateSpace, async ({ ctx, params, body: change, target: { expected } }) => {
      const input = { change, ...(expected !== undefined && { expected }) };
      return { body: await spaces.update(ctx, params.organizationId, params.spaceId, input) };
    }),
    route(operations.deleteSpace, async ({ ctx, params, ifMatch }) => {
      await spaces.remove(ctx, params.organizationId, params.spaceId, ifMatch);
      return {};
    }),
    ...memberRoutes(spaces),
  ];
}

function memberRoutes(spaces: Core['spaces']): Route[] {
  return [
    route(operations.listSpaceMembers, async ({ ctx, params, query }) => {
      const { organizationId, spaceId } = params;
      return { body: await spaces.members(ctx, organizationId, spaceId, query) };
    }),
    route(operations.setSpaceMember, async ({ ctx, params, body }) => {
      const { organizationId, spaceId, memberId } = params;
      await spaces.assign(ctx, organizationId, { spaceId, memberId, role: body.role });
      return {};
    }),
    route(operations.removeSpaceMember, async ({ ctx, params }) => {
      const { organizationId, spaceId, memberId } = params;
      await spaces.withdraw(ctx, organizationId, { spaceId, memberId });
      return {};
    }),
    route(operations.changeSpaceMembers, async ({ ctx, params, body }) => {
      const { memberIds: ids, ...bulk } = body;
      const { organizationId, spaceId } = params;
      return {
        body: { results: await spaces.assignMany(ctx, organizationId, spaceId, { ids, ...bulk }) },
      };
    }),
    route(operations.listMemberSpaces, async ({ ctx, params, query }) => {
      const { organizationId, memberId } = params;
      return { body: await spaces.ofMember(ctx, organizationId, memberId, query) };
    }),
    route(operations.changeMemberSpaces, async ({ ctx, params, body }) => {
      const { spaceIds: ids, ...bulk } = body;
      const { organizationId, memberId } = params;
      const input = { ids, ...bulk };
      const results = await spaces.assignToMember(ctx, organizationId, memberId, input);
      return { body: { results } };
    }),
  ];
}
