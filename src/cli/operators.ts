/** What the commands ask of an installation, whether over HTTP or straight from its store. */
export interface Operator {
  /** where it is asked: for the closing line of a command */
  readonly source: string;
  createOrganization(input: OrganizationInput): Promise<OrganizationView>;
  organizations(): Promise<readonly OrganizationView[]>;
  createConnection(organizationId: string, name: string): Promise<ConnectionView>;
  connections(organizationId: string): Promise<readonly ConnectionView[]>;
  /** Faults as Refusals; the link is told to nobody else. */
  createSignInLink(input: SignInLinkInput): Promise<SignInLinkView>;
  createToken(connection: ConnectionView, input: TokenInput): Promise<TokenView>;
  close(): Promise<void>;
}

export interface OrganizationInput {
  readonly name: string;
  readonly preset?: string;
  readonly owner?: { readonly email: string; readonly name: string };
}

export interface OrganizationView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export interface ConnectionView {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly scimBaseUrl: string;
}

export interface SignInLinkInput {
  readonly email: string;
  /** slug or id */
  readonly ownerOf?: string;
}

export interface SignInLinkView {
  readonly url: string;
  readonly expiresAt: string;
}

export interface TokenInput {
  readonly name?: string;
  /** ISO 8601 with zone */
  readonly expiresAt?: string;
}

export interface TokenView {
  readonly token: string;
  readonly expiresAt?: string;
}

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** Every row of a list, read page by page. */
export async function listAll<T>(
  list: (query: PageQuery) => Promise<{ readonly items: readonly T[]; readonly next?: string }>,
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await list({ limit: 200, ...(cursor !== undefined && { cursor }) });
    items.push(...page.items);
    cursor = page.next;
    if (cursor === undefined) return items;
  }
}
