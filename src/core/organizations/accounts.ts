import {
  addressKey,
  Fault,
  instant,
  isFault,
  newId,
  readAddress,
  readName,
  toName,
  type Context,
  type Page,
} from '#kernel/index.js';
import {
  all,
  equals,
  everything,
  type Account,
  type Member,
  type Organization,
  type Readers,
} from '#store/index.js';
import {
  accountOf,
  firstVersion,
  inInstallation,
  inOrganization,
  isClosedTo,
  listPage,
  pagesOf,
  type InstallationScope,
  type ListQuery,
  nextVersion,
  type OrganizationScope,
  requirePreset,
  requireVersion,
} from '#core/tenancy/index.js';
import {
  personNamesOf,
  readPersonNames,
  writeMember,
  type PersonNamesInput,
} from '#core/members/index.js';
import { insertOrganization, withSlug, type OrganizationDeps } from './create.js';

export interface NewAccount extends PersonNamesInput {
  readonly email: string;
  readonly name: string;
  /** the address is verified */
  readonly emailVerified?: boolean | undefined;
  /** BCP 47 */
  readonly locale?: string | undefined;
}

export interface AccountChange extends PersonNamesInput {
  readonly name?: string | undefined;
  readonly locale?: string | null | undefined;
  /** once verified, always verified */
  readonly emailVerified?: true | undefined;
}

/** What an identity provider says of a person whom no account is known for. The address that it says is the member's only. */
export interface ProviderPerson extends PersonNamesInput {
  readonly name: string;
  readonly locale?: string | undefined;
}

export interface MailboxProof {
  readonly email: string;
  readonly locale?: string | undefined;
}

/** An organization of which the account is an active member. */
export interface Membership {
  readonly member: Member;
  readonly organization: Organization;
}

export interface Accounts {
  /** With a personal organization where the setting names a preset for one. Fault `account.exists`. */
  create(
    ctx: Context,
    input: NewAccount,
  ): Promise<{ readonly account: Account; readonly organization?: Organization }>;
  /** Fault `account.missing`. */
  get(ctx: Context, id: string): Promise<Account>;
  list(ctx: Context, query: ListQuery & { readonly email?: string }): Promise<Page<Account>>;
  /** Faults `account.missing`, `request.precondition`. */
  update(ctx: Context, id: string, change: AccountChange, expected?: number): Promise<Account>;
  /**
   * The account of a mailbox that a person has just proved to be theirs, made where there is none. Members with the address are linked
   * in each organization that lets codes in.
   */
  proveMailbox(ctx: Context, proof: MailboxProof): Promise<Account>;
  /** A proved mailbox becomes the address of an account that had none. Faults `account.missing`, `account.exists`. */
  addMailbox(ctx: Context, id: string, email: string): Promise<Account>;
  /** Of a person whom an identity provider admits, in the transaction that admits them: without an address. */
  createIn(scope: OrganizationScope, person: ProviderPerson): Promise<Account>;
  /** Without those of deleted organizations, so a page may be short. Fault `account.missing`. */
  memberships(ctx: Context, id: string, query: ListQuery): Promise<Page<Membership>>;
  /** Accounts that belong to no organization, among the next `limit` accounts: a page may be short or empty while there is a next. */
  orphans(ctx: Context, query: ListQuery): Promise<Page<Account>>;
}

export interface AccountDeps extends OrganizationDeps {
  /** the preset of personal organizations; absent: none are created */
  readonly personalPreset?: string | undefined;
}

export function createAccounts(deps: AccountDeps): Accounts {
  const { store } = deps;
  return {
    create: (ctx, input) => create(deps, ctx, input),
    get: (_ctx, id) => requireAccount(store.read, id),
    list: (_ctx, { email, ...page }) =>
      listPage(
        store.read.accounts,
        email === undefined ? everything : equals('emailKey', addressKey(email)),
        page,
      ),
    async update(ctx, id, change, expected) {
      const account = await inInstallation(deps, ctx, id, (scope) =>
        updateAccount(scope, id, change, expected),
      );
      await linkMembers(deps, ctx, account);
      return account;
    },
    proveMailbox: (ctx, proof) => proveMailbox(deps, ctx, proof),
    addMailbox: (ctx, id, email) => addMailbox(deps, ctx, id, email),
    createIn: insertProviderPerson,
    async memberships(_ctx, id, query) {
      await requireAccount(store.read, id);
      const where = all(equals('accountId', id), equals('status', 'active'));
      const { items, next } = await listPage(store.read.members, where, query);
      const organizations = await store.read.organizations.getMany(
        items.map(({ organizationId }) => organizationId),
      );
      const byId = new Map(organizations.map((one) => [one.id, one]));
      const memberships = items.flatMap((member) => {
        const organization = byId.get(member.organizationId);
        const gone = !organization || organization.status === 'deleted';
        return gone ? [] : [{ member, organization }];
      });
      return { items: memberships, ...(next !== undefined && { next }) };
    },
    async orphans(_ctx, query) {
      const { items, next } = await listPage(store.read.accounts, everything, query);
      const orphaned = await Promise.all(
        items.map(({ id }) =>
          store.read.members
            .first(all(equals('accountId', id), equals('status', 'active')))
            .then((member) => member === undefined),
        ),
      );
      return { items: items.filter((_one, index) => orphaned[index]), ...(next && { next }) };
    },
  };
}

/** Fault `account.missing`. */
async function requireAccount(reading: Pick<Readers, 'accounts'>, id: string): Promise<Account> {
  const account = await reading.accounts.get(id);
  if (!account) throw new Fault('account.missing', { id });
  return account;
}

async function create(
  deps: AccountDeps,
  ctx: Context,
  input: NewAccount,
  takesPart?: TakesPart,
): Promise<{ account: Account; organization?: Organization }> {
  const now = instant(ctx.clock.now());
  const { emailVerified, locale } = input;
  const name = readName(input.name);
  const email = readAddress(input.email);
  const account = firstVersion<Account & Pick<NewAccount, 'email'>>(ctx, {
    name,
    ...readPersonNames(input),
    email,
    emailKey: addressKey(email),
    ...(emailVerified && { emailVerifiedAt: now }),
    ...(locale !== undefined && { locale }),
  });
  const insert = (slug: string) => insertAccount(deps, ctx, account, slug);
  const created = await withSlug({ name }, insert).catch((error: unknown) => {
    if (!isFault(error, 'record.exists')) throw error;
    throw new Fault('account.exists', { email }, { cause: error });
  });
  // committed by now: a key that is taken there is no account that exists
  await linkMembers(deps, ctx, account, takesPart);
  return created;
}

async function proveMailbox(
  deps: AccountDeps,
  ctx: Context,
  { email, locale }: MailboxProof,
): Promise<Account> {
  const account = await verifiedAccount(deps, ctx, { email, locale });
  await linkMembers(deps, ctx, account, letsCodesIn);
  return account;
}

async function verifiedAccount(
  deps: AccountDeps,
  ctx: Context,
  { email, locale }: MailboxProof,
): Promise<Account> {
  const { read } = deps.store;
  const verify = ({ id }: Account): Promise<Account> =>
    inInstallation(deps, ctx, id, (scope) =>
      updateAccount(scope, id, { emailVerified: true }, undefined),
    );
  const known = await accountOf(read, email);
  if (known) return known.emailVerifiedAt === undefined ? verify(known) : known;
  const where = equals('emailKey', addressKey(email));
  const named = (await read.members.first(where)) ?? (await read.invitations.first(where));
  const name = toName(named?.name ?? '') ?? email;
  const input = { email, name, emailVerified: true, ...(locale !== undefined && { locale }) };
  try {
    return (await create(deps, ctx, input, letsCodesIn)).account;
  } catch (error) {
    if (!isFault(error, 'account.exists')) throw error;
    // another process made it a moment earlier
    const made = await accountOf(read, email);
    if (!made) throw error;
    return verify(made);
  }
}

async function addMailbox(
  deps: AccountDeps,
  ctx: Context,
  id: string,
  text: string,
): Promise<Account> {
  const email = readAddress(text);
  const work = async (scope: InstallationScope): Promise<Account> => {
    const before = await requireAccount(scope.tx, id);
    const holder = await accountOf(scope.tx, email);
    const isAnother = before.emailKey !== undefined && before.emailKey !== addressKey(email);
    if (isAnother || (holder && holder.id !== id)) throw new Fault('account.exists', { email });
    const emailVerifiedAt = before.emailVerifiedAt ?? instant(ctx.clock.now());
    const address = { email, emailKey: addressKey(email), emailVerifiedAt };
    return writeAccount(scope, before, { ...before, ...address });
  };
  const account = await inInstallation(deps, ctx, id, work).catch((error: unknown) => {
    if (!isFault(error, 'record.exists')) throw error;
    throw new Fault('account.exists', { email }, { cause: error });
  });
  await linkMembers(deps, ctx, account, letsCodesIn);
  return account;
}

async function insertProviderPerson(
  scope: OrganizationScope,
  { locale, ...person }: ProviderPerson,
): Promise<Account> {
  const account = firstVersion<Account>(scope.ctx, {
    name: readName(person.name),
    ...readPersonNames(person),
    ...(locale !== undefined && { locale }),
  });
  await scope.tx.accounts.insert(account);
  await appendAccountCreated(scope, account);
  return account;
}

/** Whether a code mailed to a member's address lets them into the organization. */
function letsCodesIn(organization: Organization, email: string | undefined): boolean {
  return organization.policies?.emailCode !== 'refused' && !isClosedTo(organization, email);
}

type TakesPart = (organization: Organization, email: string | undefined) => boolean;

/** Members who were there before the account: in each organization the one with its address gets it, once the address is proved. */
async function linkMembers(
  deps: AccountDeps,
  caller: Context,
  { id: accountId, emailKey, emailVerifiedAt }: Account,
  takesPart: TakesPart = () => true,
): Promise<void> {
  if (emailVerifiedAt === undefined || emailKey === undefined) return;
  const ctx: Context = { ...caller, followsUp: true };
  const isUnlinked = (member: Member): boolean =>
    member.status !== 'left' && member.accountId === undefined && member.emailKey === emailKey;
  for await (const members of pagesOf(deps.store.read.members, equals('emailKey', emailKey))) {
    for (const { id, organizationId } of members.filter(isUnlinked)) {
      const link = async (scope: OrganizationScope): Promise<void> => {
        const member = await scope.members.get(id);
        if (!takesPart(scope.organization, member?.email)) return;
        if (member && isUnlinked(member)) await writeMember(scope, member, { accountId });
      };
      await inOrganization(deps, ctx, organizationId, link, 'any');
    }
  }
}

function insertAccount(
  deps: AccountDeps,
  ctx: Context,
  account: Account & Pick<NewAccount, 'email'>,
  slug: string,
): Promise<{ account: Account; organization?: Organization }> {
  const { personalPreset } = deps;
  const organizationId = newId();
  const partition =
    personalPreset === undefined ? (account.emailKey ?? account.id) : organizationId;
  return inInstallation(deps, ctx, partition, async (installation) => {
    await installation.tx.accounts.insert(account);
    if (personalPreset === undefined) {
      await appendAccountCreated(installation, account);
      return { account };
    }
    const preset = requirePreset(deps.presets, { preset: personalPreset });
    const { name, email, id: accountId, locale } = account;
    const scope = await insertOrganization(deps, installation, {
      id: organizationId,
      slug,
      name,
      personalOf: accountId,
      preset: preset.name,
      plan: preset.personal?.plan ?? preset.defaultPlan,
      owner: { name, email, accountId },
      ...(locale !== undefined && { locale }),
    });
    await appendAccountCreated(scope, account);
    return { account, organization: scope.organization };
  });
}

function appendAccountCreated(
  { journal }: Pick<InstallationScope, 'journal'>,
  { id, name, email, emailVerifiedAt }: Account,
): Promise<void> {
  return journal.append({
    type: 'account.created',
    target: { kind: 'account', id, name },
    after: { email, emailVerified: emailVerifiedAt !== undefined },
  });
}

async function updateAccount(
  { ctx, tx, journal }: InstallationScope,
  id: string,
  change: AccountChange,
  expected: number | undefined,
): Promise<Account> {
  const before = await requireAccount(tx, id);
  requireVersion(before, expected);
  const { locale: oldLocale, firstName: _first, lastName: _last, ...rest } = before;
  const locale = change.locale === undefined ? oldLocale : (change.locale ?? undefined);
  if (change.emailVerified && before.email === undefined) {
    const problem = 'speaks of an address, and the account has none';
    throw new Fault('request.invalid', { errors: [{ field: 'emailVerified', problem }] });
  }
  const verifiedAt =
    before.emailVerifiedAt ?? (change.emailVerified ? instant(ctx.clock.now()) : undefined);
  const next: Account = {
    ...rest,
    name: change.name === undefined ? before.name : readName(change.name),
    ...readPersonNames(change, before),
    ...(locale !== undefined && { locale }),
    ...(verifiedAt !== undefined && { emailVerifiedAt: verifiedAt }),
  };
  return writeAccount({ ctx, tx, journal }, before, next);
}

/** Nothing different: nothing written. */
async function writeAccount(
  { ctx, tx, journal }: InstallationScope,
  before: Account,
  next: Account,
): Promise<Account> {
  const [from, to] = [detailsOf(before), detailsOf(next)];
  if (JSON.stringify(from) === JSON.stringify(to)) return before;
  const after = nextVersion(ctx, next, {});
  await tx.accounts.update(after);
  await journal.append({
    type: 'account.updated',
    before: from,
    after: to,
    target: { kind: 'account', id: after.id, name: after.name },
  });
  return after;
}

function detailsOf(account: Account): Record<string, unknown> {
  const { name, email, locale, emailVerifiedAt } = account;
  const names = { name, ...personNamesOf(account) };
  return { ...names, email, locale, emailVerified: emailVerifiedAt !== undefined };
}
