import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { mapPage, route, type Route } from './routes.js';

type Account = Awaited<ReturnType<Core['accounts']['get']>>;
type Membership = Awaited<ReturnType<Core['accounts']['memberships']>>['items'][number];

export function accountRoutes({ accounts }: Core): Route[] {
  return [
    route(operations.createAccount, async ({ ctx, body }) => {
      const { account, organization } = await accounts.create(ctx, body);
      return {
        body: { ...accountView(account), organizationId: organization?.id },
        location: `${BASE_PATH}/accounts/${account.id}`,
      };
    }),
    route(operations.listAccounts, async ({ ctx, query }) => ({
      body: mapPage(await accounts.list(ctx, query), accountView),
    })),
    // before what has an id in its place
    route(operations.listOrphanAccounts, async ({ ctx, query }) => ({
      body: mapPage(await accounts.orphans(ctx, query), accountView),
    })),
    route(operations.getAccount, async ({ ctx, params }) => ({
      body: accountView(await accounts.get(ctx, params.accountId)),
    })),
    route(operations.updateAccount, async ({ ctx, params, body, ifMatch }) => ({
      body: accountView(await accounts.update(ctx, params.accountId, body, ifMatch)),
    })),
    route(operations.listAccountOrganizations, async ({ ctx, params, query }) => ({
      body: mapPage(await accounts.memberships(ctx, params.accountId, query), membershipView),
    })),
  ];
}

function accountView(account: Account): object {
  return { ...account, emailVerified: account.emailVerifiedAt !== undefined };
}

function membershipView({ member, organization }: Membership): unknown {
  const { id: organizationId, name, slug, status, personalOf } = organization;
  const roles = [...new Set(member.grants.map(({ role }) => role))];
  const personal = personalOf !== undefined && personalOf === member.accountId;
  return { organizationId, name, slug, status, personal, memberId: member.id, roles };
}
