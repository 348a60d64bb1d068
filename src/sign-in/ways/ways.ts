import { domainOf, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  type Organization,
  type SignInConnection,
  type Store,
} from '#store/index.js';

/** An organization has few connections; more are not offered. */
const MAX_CONNECTIONS = 50;

/** Which ways to sign in there are: never whether a person is known. */
export interface Ways {
  /** The open organization of a slug; undefined when there is none. */
  organization(ctx: Context, slug: string): Promise<Organization | undefined>;
  /** Active connections of an organization at which people sign in, in the order of their making. */
  ofOrganization(ctx: Context, organizationId: string): Promise<readonly SignInConnection[]>;
  /**
   * Those of the organization that has proved the domain of the address. A domain that was only claimed leads nowhere, and whether a
   * person of that address is known is not asked.
   */
  ofAddress(ctx: Context, address: string): Promise<readonly SignInConnection[]>;
  /** The active connection of that id, of an open organization; undefined when there is none. */
  connection(
    ctx: Context,
    id: string,
  ): Promise<
    { readonly connection: SignInConnection; readonly organization: Organization } | undefined
  >;
}

export function createWays({ store: { read } }: { readonly store: Store }): Ways {
  const ofOrganization = async (organizationId: string): Promise<readonly SignInConnection[]> => {
    const where = equals('organizationId', organizationId);
    const { records } = await read.connections.find({ where, limit: MAX_CONNECTIONS });
    return records.flatMap((one) => (isForSignIn(one) && one.status === 'active' ? [one] : []));
  };
  return {
    async organization(_ctx, slug) {
      const found = await read.organizations.first(equals('slug', slug));
      if (found) return found.status === 'active' ? found : undefined;
      const former = await read.organizationSlugs.first(equals('slug', slug));
      const renamed = former && (await read.organizations.get(former.organizationId));
      return renamed?.status === 'active' ? renamed : undefined;
    },
    ofOrganization: (_ctx, organizationId) => ofOrganization(organizationId),
    async ofAddress(_ctx, address) {
      const name = domainOf(address);
      const domain = await read.domains.first(
        all(equals('verifiedKey', name), equals('status', 'verified')),
      );
      if (!domain) return [];
      const organization = await read.organizations.get(domain.organizationId);
      return organization?.status === 'active' ? ofOrganization(organization.id) : [];
    },
    async connection(_ctx, id) {
      const connection = await read.connections.get(id);
      if (!isForSignIn(connection) || connection.status !== 'active') return undefined;
      const organization = await read.organizations.get(connection.organizationId);
      return organization?.status === 'active' ? { connection, organization } : undefined;
    },
  };
}
