import { Fault, instant } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Member,
  type Readers,
  type Stored,
  type Term,
} from '#store/index.js';
import { releasePlace, isAutomatic, requireRolesOfPlan, reservePlace } from '#core/access/index.js';
import { type OrganizationScope, type NewJournalEntry, standingOf } from '#core/tenancy/index.js';
import { releaseOrRestoreAccess } from './held-access.js';
import { identityOf } from '../identities.js';
import { searchableOf } from '../searchables.js';

/** Fields that `writeMember` derives from the others. */
type DerivedField = 'nameKey' | 'emailKey' | 'standing' | 'grantEndsAt' | 'suspendedAt' | 'leftAt';

export type MemberChange = Partial<
  Omit<Member, keyof Stored | 'organizationId' | 'lastActiveOn' | DerivedField>
>;

/**
 * The one function that changes a member: derives the standing, keeps the last owner and administrator and the limit, releases or
 * restores seats and spaces, appends one journal entry per fact (`typeByStatus`: types of entries that differ from the usual ones).
 * Nothing changed: nothing written. Faults `request.invalid` (name, address), `member.last_owner`, `member.last_admin`,
 * `limit.members`, `plan.required`.
 */
export async function writeMember(
  scope: OrganizationScope,
  before: Member,
  change: MemberChange,
  typeByStatus: Partial<Record<Member['status'], string>> = {},
): Promise<Member> {
  const { ctx, tx, presets, organization } = scope;
  const now = instant(ctx.clock.now());
  const next = { ...before, ...change };
  const grantEnds = next.grants.flatMap(({ until }) => until ?? []).sort();
  const after: Member = {
    ...withoutDerivedFields(next),
    ...(grantEnds[0] !== undefined && { grantEndsAt: grantEnds[0] }),
    ...identityOf(next, before),
    ...(next.status === 'suspended' && {
      suspendedAt: before.suspendedAt ?? now,
      suspendedBy: next.suspendedBy ?? 'person',
    }),
    ...(next.status === 'left' && { leftAt: before.leftAt ?? now }),
    standing: standingOf(presets, organization.preset, next.grants),
    version: before.version + 1,
    updatedAt: now,
  };
  const entries = entriesOf(before, after, { ...STATUS_ENTRY_TYPES, ...typeByStatus });
  if (entries.length === 0) return before;
  requireRolesInPlan(scope, before, after);
  await requireRemainingAdmin(tx, before, after);
  await tx.members.update(after, searchableOf(after));
  for (const entry of entries) await scope.journal.append(entry);
  if (after.status === 'active' && before.status !== 'active') await reservePlace(scope);
  if (before.status === 'active' && after.status !== 'active') await releasePlace(scope);
  await releaseOrRestoreAccess(scope, before, after);
  return after;
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
): Omit<Member, 'suspendedAt' | 'suspendedBy' | 'leftAt'> {
  const { suspendedAt: _at, suspendedBy: _by, leftAt: _left, grantEndsAt: _ends, ...rest } = member;
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
    add(typeByStatus[after.status], { status: before.status }, { status: after.status });
  }
  if (JSON.stringify(before.grants) !== JSON.stringify(after.grants)) {
    add('member.role_changed', { grants: before.grants }, { grants: after.grants });
  }
  const [from, to] = [detailsOf(before), detailsOf(after)];
  if (JSON.stringify(from) !== JSON.stringify(to)) add('member.updated', from, to);
  return entries;
}

function detailsOf(member: Member): object {
  const { name, email, accountId, locale, attributes, unlockedUntil, source } = member;
  return { name, email, accountId, locale, attributes, unlockedUntil, source };
}

/**
 * Faults `member.last_owner`, `member.last_admin`. The journal's sequence makes two transactions of one organization collide, so that
 * both cannot count the other's administrator.
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
}
