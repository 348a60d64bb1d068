import { addressKey, Fault, instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  type AccessSource,
  type Account,
  type AttributeValue,
  type Grant,
  type Invitation,
  type Member,
  type PersonNames,
  type Term,
} from '#store/index.js';
import { isAutomatic, requireRolesOfPlan, reservePlace } from '#core/access/index.js';
import { assignPromisedSeats, assignPromisedSpaces } from '#core/entitlements/index.js';
import {
  accountOf,
  findAll,
  firstVersion,
  type OrganizationScope,
  standingOf,
} from '#core/tenancy/index.js';
import { identityOf } from '../identities.js';
import { personNamesOf } from '../person-names.js';
import { searchableOf } from '../searchables.js';
import { conflictEntry, findHolder, isStale } from './address-holders.js';
import { settleAddress, writeMember } from './change.js';

/** A person who becomes a member, and what the member is given. The caller has checked all of it. */
export interface Admission
  extends Pick<Member, 'name' | 'status' | 'source' | 'grants'>, PersonNames {
  readonly email?: string;
  readonly photoUrl?: string;
  /** the account that is proved to be the person's; the one that has proved the address when absent */
  readonly accountId?: string;
  /** the invitation that the person accepted */
  readonly invitationId?: string;
  readonly guest?: boolean;
  readonly locale?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** of a member who is suspended from the start; `person` when absent */
  readonly suspendedBy?: 'directory' | 'person';
  /** spaces and seats, and why; where no seat is free the member waits in the queue */
  readonly access?: {
    readonly source: AccessSource;
    readonly spaces: Invitation['spaces'];
    /** ids of products */
    readonly products: readonly string[];
  };
  /** whether the person is notified of the admission; absent: as its source says (notifications/rules) */
  readonly notify?: boolean;
  /** had the address and left: comes back as the same member, with the roles and the guest mark of this admission only */
  readonly former?: Member | undefined;
}

/**
 * The one way in: adding, accepting an invitation, approving a request, joining by a domain, importing and provisioning all call this.
 * An active member takes a place of the limit. Faults `member.exists`, `limit.members` and `plan.required`, for people; what a directory
 * adds is let in, and the excess is journaled.
 */
export async function createMember(
  callerScope: OrganizationScope,
  { former, access, notify, ...person }: Admission,
): Promise<Member> {
  const scope = notify === undefined ? callerScope : withNotify(callerScope, notify);
  const account = await provedAccount(scope, person, former);
  const accountId = person.accountId ?? former?.accountId ?? account?.id;
  const names = personNamesOf(account);
  const input = { ...names, ...person, ...(accountId !== undefined && { accountId }) };
  const member = former
    ? await writeMember(scope, former, { ...input, guest: input.guest ?? false })
    : await insertMember(scope, input);
  // a pending invitation of the address may just have given more
  const current = (await scope.members.get(member.id)) ?? member;
  if (access) {
    await assignPromisedSpaces(scope, current, access.spaces, access.source);
    await assignPromisedSeats(scope, current, access.products, access.source);
  }
  return current;
}

/** The account of the person, or that has the address, when it is proved: an unproved one may be another person's. */
async function provedAccount(
  { tx }: Pick<OrganizationScope, 'tx'>,
  { email, accountId }: Pick<Admission, 'email' | 'accountId'>,
  former: Member | undefined,
): Promise<Account | undefined> {
  if (accountId !== undefined) return tx.accounts.get(accountId);
  if (email === undefined || former?.accountId !== undefined) return undefined;
  const account = await accountOf(tx, email);
  return account?.emailVerifiedAt === undefined ? undefined : account;
}

const ADMISSION_ENTRIES: ReadonlySet<string> = new Set(['member.added', 'member.restored']);

/** The entry of the admission says that the person is notified; every entry of a silent one says that the person is not. */
function withNotify(scope: OrganizationScope, notify: boolean): OrganizationScope {
  const { journal } = scope;
  return {
    ...scope,
    journal: {
      append: (entry) =>
        notify && !ADMISSION_ENTRIES.has(entry.type)
          ? journal.append(entry)
          : journal.append({ ...entry, after: { ...entry.after, notify } }),
    },
  };
}

async function insertMember(
  scope: OrganizationScope,
  input: Omit<Admission, 'former' | 'access' | 'notify'>,
): Promise<Member> {
  const { ctx, tx, presets, organization } = scope;
  const now = instant(ctx.clock.now());
  const { status, grants, suspendedBy = 'person', guest, ...otherFields } = input;
  const grantEnds = grants.flatMap(({ until }) => until ?? []).sort();
  const newMember = firstVersion<Member>(ctx, {
    organizationId: organization.id,
    status,
    grants,
    ...(status === 'suspended' && { suspendedAt: now, suspendedBy }),
    ...(grantEnds[0] !== undefined && { grantEndsAt: grantEnds[0] }),
    ...(guest && { guest }),
    standing: standingOf(presets, organization.preset, grants),
    ...otherFields,
    ...identityOf(input),
  });
  const member = await settleAddress(scope, newMember);
  const { name, email, wanted } = member;
  const roles = grants.map(({ role }) => role);
  if (!isAutomatic(ctx)) requireRolesOfPlan(presets, organization, new Set(roles));
  await tx.members.insert(member, searchableOf(member));
  await scope.journal.append({
    type: 'member.added',
    target: { kind: 'member', id: member.id, name },
    after: {
      status,
      source: member.source,
      roles,
      ...(email !== undefined && { email }),
      ...(wanted && { wanted: wanted.email }),
    },
  });
  const conflict = conflictEntry(scope, member);
  if (conflict) await scope.journal.append(conflict);
  // after the entry: a pending invitation that it ended has given its place back
  if (status === 'active') await reservePlace(scope);
  return member;
}

/** The members of the organization who have, or had, an address. */
export function withAddress(organizationId: string, email: string): Term {
  return all(equals('organizationId', organizationId), equals('emailKey', addressKey(email)));
}

/**
 * The member who had the address and left, and is not another one by now. Fault `member.exists` while a member has it, a suspended one
 * included; not while its member keeps it only because nobody else says it.
 */
export async function formerMember(
  scope: Pick<OrganizationScope, 'ctx' | 'tx' | 'organization'>,
  email: string,
): Promise<Member | undefined> {
  const { tx, organization } = scope;
  const holder = await findHolder(scope, email);
  if (holder && !(await isStale(scope, holder))) {
    throw new Fault('member.exists', { memberId: holder.id, status: holder.status });
  }
  const where = all(withAddress(organization.id, email), equals('status', 'left'));
  return (await findAll(tx.members, where)).find(({ mergedInto }) => mergedInto === undefined);
}

/** Grants of these roles for one reason, from now on. */
export function toGrants(
  { clock }: Context,
  roles: readonly string[],
  source: AccessSource,
): Grant[] {
  const since = instant(clock.now());
  return roles.map((role) => ({ role, source, since }));
}

/** Attributes as a member keeps them: each with where its value comes from. */
export function toAttributes(
  values: Readonly<Record<string, AttributeValue['value']>>,
  source: AttributeValue['source'],
): Readonly<Record<string, AttributeValue>> {
  const entries = Object.entries(values);
  return Object.fromEntries(entries.map(([name, value]) => [name, { value, source }]));
}
