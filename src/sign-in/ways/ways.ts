import { findAll } from '#core/index.js';
import { domainOf, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  type Organization,
  type SignInConnection,
  type Store,
} from '#store/index.js';

/** Which ways to sign in there are: never whether a person is known. */
export interface Ways {
  /** The open organization of a slug; undefined when there is none. */
  organization(ctx: Context, slug: string): Promise<Organization | undefined>;
  /** Active connections of an organization at which people sign in, in the order of their making. */
  ofOrganization(ctx: Context, organizationId: string): Promise<readonly SignInConnection[]>;
  /**
   * Those of the organization that has proved the domain of the address; where it is enforced, the enforced ones. A domain that was only
   * claimed leads nowhere, and whether a person of that address is known is not asked.
   */
  ofAddress(ctx: Context, address: string): Promise<readonly SignInConnection[]>;
  /** The organization that holds people of the address's domain to its connections. */
  enforcing(ctx: Context, address: string): Promise<Organization | undefined>;
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
    const found = await findAll(read.connections, equals('organizationId', organizationId));
    return found.flatMap((one) => (isForSignIn(one) && one.status === 'active' ? [one] : []));
  };
  /** The open organization that has proved the domain of the address. */
  const ownerOf = async (address: string): Promise<Organization | undefined> => {
    const isOwned = all(equals('verifiedKey', domainOf(address)), equals('status', 'verified'));
    const domain = await read.domains.first(isOwned);
    const organization = domain && (await read.organizations.get(domain.organizationId));
    return organization?.status === 'active' ? organization : undefined;
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
      const organization = await ownerOf(address);
      if (!organization) return [];
      const found = await ofOrganization(organization.id);
      const { domains = [], connectionIds = [] } = organization.signInEnforcement ?? {};
      const isEnforced = domains.includes(domainOf(address));
      return isEnforced ? found.filter(({ id }) => connectionIds.includes(id)) : found;
    },
    async enforcing(_ctx, address) {
      const organization = await ownerOf(address);
      const domains = organization?.signInEnforcement?.domains ?? [];
      return domains.includes(domainOf(address)) ? organization : undefined;
    },
    async connection(_ctx, id) {
      const connection = await read.connections.get(id);
      if (!isForSignIn(connection) || connection.status !== 'active') return undefined;
      const organization = await read.organizations.get(connection.organizationId);
      return organization?.status === 'active' ? { connection, organization } : undefined;
    },
  };
}
