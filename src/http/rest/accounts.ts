import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Account = Awaited<ReturnType<Core['accounts']['get']>>;
type Membership = Awaited<ReturnType<Core['accounts']['memberships']>>['items'][number];

export function accountRoutes({ accounts }: Core): Route[] {
  return [
    route(operations.createAccount, async ({ ctx, body }) => {
      const { account, organization } = await accounts.create(ctx, body);
      return {
        body: { ...view(account), organizationId: organization?.id },
        location: `${BASE_PATH}/accounts/${account.id}`,
      };
    }),
    route(operations.listAccounts, async ({ ctx, query }) => {
      const { email } = query;
      const page = await accounts.list(ctx, { ...pageOf(query), ...given({ email }) });
      return { body: pageBody(page, view) };
    }),
    // before what has an id in its place
    route(operations.listOrphanAccounts, async ({ ctx, query }) => ({
      body: pageBody(await accounts.orphans(ctx, pageOf(query)), view),
    })),
    route(operations.getAccount, async ({ ctx, params }) => {
      const account = await accounts.get(ctx, params.accountId);
      return { body: view(account), version: account.version };
    }),
    route(operations.updateAccount, async ({ ctx, params, body, ifMatch }) => {
      const account = await accounts.update(ctx, params.accountId, body, ifMatch);
      return { body: view(account), version: account.version };
    }),
    route(operations.listAccountOrganizations, async ({ ctx, params, query }) => ({
      body: pageBody(
        await accounts.memberships(ctx, params.accountId, pageOf(query)),
        membershipView,
      ),
    })),
  ];
}

function view(account: Account): object {
  const { id, email, name, emailVerifiedAt, locale, version, createdAt, updatedAt } = account;
  return {
    id,
    email,
    name,
    emailVerified: emailVerifiedAt !== undefined,
    emailVerifiedAt,
    locale,
    version,
    createdAt,
    updatedAt,
  };
}

function membershipView({ member, organization }: Membership): unknown {
  const { id: organizationId, name, slug, status, personalOf } = organization;
  const roles = [...new Set(member.grants.map(({ role }) => role))];
  const personal = personalOf !== undefined && personalOf === member.accountId;
  return { organizationId, name, slug, status, personal, memberId: member.id, roles };
}
