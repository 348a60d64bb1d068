import { operations } from '#api/index.js';
import type { Directory } from '#directory/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Member = Awaited<ReturnType<Directory['members']['get']>>;

export function memberRoutes({ members }: Directory): Route[] {
  return [
    route(operations.listMembers, async ({ ctx, params, query }) => {
      const { status, email } = query;
      const page = await members.list(ctx, params.organizationId, {
        ...pageOf(query),
        ...given({ status, email }),
      });
      return { body: pageBody(page, view) };
    }),
    route(operations.getMember, async ({ ctx, params }) => ({
      body: view(await members.get(ctx, params.organizationId, params.memberId)),
    })),
  ];
}

/** `roles` says what, `grants` says why. */
function view(member: Member): unknown {
  const { id, organizationId, status, name, email, grants, standing, source } = member;
  const { suspendedAt, suspendedBy, leftAt, createdAt, updatedAt } = member;
  return {
    ...{ id, organizationId, status, name, email },
    roles: [...new Set(grants.map(({ role }) => role))],
    ...{ grants, standing, source, suspendedAt, suspendedBy, leftAt, createdAt, updatedAt },
  };
}
