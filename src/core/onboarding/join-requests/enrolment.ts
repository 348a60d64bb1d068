import { domainOf, isFault, readAddress, readName, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Domain,
  type Member,
  type PersonNames,
  type Store,
} from '#store/index.js';
import {
  type OrganizationScope,
  requirePreset,
  type CoreDeps,
  inOrganization,
} from '#core/tenancy/index.js';
import { requireFeature } from '#core/access/index.js';
import {
  createMember,
  personNamesOf,
  readPersonNames,
  toGrants,
  withAddress,
} from '#core/members/index.js';

/** A person whom a host application has signed in. */
export interface SignedInPerson extends PersonNames {
  readonly email: string;
  readonly name: string;
  /** the host application has proved that the address is the person's */
  readonly emailVerified: boolean;
  readonly accountId?: string;
}

/** Fault `request.invalid`. */
export function readPerson(person: SignedInPerson): SignedInPerson {
  const { email, name } = person;
  return {
    ...person,
    ...readPersonNames(person),
    email: readAddress(email),
    name: readName(name),
  };
}

/** What an address opens, by domains that organizations have proved. */
export interface Enrolment {
  /** joined at once */
  readonly joined: readonly { readonly organizationId: string; readonly memberId: string }[];
  /** may ask to join */
  readonly suggested: readonly { readonly organizationId: string; readonly name: string }[];
}

/** Called when a person has signed in: joins them where their domain says so, and says where they may ask. */
export async function enrolPerson(
  deps: CoreDeps,
  ctx: Context,
  input: SignedInPerson,
): Promise<Enrolment> {
  const person = readPerson(input);
  const { read } = deps.store;
  const nothing = { joined: [], suggested: [] };
  if (!person.emailVerified) return nothing;
  const domain = await verifiedDomainOf(read, person.email);
  if (!domain || domain.enrolment === 'manual') return nothing;
  const { organizationId } = domain;
  const organization = await read.organizations.get(organizationId);
  if (organization?.status !== 'active') return nothing;
  const where = withAddress(organizationId, person.email);
  const isPresent = oneOf('status', ['active', 'suspended']);
  if (await read.members.first(all(where, isPresent))) return nothing;
  const suggestion = { ...nothing, suggested: [{ organizationId, name: organization.name }] };
  if (domain.enrolment === 'suggest') return suggestion;
  try {
    const member = await inOrganization(deps, ctx, organizationId, (scope) =>
      joinByDomain(scope, domain, person),
    );
    return { ...nothing, joined: member ? [{ organizationId, memberId: member.id }] : [] };
  } catch (error) {
    // full, or not on this plan: an administrator has to decide
    if (isFault(error, 'limit.members', 'plan.required')) return suggestion;
    throw error;
  }
}

/** Undefined for a former member: a person who was removed does not come back by themselves. */
async function joinByDomain(
  scope: OrganizationScope,
  { id: domainId, ...domain }: Domain,
  person: SignedInPerson,
): Promise<Member | undefined> {
  const { ctx, tx, presets, organization } = scope;
  const { name, email } = person;
  const names = personNamesOf(person);
  requireFeature(presets, organization, 'members');
  if (await tx.members.first(withAddress(organization.id, email))) return undefined;
  const role = domain.defaultRole ?? requirePreset(presets, organization).defaultRole;
  const source = { kind: 'domain', domainId } as const;
  return createMember(scope, {
    name,
    ...names,
    email,
    status: 'active',
    source: 'domain',
    grants: toGrants(ctx, role === undefined ? [] : [role], source),
    access: { source, spaces: domain.defaultSpaces ?? [], products: [] },
    ...(await accountFieldsOf(scope, person)),
  });
}

/** The organization's domain that an address belongs to, once it is proved. */
export async function verifiedDomainOf(
  reading: Pick<Store['read'], 'domains'>,
  email: string,
): Promise<Domain | undefined> {
  const name = domainOf(email);
  return name === '' ? undefined : reading.domains.first(equals('verifiedKey', name));
}

/** What a member takes over from the account of the person: the account itself, and its language. */
export async function accountFieldsOf(
  { tx }: OrganizationScope,
  { accountId }: { readonly accountId?: string },
): Promise<Partial<Pick<Member, 'accountId' | 'locale'>>> {
  if (accountId === undefined) return {};
  const locale = (await tx.accounts.get(accountId))?.locale;
  return { accountId, ...(locale !== undefined && { locale }) };
}
