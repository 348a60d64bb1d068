import { addressKey, Fault, instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Grant,
  type Member,
  type PersonNames,
  type Readers,
  type Stored,
  type Term,
} from '#store/index.js';
import { releasePlace, isAutomatic, requireRolesOfPlan, reservePlace } from '#core/access/index.js';
import { isUnlocked } from '#core/entitlements/index.js';
import {
  endOfSessionsSoFar,
  type OrganizationScope,
  type NewJournalEntry,
  standingOf,
} from '#core/tenancy/index.js';
import { conflictEntry, conflictOf, findHolder, findWaiting, isStale } from './address-holders.js';
import { directoriesOf, isManual, settledGrants, type DirectoryCache } from './directories.js';
import { hookedGrants } from './hooked-grants.js';
import { releaseOrRestoreAccess, type MappedAccessOptions } from './held-access.js';
import { lastStateOf } from './last-state.js';
import { identityOf } from '../identities.js';
import { searchableOf } from '../searchables.js';

/** Fields that `writeMember` derives from the others. */
type DerivedField =
  | 'nameKey'
  | 'emailKey'
  | 'wanted'
  | 'wantedKey'
  | 'standing'
  | 'grantEndsAt'
  | 'suspendedAt'
  | 'leftAt'
  | 'sessionsEndedAt'
  | 'previousGrants';

type RemovableText = keyof PersonNames | 'photoUrl' | 'avatarHash';

export type MemberChange = Partial<
  Omit<
    Member,
    keyof Stored | RemovableText | 'organizationId' | 'lastActiveOn' | 'email' | DerivedField
  >
> & {
  /** null: the person has none any more */
  readonly [Field in RemovableText]?: string | null;
} & {
  /** null: the member has none any more */
  readonly email?: string | null;
  /** what a directory wanted is wanted no longer */
  readonly wanted?: null;
};

export interface MemberWriteOptions extends MappedAccessOptions {
  /** types of entries that differ from the usual ones */
  readonly typeByStatus?: Partial<Record<Member['status'], string>>;
  /** what directories give is worked out anew, even if neither status nor grants change */
  readonly recompute?: boolean;
  /** an address that becomes free is taken by the caller: who waits for it goes on waiting */
  readonly keepsAddress?: boolean;
  /** what the person signed in with so far opens the organization no more */
  readonly endsSessions?: true;
  /** of a transaction that changes many members */
  readonly cache?: DirectoryCache;
}

/**
 * The one function that changes a member: derives the standing and what directories give, keeps the last owner and administrator and the
 * limit, releases or restores seats and spaces, appends one journal entry per fact. Nothing changed: nothing written. Faults
 * `request.invalid` (name, address), `member.exists`, `member.last_owner`, `member.last_admin`, `limit.members`, `plan.required`, and
 * `seat.none_free` where a connection refuses.
 */
export async function writeMember(
  scope: OrganizationScope,
  before: Member,
  change: MemberChange,
  options: MemberWriteOptions = {},
): Promise<Member> {
  const next = await settleAddress(scope, nextMember(scope.ctx, before, change), before);
  const isSettled = options.recompute === true || 'grants' in change || isAccessOver(before, next);
  const directories =
    isSettled && next.status !== 'left'
      ? await directoriesOf(scope, before.id, options.cache)
      : undefined;
  const grants = directories
    ? await hookedGrants(scope, before, {
        status: next.status,
        grants: settledGrants(scope, next, directories),
      })
    : next.grants;
  const isEnding = before.status === 'active' && next.status !== 'active';
  const sessionsEndedAt =
    isEnding || options.endsSessions
      ? await endOfSessionsSoFar(scope.ctx, scope.tx)
      : next.sessionsEndedAt;
  const after = withDerivedFields(scope, before, {
    ...next,
    grants,
    ...(sessionsEndedAt !== undefined && { sessionsEndedAt }),
  });
  const entries = entriesOf(before, after, { ...STATUS_ENTRY_TYPES, ...options.typeByStatus });
  if (options.endsSessions) entries.push(sessionsEntry(after));
  const conflict = conflictEntry(scope, after, before);
  if (conflict) entries.push(conflict);
  if (entries.length > 0) {
    requireRolesInPlan(scope, before, after);
    await requireRemainingAdmin(scope.tx, before, after);
    await scope.tx.members.update(after, searchableOf(after));
    for (const entry of entries) await scope.journal.append(entry);
    const isPictureOver = before.avatarHash !== undefined && after.avatarHash === undefined;
    if (isPictureOver) await scope.tx.avatars.remove(after.id);
    if (after.status === 'active' && before.status !== 'active') await reservePlace(scope);
    if (before.status === 'active' && after.status !== 'active') await releasePlace(scope);
  }
  await releaseOrRestoreAccess(scope, { before, after, directories, options });
  if (isAddressFreed(before, after) && !options.keepsAddress) await offerAddress(scope, before);
  if (entries.length === 0) return before;
  const isTaken = before.status !== after.status || before.email !== after.email;
  // a pending invitation of the address may just have given more
  return (isTaken && (await scope.members.get(after.id))) || after;
}

/** The change with what follows from it: who leaves has nothing any more, and who comes back has nothing yet. */
function nextMember({ actor, clock }: Context, before: Member, change: MemberChange): Member {
  const merged = { ...before, ...change };
  const { unlockedUntil, withheld = [], withheldAccess = [], grants, ...fields } = merged;
  const { email, wanted, wantedKey, conflict, firstName, lastName, ...others } = fields;
  const { photoUrl, avatarHash, removal, ...rest } = others;
  const pictures = rest.status === 'left' ? {} : { photoUrl, avatarHash };
  const isWanting = wanted && rest.status !== 'left' && !isWantOver({ actor }, before, change);
  const next = {
    ...rest,
    ...(email !== null && email !== undefined && { email }),
    ...presentTexts({ firstName, lastName, ...pictures }),
    ...(isWanting && { wanted, ...(wantedKey !== undefined && { wantedKey }) }),
    ...(isWanting && conflict && { conflict }),
    ...(removal && rest.status === 'left' && { removal }),
  };
  const isBack = before.status === 'left' && next.status !== 'left';
  const hasNone = next.status === 'left' || (isBack && !change.grants);
  if (hasNone) return { ...next, grants: [] };
  if (unlockedUntil === undefined || !isUnlocked({ unlockedUntil }, clock.now())) {
    return { ...next, grants: grants.filter(({ override }) => !override) };
  }
  return {
    ...next,
    // what is given under an override lasts as long as it does
    grants: grants.map((grant) =>
      grant.override && (grant.until ?? '') > unlockedUntil
        ? { ...grant, until: unlockedUntil }
        : grant,
    ),
    unlockedUntil,
    ...(withheld.length > 0 && { withheld }),
    ...(withheldAccess.length > 0 && { withheldAccess }),
  };
}

function presentTexts(
  fields: Readonly<Record<string, string | null | undefined>>,
): Partial<Pick<Member, RemovableText>> {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => typeof text === 'string'));
}

/**
 * One address, one present member: a person's change is refused, of a directory's the member keeps the address of before, and what the
 * directory wants is kept until the address is free. Fault `member.exists`.
 */
export async function settleAddress<M extends Member>(
  scope: OrganizationScope,
  next: M,
  before?: Member,
): Promise<M> {
  const { email, status } = next;
  const key = email === undefined ? undefined : addressKey(email);
  const isKept = before !== undefined && before.status !== 'left' && before.emailKey === key;
  if (email === undefined || status === 'left' || isKept) return next;
  const holder = await claimAddress(scope, email, next.id);
  if (!holder) return next;
  if (scope.ctx.actor.kind !== 'connection') {
    throw new Fault('member.exists', { memberId: holder.id, status: holder.status });
  }
  const { email: _taken, emailKey: _key, ...rest } = next;
  const kept = before?.status === 'left' ? undefined : before?.email;
  return {
    ...rest,
    ...(kept !== undefined && { email: kept, emailKey: addressKey(kept) }),
    ...conflictOf(scope, before, email),
  } as M;
}

/** Takes the address of a member who has it only because nobody else said it. Resolves to the present member who keeps it. */
export async function claimAddress(
  scope: OrganizationScope,
  address: string,
  claimantId?: string,
): Promise<Member | undefined> {
  const holder = await findHolder(scope, address, claimantId);
  if (!holder || !(await isStale(scope, holder))) return holder;
  await writeMember(scope, holder, { email: null }, { keepsAddress: true });
  return findHolder(scope, address, claimantId);
}

function isAddressFreed(before: Member, after: Member): boolean {
  const { emailKey, status } = before;
  if (emailKey === undefined || status === 'left') return false;
  return after.status === 'left' || after.emailKey !== emailKey;
}

/** Gives an address that is free, or that its member keeps for nobody, to the member who waits for it. True: given. */
export async function offerAddress(
  scope: OrganizationScope,
  { emailKey }: Pick<Member, 'emailKey'>,
): Promise<boolean> {
  const waiting = emailKey === undefined ? undefined : await findWaiting(scope, emailKey);
  const { wanted } = waiting ?? {};
  if (!waiting || !wanted || (await claimAddress(scope, wanted.email, waiting.id))) return false;
  await writeMember(scope, waiting, { email: wanted.email, wanted: null });
  return true;
}

/** Whether what directories give can be another thing than before: by the status, or because an override is over. */
function isAccessOver(before: Member, next: Member): boolean {
  return next.status !== before.status || next.unlockedUntil !== before.unlockedUntil;
}

/** The directory that wanted an address says another one, or a person gave the member one. */
function isWantOver(
  { actor }: Pick<Context, 'actor'>,
  before: Member,
  { email }: MemberChange,
): boolean {
  if (email === undefined) return false;
  const isOther = actor.kind === 'connection' && actor.id !== before.wanted?.connectionId;
  return !isOther || email !== before.email;
}

function withDerivedFields(
  { ctx, presets, organization }: OrganizationScope,
  before: Member,
  next: Member,
): Member {
  const now = instant(ctx.clock.now());
  const ends = [...next.grants.flatMap(({ until }) => until ?? []), next.unlockedUntil ?? []];
  const [firstEnd] = ends.flat().sort();
  const previousGrants = previousGrantsOf(before, next);
  const suspendedBy = next.suspendedBy ?? 'person';
  const keepsSuspension = next.status === 'left' && isSuspendedByPerson(before);
  return {
    ...withoutDerivedFields(next),
    ...(firstEnd !== undefined && { grantEndsAt: firstEnd }),
    ...identityOf(next, before),
    ...(next.status === 'suspended' && {
      suspendedAt: before.suspendedAt ?? now,
      suspendedBy,
    }),
    ...(next.status === 'left' && { leftAt: before.leftAt ?? now }),
    // a suspension by a person outlives the membership, until a person takes the member in again
    ...(keepsSuspension && {
      suspendedBy: 'person',
      ...(before.suspendedAt !== undefined && { suspendedAt: before.suspendedAt }),
    }),
    ...(previousGrants.length > 0 && { previousGrants }),
    standing: standingOf(presets, organization.preset, next.grants),
    version: before.version + 1,
    updatedAt: now,
  };
}

/** Suspended by a person, or left while they were. */
export function isSuspendedByPerson({ status, suspendedBy }: Member): boolean {
  return status === 'left'
    ? suspendedBy === 'person'
    : status === 'suspended' && suspendedBy !== 'directory';
}

/** What people gave a member who left; it does not return by itself. What is held again is no longer listed. */
function previousGrantsOf(before: Member, next: Member): readonly Grant[] {
  const lost = before.status === 'left' || next.status === 'left' ? before.grants : [];
  const leaves = next.status === 'left' && before.status !== 'left';
  const known = leaves ? [] : (before.previousGrants ?? []);
  const held = new Set(next.grants.filter(isManual).map(({ role }) => role));
  return [...known, ...lost].filter(
    (grant) => isManual(grant) && grant.until === undefined && !held.has(grant.role),
  );
}

/** Roles that people newly give must be roles of the plan; a directory may give any. Fault `plan.required`. */
function requireRolesInPlan(
  { ctx, presets, organization }: OrganizationScope,
  before: Member,
  after: Member,
): void {
  if (isAutomatic(ctx)) return;
  const rolesBefore = new Set(before.grants.map(({ role }) => role));
  const newRoles = after.grants.map(({ role }) => role).filter((role) => !rolesBefore.has(role));
  requireRolesOfPlan(presets, organization, newRoles);
}

function withoutDerivedFields(
  member: Member,
): Omit<Member, 'suspendedAt' | 'suspendedBy' | 'leftAt' | 'previousGrants' | 'emailKey'> {
  const { suspendedAt: _at, suspendedBy: _by, leftAt: _left, grantEndsAt: _ends, ...more } = member;
  const { previousGrants: _previous, emailKey: _key, ...rest } = more;
  return rest;
}

const STATUS_ENTRY_TYPES = {
  active: 'member.restored',
  suspended: 'member.suspended',
  left: 'member.removed',
} as const;

function entriesOf(
  before: Member,
  after: Member,
  typeByStatus: Readonly<Record<Member['status'], string>>,
): NewJournalEntry[] {
  const target = { kind: 'member', id: after.id, name: after.name };
  const entries: NewJournalEntry[] = [];
  const add = (type: string, from: object, to: object): void => {
    entries.push({ type, target, before: { ...from }, after: { ...to } });
  };
  if (before.status !== after.status) {
    const { status, mergedInto } = after;
    const to = { status, ...(mergedInto !== undefined && { mergedInto }) };
    const from = { status: before.status, ...(status === 'left' && lastStateOf(before)) };
    add(typeByStatus[status], from, to);
  }
  const [suspendedBy, suspender] = [before.suspendedBy, after.suspendedBy];
  if (before.status === 'suspended' && after.status === 'suspended' && suspendedBy !== suspender) {
    add(typeByStatus.suspended, { suspendedBy }, { suspendedBy: suspender });
  }
  if (JSON.stringify(before.grants) !== JSON.stringify(after.grants)) {
    add('member.role_changed', { grants: before.grants }, { grants: after.grants });
  }
  const [from, to] = [detailsOf(before), detailsOf(after)];
  if (JSON.stringify(from) !== JSON.stringify(to)) add('member.updated', from, to);
  return entries;
}

function sessionsEntry({ id, name }: Member): NewJournalEntry {
  return { type: 'member.sessions_ended', target: { kind: 'member', id, name } };
}

function detailsOf(member: Member): object {
  const { name, firstName, lastName, email, accountId, locale, attributes, source } = member;
  const { unlockedUntil, wanted, conflict, withheldAccess, photoUrl, avatarHash } = member;
  const names = { name, firstName, lastName, photoUrl, avatarHash };
  const details = { email, accountId, locale, attributes, unlockedUntil, source };
  return { ...names, ...details, wanted: wanted?.email, conflict, withheldAccess };
}

/**
 * Faults `member.last_owner`, `member.last_admin`, `member.last_break_glass`. The journal's sequence makes two transactions of one
 * organization collide, so that both cannot count the other's administrator.
 */
export async function requireRemainingAdmin(
  tx: Readers,
  before: Member,
  after: Member,
): Promise<void> {
  const effectiveStanding = (member: Member): Member['standing'] =>
    member.status === 'active' ? member.standing : 'none';
  const [from, to] = [effectiveStanding(before), effectiveStanding(after)];
  if (from === to || from === 'none') return;
  const findOther = (standings: Term): Promise<Member | undefined> =>
    tx.members.first(
      all(equals('organizationId', before.organizationId), equals('status', 'active'), standings, {
        kind: 'not',
        term: equals('id', before.id),
      }),
    );
  const details = { memberId: before.id, name: before.name };
  if (from === 'owner' && !(await findOther(equals('standing', 'owner')))) {
    throw new Fault('member.last_owner', details);
  }
  if (to === 'none' && !(await findOther(oneOf('standing', ['owner', 'admin'])))) {
    throw new Fault('member.last_admin', details);
  }
  if (from === 'owner') await requireOtherBreakGlass(tx, before);
}

/** Fault `member.last_break_glass`: nobody else could get in when the provider of an enforced domain cannot be reached. */
async function requireOtherBreakGlass(
  tx: Readers,
  { id, name, organizationId }: Member,
): Promise<void> {
  const { signInEnforcement } = (await tx.organizations.get(organizationId)) ?? {};
  const named = signInEnforcement?.breakGlassMemberIds ?? [];
  if (!named.includes(id)) return;
  const others = await tx.members.getMany(named.filter((one) => one !== id));
  const isLeft = others.some(({ status, standing }) => status === 'active' && standing === 'owner');
  if (!isLeft) throw new Fault('member.last_break_glass', { memberId: id, name });
}
