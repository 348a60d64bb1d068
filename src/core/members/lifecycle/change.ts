import { Fault, fold, instant } from '#kernel/index.js';
import { all, equals, oneOf, type Member, type Term, type Writers } from '#store/index.js';
import { givePlaceBack, isUnattended, requireRolesOfPlan, takePlace } from '#core/access/index.js';
import { type Ground, type NewJournalEntry, standingOf } from '#core/tenancy/index.js';
import { settleBelongings } from './held-access.js';
import { searchableOf } from '../searchables.js';

export type MemberChange = Partial<
  Pick<
    Member,
    | 'status'
    | 'name'
    | 'email'
    | 'emailKey'
    | 'grants'
    | 'suspendedBy'
    | 'accountId'
    | 'invitationId'
    | 'guest'
    | 'locale'
    | 'attributes'
    | 'unlockedUntil'
    | 'source'
  >
>;

/**
 * The one place where a kept member changes: derives standing, keeps the last owner and administrator and the limit, settles
 * seats and spaces, writes one journal line per fact (`words`: what the fact of a status is called, where it is not the usual).
 * Nothing changed: nothing written. Faults `member.last_owner`, `member.last_admin`, `limit.members`, `plan.required`.
 */
export async function rewrite(
  ground: Ground,
  before: Member,
  change: MemberChange,
  words: Partial<Record<Member['status'], string>> = {},
): Promise<Member> {
  const { ctx, tx, presets, organization } = ground;
  const now = instant(ctx.clock.now());
  const wished = { ...before, ...change };
  const ends = wished.grants.flatMap(({ until }) => until ?? []).sort();
  const after: Member = {
    ...withoutMarks(wished),
    ...(ends[0] !== undefined && { grantEndsAt: ends[0] }),
    nameKey: fold(wished.name),
    ...(wished.status === 'suspended' && {
      suspendedAt: before.suspendedAt ?? now,
      suspendedBy: wished.suspendedBy ?? 'person',
    }),
    ...(wished.status === 'left' && { leftAt: before.leftAt ?? now }),
    standing: standingOf(presets, organization.preset, wished.grants),
    version: before.version + 1,
    updatedAt: now,
  };
  const facts = factsOf(before, after, { ...STATUS_FACTS, ...words });
  if (facts.length === 0) return before;
  requireAllowed(ground, before, after);
  await keepTheLast(tx, before, after);
  await tx.members.update(after, searchableOf(after));
  for (const fact of facts) await ground.journal.append(fact);
  if (after.status === 'active' && before.status !== 'active') await takePlace(ground);
  if (before.status === 'active' && after.status !== 'active') await givePlaceBack(ground);
  await settleBelongings(ground, before, after);
  return after;
}

/** What people newly give must be roles of the plan; a directory's word is taken. Fault `plan.required`. */
function requireAllowed(
  { ctx, presets, organization }: Ground,
  before: Member,
  after: Member,
): void {
  if (isUnattended(ctx)) return;
  const had = new Set(before.grants.map(({ role }) => role));
  const given = after.grants.map(({ role }) => role).filter((role) => !had.has(role));
  requireRolesOfPlan(presets, organization, given);
}

function withoutMarks(member: Member): Omit<Member, 'suspendedAt' | 'suspendedBy' | 'leftAt'> {
  const { suspendedAt: _at, suspendedBy: _by, leftAt: _left, grantEndsAt: _ends, ...rest } = member;
  return rest;
}

const STATUS_FACTS = {
  active: 'member.restored',
  suspended: 'member.suspended',
  left: 'member.removed',
} as const;

function factsOf(
  before: Member,
  after: Member,
  words: Readonly<Record<Member['status'], string>>,
): NewJournalEntry[] {
  const target = { kind: 'member', id: after.id, name: after.name };
  const facts: NewJournalEntry[] = [];
  const note = (type: string, from: object, to: object): void => {
    facts.push({ type, target, before: { ...from }, after: { ...to } });
  };
  if (before.status !== after.status) {
    note(words[after.status], { status: before.status }, { status: after.status });
  }
  if (JSON.stringify(before.grants) !== JSON.stringify(after.grants)) {
    note('member.role_changed', { grants: before.grants }, { grants: after.grants });
  }
  const [from, to] = [detailsOf(before), detailsOf(after)];
  if (JSON.stringify(from) !== JSON.stringify(to)) note('member.updated', from, to);
  return facts;
}

function detailsOf(member: Member): object {
  const { name, email, accountId, locale, attributes, unlockedUntil, source } = member;
  return { name, email, accountId, locale, attributes, unlockedUntil, source };
}

/** Counts inside of the transaction: the journal's sequence makes two such counts of one organization collide. */
export async function keepTheLast(tx: Writers, before: Member, after: Member): Promise<void> {
  const rank = (member: Member): Member['standing'] =>
    member.status === 'active' ? member.standing : 'none';
  const [from, to] = [rank(before), rank(after)];
  if (from === to || from === 'none') return;
  const others = (standings: Term): Promise<Member | undefined> =>
    tx.members.first(
      all(equals('organizationId', before.organizationId), equals('status', 'active'), standings, {
        kind: 'not',
        term: equals('id', before.id),
      }),
    );
  const details = { memberId: before.id, name: before.name };
  if (from === 'owner' && !(await others(equals('standing', 'owner')))) {
    throw new Fault('member.last_owner', details);
  }
  if (to === 'none' && !(await others(oneOf('standing', ['owner', 'admin'])))) {
    throw new Fault('member.last_admin', details);
  }
}
