import {
  createAdmission,
  type AdmissionResult,
  type Admitted,
  type Proofs,
} from '#sign-in/index.js';
import { newId } from '#kernel/index.js';
import type {
  IdentityStatement,
  JournalEntry,
  Member,
  Organization,
  SamlConnection,
  Store,
} from '#store/index.js';
import type { TestApplication } from './application.js';
import { samlConnectionOf } from './saml-records.js';

export const ISSUER = 'https://idp.example/metadata';

export type Said = Partial<Omit<IdentityStatement, 'subject'>>;

/** An organization with a domain that it has proved, and an identity provider at which its people sign in. */
export class SignInCustomer {
  private constructor(
    readonly house: TestApplication,
    readonly organization: Organization,
    readonly owner: Member,
    readonly domain: string,
    readonly connection: SamlConnection,
  ) {}

  static async create(
    house: TestApplication,
    {
      kind = 'standard',
      ...connection
    }: Partial<Omit<SamlConnection, 'kind'>> & { readonly kind?: string } = {},
  ): Promise<SignInCustomer> {
    const { core, ctx } = house;
    const domain = `d${newId()}.example`;
    const organization = await core.organizations.create(ctx(), {
      name: 'Example',
      slug: `example-${newId()}`,
      preset: kind,
      owner: { email: `owner@${domain}`, name: 'Owner' },
    });
    await proveDomain(house, organization.id, domain);
    const [owner] = await house.members(organization.id);
    if (!owner) throw new Error('The organization has no owner.');
    const made = await addSamlConnection(house, organization.id, connection);
    return new SignInCustomer(house, organization, owner, domain, made);
  }

  /** The same customer at another connection, or in another process. */
  with(change: {
    readonly connection?: SamlConnection;
    readonly house?: TestApplication;
  }): SignInCustomer {
    const { house, organization, owner, domain, connection } = { ...this, ...change };
    return new SignInCustomer(house, organization, owner, domain, connection);
  }

  get id(): string {
    return this.organization.id;
  }

  get store(): Store {
    return this.house.store;
  }

  address(name: string): string {
    return `${name}@${this.domain}`;
  }

  /** A subject, and the address of that name unless another one is said. */
  statement(subject: string, said: Said = {}): IdentityStatement {
    return {
      issuer: ISSUER,
      subject,
      email: this.address(subject),
      attributes: {},
      groups: 'absent',
      ...said,
    };
  }

  signIn(subject: string, said: Said = {}, proofs?: Proofs): Promise<AdmissionResult> {
    return this.admit(this.statement(subject, said), proofs);
  }

  admit(statement: IdentityStatement, proofs?: Proofs): Promise<AdmissionResult> {
    const { house, connection } = this;
    return createAdmission(house).admit(house.ctx(), connection, statement, proofs);
  }

  async admitted(
    subject: string,
    said: Said = {},
    proofs?: Proofs,
  ): Promise<Extract<AdmissionResult, Admitted>> {
    const result = await this.signIn(subject, said, proofs);
    if (result.outcome === 'admitted') return result;
    throw new Error(`${subject} was not admitted: ${JSON.stringify(result)}`);
  }

  members(): Promise<readonly Member[]> {
    return this.house.members(this.id);
  }

  /** Entries of this type, the oldest first. */
  async entries(type: string): Promise<readonly JournalEntry[]> {
    const entries = await this.house.journal(this.id);
    return entries.filter((entry) => entry.type === type);
  }

  async roles(memberId: string): Promise<readonly string[]> {
    const member = await this.store.read.members.get(memberId);
    return [...new Set(member?.grants.map(({ role }) => role))].sort();
  }

  /** How many accounts, identities, users and members there are: what a refusal must not change. */
  async traces(): Promise<Readonly<Record<string, number>>> {
    const { read } = this.store;
    const counted = { accounts: 0, identities: 0, users: 0, members: 0 };
    const where = { kind: 'all', terms: [] } as const;
    const of = (one: { readonly organizationId: string }): boolean =>
      one.organizationId === this.id;
    counted.accounts = (await read.accounts.find({ where, limit: 1_000 })).records.length;
    const identities = await read.signInIdentities.find({ where, limit: 1_000 });
    counted.identities = identities.records.filter(of).length;
    counted.users = (await read.scimUsers.find({ where, limit: 1_000 })).records.filter(of).length;
    counted.members = (await this.members()).length;
    return counted;
  }
}

export async function proveDomain(
  { core, ctx }: TestApplication,
  organizationId: string,
  name: string,
): Promise<void> {
  const domain = await core.domains.add(ctx(), organizationId, name);
  await core.domains.recordDnsAnswer(ctx(), domain, [domain.dnsCode]);
}

/** An active connection, written as it is after its test sign-in. */
export async function addSamlConnection(
  { store, clock }: Pick<TestApplication, 'store' | 'clock'>,
  organizationId: string,
  change: Partial<SamlConnection> = {},
): Promise<SamlConnection> {
  const sample = samlConnectionOf(organizationId, clock.now());
  const connection = { ...sample, issuedFor: 'https://muster.example', ...change };
  await store.transaction(organizationId, (tx) => tx.connections.insert(connection));
  return connection;
}
