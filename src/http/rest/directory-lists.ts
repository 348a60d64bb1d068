import { operations } from '#api/index.js';
import type { Provisioning } from '#provisioning/index.js';
import { route, type Route } from './routes.js';

export function directoryListRoutes({ directory }: Provisioning): Route[] {
  return [
    route(operations.listDirectoryUsers, async ({ ctx, params, query }) => {
      const { active, ...rest } = query;
      const asked = { ...rest, ...(active !== undefined && { active: active === 'true' }) };
      return {
        body: await directory.users(ctx, params.organizationId, params.connectionId, asked),
      };
    }),
    route(operations.listDirectoryGroups, async ({ ctx, params, query }) => ({
      body: await directory.groups(ctx, params.organizationId, params.connectionId, query),
    })),
    route(operations.listMemberDirectoryRecords, async ({ ctx, params, query }) => ({
      body: await directory.ofMember(ctx, params.organizationId, params.memberId, query),
    })),
  ];
}
