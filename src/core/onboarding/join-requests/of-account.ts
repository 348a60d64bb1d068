import { Fault, type Context, type Page } from '#kernel/index.js';
import { all, any, equals, type JoinRequest, type Organization, type Term } from '#store/index.js';
import { listPage, type CoreDeps, type ListQuery } from '#core/tenancy/index.js';

/** A request as the person who made it sees it: with the name of the organization. */
export interface OwnJoinRequest {
  readonly request: JoinRequest;
  readonly organization: Organization;
}

export interface OwnQuery extends ListQuery {
  /** the only one that is shown */
  readonly organizationId?: string | undefined;
}

/**
 * What an account asked to join, the newest first. A request that names no account is of the account whose proved address it has. Those of
 * deleted organizations are left out, so a page may be short. Fault `account.missing`.
 */
export async function listOfAccount(
  { store: { read } }: CoreDeps,
  _ctx: Context,
  accountId: string,
  { organizationId, ...query }: OwnQuery,
): Promise<Page<OwnJoinRequest>> {
  const account = await read.accounts.get(accountId);
  if (!account) throw new Fault('account.missing', { id: accountId });
  const { emailKey, emailVerifiedAt } = account;
  const own: Term[] = [equals('accountId', accountId)];
  if (emailKey !== undefined && emailVerifiedAt !== undefined) {
    own.push(equals('emailKey', emailKey));
  }
  const mine = any(...own);
  const where =
    organizationId === undefined ? mine : all(mine, equals('organizationId', organizationId));
  const page = await listPage(read.joinRequests, where, { ...query, order: 'desc' });
  const theirs = page.items.filter((request) => (request.accountId ?? accountId) === accountId);
  const ids = [...new Set(theirs.map((request) => request.organizationId))];
  const organizations = new Map(
    (await read.organizations.getMany(ids)).map((one): [string, Organization] => [one.id, one]),
  );
  const items = theirs.flatMap((request) => {
    const organization = organizations.get(request.organizationId);
    const isGone = organization === undefined || organization.status === 'deleted';
    return isGone ? [] : [{ request, organization }];
  });
  return { ...page, items };
}
