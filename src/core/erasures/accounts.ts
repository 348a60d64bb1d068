import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  oneOf,
  type Account,
  type Erasure,
  type Member,
  type Store,
  type Term,
} from '#store/index.js';
import {
  endSessionsIn,
  eraseFactorsOfAccount,
  eraseSessionsOfAccount,
} from '#core/credentials/index.js';
import { eraseFromEntries } from '#core/journal/index.js';
import { requireErasable, requireRemainingAdmin } from '#core/members/index.js';
import {
  eraseAccountRecord,
  endPersonalOrganization,
  erasePersonPreferences,
  purgeDeleted,
} from '#core/organizations/index.js';
import { eraseAnswers } from '#core/tasks/index.js';
import {
  chunksOf,
  findAll,
  firstVersion,
  getAll,
  INSTALLATION,
  inInstallation,
  inOrganization,
  pagesOf,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { begin, beginWithAccount, requesterOf } from './members.js';
import type { Erasers } from './steps.js';
import { writeErasure } from './write.js';

type AccountErasure = Erasure & { readonly accountId: string };

type ErasureDeps = CoreDeps & { readonly erasers: Pick<Erasers, 'ofAccount'> };

/** Nothing of it is tried again before. */
const BLOCKED_MS = 600_000;

/** Organizations of one account that are looked at before an erasure begins; the others are when it comes to them. */
const MAX_CHECKED = 200;

/**
 * Begins to erase an account with all of its memberships, unless one of them forbids it now. The same request again is answered with the
 * erasure that it began. Faults `account.missing`, `erasure.directory`, `member.last_owner`, `member.last_admin`.
 */
export async function beginAccount(
  deps: CoreDeps,
  ctx: Context,
  accountId: string,
): Promise<Erasure> {
  const { read } = deps.store;
  const known = await findErasure(deps.store, accountId);
  if (known) return known;
  if (!(await read.accounts.get(accountId))) throw new Fault('account.missing', { id: accountId });
  let checked = 0;
  for await (const members of pagesOf(read.members, equals('accountId', accountId), 100)) {
    for (const member of members) {
      if (checked === MAX_CHECKED) break;
      checked += 1;
      await checkMembership(deps, ctx, member);
    }
  }
  return inInstallation(deps, ctx, accountId, async (scope) => {
    const { tx, journal } = scope;
    const begun = await findErasure({ read: tx }, accountId);
    if (begun) return begun;
    const erasure = firstVersion<Erasure>(ctx, {
      organizationId: INSTALLATION,
      kind: 'account',
      accountId,
      status: 'running',
      requestedBy: requesterOf(ctx),
      entries: 0,
      records: 0,
      dueAt: instant(ctx.clock.now()),
    });
    await tx.erasures.insert(erasure);
    await endSessionsIn(scope, accountId, { reason: 'revoked' });
    await journal.append({
      type: 'account.erasure_started',
      target: { kind: 'account', id: accountId },
      after: { erasureId: erasure.id },
    });
    return erasure;
  });
}

function findErasure(
  { read }: { readonly read: Pick<Store['read'], 'erasures'> },
  accountId: string,
): Promise<Erasure | undefined> {
  return read.erasures.first(
    all(equals('accountId', accountId), equals('organizationId', INSTALLATION)),
  );
}

/** What erasing the membership would be refused with. The personal organization of the account goes as a whole. */
async function checkMembership(deps: CoreDeps, ctx: Context, member: Member): Promise<void> {
  const { organizationId, id, accountId } = member;
  const organization = await deps.store.read.organizations.get(organizationId);
  if (!organization || organization.status === 'deleted') return;
  const isPersonal = organization.personalOf === accountId;
  if (isPersonal && (await isAlone(deps.store, member))) return;
  const check = async (): Promise<void> =>
    inOrganization(
      deps,
      ctx,
      organizationId,
      async (scope) => {
        await requireErasable(scope, member);
        await requireRemainingAdmin(scope.tx, member, { ...member, status: 'left' });
      },
      'any',
    );
  await check().catch((error: unknown) => {
    if (!isFault(error) || error.kind === 'unavailable') throw error;
    throw new Fault(error.code, { ...error.details, id, organizationId }, { cause: error });
  });
}

/** Whether nobody else is present in the organization. */
async function isAlone({ read }: Store, { organizationId, accountId }: Member): Promise<boolean> {
  const { records } = await read.members.find({
    where: all(equals('organizationId', organizationId), oneOf('status', ['active', 'suspended'])),
    limit: 2,
  });
  return records.every((one) => one.accountId === accountId);
}

/** One bounded step. Resolves to whether there is more to do at once. */
export async function takeAccountStep(
  deps: ErasureDeps,
  ctx: Context,
  erasure: AccountErasure,
): Promise<boolean> {
  const { read } = deps.store;
  const ofParent = equals('parentId', erasure.id);
  const isOpen = all(ofParent, oneOf('status', ['running', 'blocked']));
  if (await read.erasures.first(isOpen)) return false;
  const account = await read.accounts.get(erasure.accountId);
  if (!account) return finishAccount(deps, ctx, erasure);
  const personal = await read.organizations.first(equals('personalOf', account.id));
  if (personal && (await endPersonal(deps, ctx, account, personal.id))) return true;
  try {
    return (
      (await beginNext(deps, ctx, erasure, account)) ||
      (await eraseFromInstallation(deps, ctx, erasure)) ||
      (await finishAccount(deps, ctx, erasure))
    );
  } catch (error) {
    if (!isFault(error) || error.kind === 'unavailable') throw error;
    const { code, details } = error;
    await change(deps, ctx, erasure, {
      status: 'blocked',
      reason: { code, details },
      dueAt: instant(ctx.clock.now() + BLOCKED_MS),
    });
    return false;
  }
}

function change(
  deps: CoreDeps,
  ctx: Context,
  { id }: Erasure,
  fields: Partial<Erasure>,
): Promise<boolean> {
  return inInstallation(deps, ctx, id, async (scope) => {
    const current = await scope.tx.erasures.get(id);
    if (current?.dueAt === undefined) return false;
    const { reason: _reason, ...before } = current;
    await writeErasure(scope, before, fields);
    return true;
  });
}

/**
 * The personal organization of the account is deleted and purged, with its name, unless others are in it. True: there was something to
 * do.
 */
async function endPersonal(
  deps: CoreDeps,
  ctx: Context,
  { id }: Account,
  organizationId: string,
): Promise<boolean> {
  const { store } = deps;
  const own = await store.read.members.first(
    all(equals('organizationId', organizationId), equals('accountId', id)),
  );
  if (own && !(await isAlone(store, own))) return false;
  await endPersonalOrganization(deps, ctx, organizationId);
  await purgeDeleted(store, ctx);
  return true;
}

/** The next organization that keeps something about the person. False: none does. */
async function beginNext(
  deps: CoreDeps,
  ctx: Context,
  parent: AccountErasure,
  account: Account,
): Promise<boolean> {
  const { read } = deps.store;
  const member = await read.members.first(equals('accountId', account.id));
  if (member) {
    await inOrganization(
      deps,
      ctx,
      member.organizationId,
      async (scope) => {
        const current = await scope.members.get(member.id);
        if (current) await begin(scope, current, parent);
      },
      'any',
    );
    return true;
  }
  const organizationId = await findOrganizationOf(read, parent, account);
  if (organizationId === undefined) return false;
  const { emailKey, emailVerifiedAt } = account;
  const addresses = emailVerifiedAt === undefined || emailKey === undefined ? [] : [emailKey];
  await inOrganization(
    deps,
    ctx,
    organizationId,
    (scope) => beginWithAccount(scope, parent, addresses),
    'any',
  );
  return true;
}

/** Others are about the account, and go with the entries of the installation's journal. */
const OF_AN_ORGANIZATION = compare('organizationId', 'gt', '');

/** An address that is not verified may be another person's: then only what names the account counts. */
async function findOrganizationOf(
  read: Store['read'],
  { id }: AccountErasure,
  { id: accountId, emailKey, emailVerifiedAt }: Account,
): Promise<string | undefined> {
  const begun = await findAll(read.erasures, equals('parentId', id));
  const done = [...new Set(begun.map(({ organizationId }) => organizationId))];
  const isDone = chunksOf(done).map((some) => oneOf('organizationId', some));
  const elsewhere = all(...isDone.map((term): Term => ({ kind: 'not', term })));
  const request = await read.joinRequests.first(all(equals('accountId', accountId), elsewhere));
  if (request || emailVerifiedAt === undefined || emailKey === undefined) {
    return request?.organizationId;
  }
  const ofAddress = all(equals('emailKey', emailKey), elsewhere);
  const found =
    (await read.invitations.first(ofAddress)) ??
    (await read.joinRequests.first(ofAddress)) ??
    (await read.mails.first(all(equals('toKey', emailKey), OF_AN_ORGANIZATION, elsewhere)));
  if (found?.organizationId !== undefined) return found.organizationId;
  const rows = await findAll(read.taskRows, equals('address', emailKey));
  const tasks = await getAll(
    read.tasks,
    rows.map(({ taskId }) => taskId),
  );
  return tasks.find(({ organizationId }) => !done.includes(organizationId))?.organizationId;
}

/** Entries of one transaction. */
const BATCH_SIZE = 50;

/** What the installation's own journal says of the account. True: there was something. */
function eraseFromInstallation(
  deps: ErasureDeps,
  ctx: Context,
  { id, accountId }: AccountErasure,
): Promise<boolean> {
  return inInstallation(deps, ctx, id, async (scope) => {
    const current = await scope.tx.erasures.get(id);
    if (!current || current.status === 'done') return false;
    const after = current.work?.after ?? 0;
    const { records } = await scope.tx.journal.find({
      where: all(
        equals('organizationId', INSTALLATION),
        equals('targetKey', `account:${accountId}`),
        compare('sequence', 'gt', after),
      ),
      sort: [{ field: { column: 'sequence' } }],
      limit: BATCH_SIZE,
    });
    const last = records.at(-1)?.sequence;
    if (last === undefined) return false;
    const persons = records.map((entry) => ({
      entry,
      isSubject: true,
      isNamed: false,
      isActor: entry.actorKey === `person:${accountId}`,
    }));
    let mails = 0;
    for (const erase of deps.erasers.ofAccount) mails += await erase(scope, persons);
    const entries = await eraseFromEntries(scope, INSTALLATION, persons);
    await writeErasure(scope, current, {
      work: { ...NO_WORK, after: last },
      entries: current.entries + entries,
      records: current.records + mails,
    });
    return true;
  });
}

const NO_WORK = {
  memberIds: [],
  addresses: [],
  accountIds: [],
  scimUserIds: [],
  names: [],
  keys: [],
  at: 0,
  after: 0,
  begin: 0,
};

/** The account itself goes last: until then everything is found by it. */
async function finishAccount(
  deps: CoreDeps,
  ctx: Context,
  { id, accountId }: AccountErasure,
): Promise<boolean> {
  await inInstallation(deps, ctx, id, async (scope) => {
    const current = await scope.tx.erasures.get(id);
    if (!current || current.status === 'done') return;
    const answers = await eraseAnswers(scope, [accountId]);
    const sessions = await eraseSessionsOfAccount(scope, accountId);
    const factors = await eraseFactorsOfAccount(scope, accountId);
    const preferences = await erasePersonPreferences(scope, accountId);
    const own = await eraseAccountRecord(scope, accountId);
    const gone = sessions + factors + preferences + own;
    const { work: _work, dueAt: _dueAt, reason: _reason, ...rest } = current;
    const { entries, records } = await writeErasure(scope, rest, {
      status: 'done',
      records: current.records + answers + gone,
      endedAt: instant(ctx.clock.now()),
    });
    await scope.journal.append({
      type: 'account.erased',
      target: { kind: 'account', id: accountId },
      after: { erasureId: id, entries, records },
    });
  });
  return false;
}
