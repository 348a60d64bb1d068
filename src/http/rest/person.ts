import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { LOCALES, type Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';
import { logoPath } from '../logos.js';
import { accessOfRefusal, PAGE_OF_ACCESS } from '../sign-in/opened-organizations.js';
import { isOwnProof, requireOwnProof, sessionOf } from './own-sessions.js';
import { personFactorRoutes } from './person-factors.js';
import { personPreferenceRoutes } from './person-preferences.js';
import { personSessionRoutes } from './person-sessions.js';
import { viewRoutes } from './views.js';
import { route, type Route, type SignInSession } from './routes.js';

type Account = Awaited<ReturnType<Core['accounts']['get']>>;
type OwnJoinRequest = Awaited<ReturnType<Core['joinRequests']['ofAccount']>>['items'][number];
type Membership = Awaited<ReturnType<Core['accounts']['memberships']>>['items'][number];

/** A person about themselves: the account and the session, and the organizations that they belong to. */
export function personRoutes(deps: HttpDeps): Route[] {
  const { accounts, joinRequests } = deps.core;
  return [
    route(operations.getPerson, async ({ ctx, session }) => {
      const own = sessionOf(session);
      const account = await accounts.get(ctx, own.accountId);
      return { body: personView(deps, account, own), version: account.version };
    }),
    route(operations.updatePerson, async ({ ctx, session, body, ifMatch }) => {
      const own = sessionOf(session);
      requireOwnProof(own);
      const account = await accounts.update(ctx, own.accountId, body, ifMatch);
      return { body: personView(deps, account, own), version: account.version };
    }),
    route(operations.listPersonOrganizations, async ({ ctx, session, query, base }) => {
      const own = sessionOf(session);
      const { items, ...page } = await accounts.memberships(ctx, own.accountId, query);
      const views: unknown[] = [];
      // one after the other: each one judges the session by some reads of its own
      for (const item of items) views.push(await membershipView(deps, ctx, { item, own, base }));
      return { body: { ...page, items: views } };
    }),
    route(operations.listPersonJoinRequests, async ({ ctx, session, query }) => {
      const own = sessionOf(session);
      // what a company's provider says of the person is about its own organization
      const only = isOwnProof(own) ? undefined : (own.organizationId ?? '');
      const mine = { ...query, organizationId: only };
      const { items, ...page } = await joinRequests.ofAccount(ctx, own.accountId, mine);
      return { body: { ...page, items: items.map(joinRequestView) } };
    }),
    ...personPreferenceRoutes(deps.core),
    ...personSessionRoutes(deps),
    ...personFactorRoutes(deps),
    ...viewRoutes(deps.core),
  ];
}

function personView(
  { version, signIn: { factors, codes } }: HttpDeps,
  account: Account,
  session: SignInSession,
): object {
  return {
    account: {
      ...account,
      emailVerified: account.emailVerifiedAt !== undefined,
      own: isOwnProof(session),
    },
    session,
    installation: {
      version,
      passkeys: factors.hasPasskeys(),
      emailCodes: codes.isOffered(),
      languages: LOCALES,
    },
  };
}

function joinRequestView({ request, organization }: OwnJoinRequest): object {
  const { id, message, status, reason, createdAt, decidedAt } = request;
  const { id: organizationId, name } = organization;
  const shown = { id, message, status, reason, createdAt, decidedAt };
  return { ...shown, organization: { id: organizationId, name } };
}

async function membershipView(
  { core }: HttpDeps,
  ctx: Context,
  {
    item: { member, organization },
    own,
    base,
  }: { readonly item: Membership; readonly own: SignInSession; readonly base: string },
): Promise<object> {
  const { id, slug, name, status, personalOf } = organization;
  const path = logoPath(organization);
  const shown = {
    id,
    slug,
    name,
    status,
    personal: personalOf !== undefined && personalOf === member.accountId,
    ...(path !== undefined && { logo: { url: base + path } }),
  };
  try {
    const person = await core.sessions.asPerson(ctx, own, id);
    const { roles } = await core.access.ofCaller(person, id);
    return { organization: shown, access: 'open', memberId: member.id, roles };
  } catch (error) {
    const access = accessOfRefusal(error);
    const query = new URLSearchParams({ organization: slug }).toString();
    return { organization: shown, access, signIn: `${base}${PAGE_OF_ACCESS[access]}?${query}` };
  }
}
