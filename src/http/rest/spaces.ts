import { BASE_PATH, operations } from '#api/index.js';
import type { Core, MemberAccess, SpaceAccess } from '#core/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Space = Awaited<ReturnType<Core['spaces']['get']>>;

export function spaceRoutes({ spaces }: Core): Route[] {
  return [
    route(operations.createSpace, async ({ ctx, params: { organizationId }, body }) => {
      const { name, description } = body;
      const space = await spaces.create(ctx, organizationId, { name, ...given({ description }) });
      const location = `${BASE_PATH}/organizations/${organizationId}/spaces/${space.id}`;
      return { ...shown(space), location };
    }),
    route(operations.listSpaces, async ({ ctx, params, query }) => {
      const page = { ...pageOf(query), ...given({ search: query.search }) };
      return { body: pageBody(await spaces.list(ctx, params.organizationId, page), view) };
    }),
    route(operations.getSpace, async ({ ctx, params }) =>
      shown(await spaces.get(ctx, params.organizationId, params.spaceId)),
    ),
    route(operations.updateSpace, async ({ ctx, params, body, ifMatch: expected }) => {
      const wish = { change: given(body), ...given({ expected }) };
      return shown(await spaces.update(ctx, params.organizationId, params.spaceId, wish));
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
      const page = { ...pageOf(query), ...given({ access: query.access }) };
      const found = await spaces.members(ctx, params.organizationId, params.spaceId, page);
      return { body: pageBody(found, memberView) };
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
      const { action, role, memberIds } = body;
      const bulk = { action, ids: memberIds, ...given({ role }) };
      const { organizationId, spaceId } = params;
      return { body: { results: await spaces.assignMany(ctx, organizationId, spaceId, bulk) } };
    }),
    route(operations.listMemberSpaces, async ({ ctx, params, query }) => {
      const { organizationId, memberId } = params;
      const page = await spaces.ofMember(ctx, organizationId, memberId, pageOf(query));
      return { body: pageBody(page, spaceView) };
    }),
    route(operations.changeMemberSpaces, async ({ ctx, params, body }) => {
      const { action, role, spaceIds } = body;
      const bulk = { action, ids: spaceIds, ...given({ role }) };
      const { organizationId, memberId } = params;
      return {
        body: { results: await spaces.assignToMember(ctx, organizationId, memberId, bulk) },
      };
    }),
  ];
}

function shown(space: Space): { body: unknown; version: number } {
  return { body: view(space), version: space.version };
}

function view(space: Space): unknown {
  const { id, organizationId, name, description, version, createdAt, updatedAt } = space;
  return { id, organizationId, name, description, version, createdAt, updatedAt };
}

function spaceView({ space, reasons, inherited }: SpaceAccess): unknown {
  return { space: { id: space.id, name: space.name }, reasons, inherited };
}

function memberView({ member, reasons, inherited }: MemberAccess): unknown {
  const { id, name, email, status } = member;
  return { member: { id, name, email, status }, reasons, inherited };
}
