import { instant, type Context, type Instant } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  type Member,
  type Organization,
  type OrganizationPolicies,
  type Readers,
} from '#store/index.js';
import {
  inOrganization,
  isLive,
  nextVersion,
  sweep,
  type CoreDeps,
  type OrganizationScope,
  type SweepResult,
} from '#core/tenancy/index.js';

const DAY_MS = 86_400_000;

/** Days before a role's date on which its members are told. */
const NOTICE_DAYS = [7, 1] as const;

const MEMBERS_PER_STEP = 200;
const ORGANIZATIONS_PER_RUN = 20;

type Policy = NonNullable<OrganizationPolicies['secondFactor']>;
type Notices = NonNullable<Organization['secondFactorNotices']>;
type Told = Notices['told'][number];

/** Ids of those of the members who have nothing that counts as a second step in the organization. */
export type FindLacking = (
  reading: Readers,
  organizationId: string,
  members: readonly Member[],
) => Promise<ReadonlySet<string>>;

/** What the policy asks of each role in the future; without roles it has asked from the beginning, and there is nothing to tell ahead. */
function datesOf(policy: Policy | undefined, now: number): NonNullable<Policy['roles']> {
  if (policy?.signIn !== true && policy?.highRisk !== true) return [];
  return (policy.roles ?? []).filter(({ from }) => Date.parse(from) > now);
}

function isTold(told: Notices['told'], { role, from, days }: Told): boolean {
  return told.some((one) => one.role === role && one.from === from && one.days === days);
}

/** What is to be told now: of each role the last period that has begun. */
function dueOf(policy: Policy | undefined, told: Notices['told'], now: number): readonly Told[] {
  return datesOf(policy, now).flatMap(({ role, from }) => {
    const left = Date.parse(from) - now;
    const days = NOTICE_DAYS.findLast((period) => left <= period * DAY_MS);
    const due = days === undefined ? undefined : { role, from, days };
    return due === undefined || isTold(told, due) ? [] : [due];
  });
}

/** When something is to be told next; undefined: never. */
function nextAt(
  policy: Policy | undefined,
  told: Notices['told'],
  now: number,
): Instant | undefined {
  if (dueOf(policy, told, now).length > 0) return instant(now);
  const begins = datesOf(policy, now).flatMap(({ from }) =>
    NOTICE_DAYS.map((days) => Date.parse(from) - days * DAY_MS),
  );
  const next = begins.filter((at) => at > now).sort((a, b) => a - b)[0];
  return next === undefined ? undefined : instant(next);
}

/** The organization with the notices that its policy asks for; what was told of a date that stays is not told again. */
export function withNotices(organization: Organization, now: number): Organization {
  const { secondFactorNotices: before, secondFactorDue: _due, ...rest } = organization;
  const policy = organization.policies?.secondFactor;
  const dates = datesOf(policy, now);
  const isKept = ({ role, from }: Told): boolean =>
    dates.some((one) => one.role === role && one.from === from);
  const told = (before?.told ?? []).filter(isKept);
  const round = before?.round?.due.every(isKept) ? before.round : undefined;
  const at = round ? instant(now) : nextAt(policy, told, now);
  return {
    ...rest,
    ...((told.length > 0 || round) && { secondFactorNotices: { told, ...(round && { round }) } }),
    ...(at !== undefined && { secondFactorDue: at }),
  };
}

/**
 * Tells members who have no second factor, seven days and one day before one is asked of them, and administrators how many they are:
 * entries `member.second_factor_due` and `org.second_factor_due`. A step looks at a bounded part of the members and notes how far it came
 * in the transaction that tells them, so that a crash tells nobody twice.
 */
export async function writeSecondFactorNotices(
  deps: CoreDeps,
  ctx: Context,
  findLacking: FindLacking,
): Promise<SweepResult> {
  const due = {
    where: compare('secondFactorDue', 'le', instant(ctx.clock.now())),
    sort: [{ field: { column: 'secondFactorDue' } }],
    limit: ORGANIZATIONS_PER_RUN,
  };
  let isMore = false;
  const { done, more } = await sweep(deps.store.read.organizations, due, async ({ id }) => {
    const step = (scope: OrganizationScope) => tellSome(scope, findLacking);
    if (await inOrganization(deps, ctx, id, step, 'any')) isMore = true;
    return true;
  });
  return { done, more: more || isMore };
}

/** True: more members of the organization are left. */
async function tellSome(scope: OrganizationScope, findLacking: FindLacking): Promise<boolean> {
  const { ctx, tx, organization } = scope;
  const { secondFactorDue, status, policies } = organization;
  const now = ctx.clock.now();
  if (secondFactorDue === undefined || Date.parse(secondFactorDue) > now) return false;
  const { told, round } = organization.secondFactorNotices ?? { told: [] };
  const due = round?.due ?? dueOf(policies?.secondFactor, told, now);
  // of a closed organization nobody is told; it is looked at again the next day
  if (status !== 'active' || due.length === 0) {
    await writeNotices(scope, { told }, status === 'active' ? undefined : now + DAY_MS);
    return false;
  }
  const { records } = await tx.members.find({
    where: all(equals('organizationId', organization.id), equals('status', 'active')),
    limit: MEMBERS_PER_STEP,
    ...(round?.after !== undefined && { after: { values: [], id: round.after } }),
  });
  const missing = (round?.missing ?? 0) + (await tell(scope, records, { due, findLacking }));
  const last = records.at(-1);
  if (records.length === MEMBERS_PER_STEP && last) {
    await writeNotices(scope, { told, round: { due, after: last.id, missing } }, now);
    return true;
  }
  await tellAdministrators(scope, due, missing);
  await writeNotices(scope, { told: [...told, ...due] });
  return false;
}

/** Resolves to how many were told. */
async function tell(
  { ctx, tx, organization, journal }: OrganizationScope,
  members: readonly Member[],
  { due, findLacking }: { readonly due: readonly Told[]; readonly findLacking: FindLacking },
): Promise<number> {
  const now = ctx.clock.now();
  const dates = new Map(members.map((member) => [member.id, firstDateOf(member, due, now)]));
  const concerned = members.filter(({ id }) => dates.get(id) !== undefined);
  const lacking = await findLacking(tx, organization.id, concerned);
  const told = concerned.filter(({ id }) => lacking.has(id));
  for (const { id, name } of told) {
    const from = dates.get(id) ?? '';
    await journal.append({
      type: 'member.second_factor_due',
      target: { kind: 'member', id, name },
      after: { from, days: daysUntil(from, now) },
    });
  }
  return told.length;
}

function firstDateOf({ grants }: Member, due: readonly Told[], now: number): string | undefined {
  const held = new Set(grants.filter((one) => isLive(one, now)).map(({ role }) => role));
  return due
    .filter(({ role }) => held.has(role))
    .map(({ from }) => from)
    .sort()[0];
}

async function tellAdministrators(
  { ctx, organization, journal }: OrganizationScope,
  due: readonly Told[],
  missing: number,
): Promise<void> {
  const from = due.map((one) => one.from).sort()[0] ?? '';
  if (missing === 0) return;
  const { id, name } = organization;
  await journal.append({
    type: 'org.second_factor_due',
    target: { kind: 'organization', id, name },
    after: { from, days: daysUntil(from, ctx.clock.now()), missing },
  });
}

function daysUntil(from: string, now: number): number {
  return Math.max(1, Math.ceil((Date.parse(from) - now) / DAY_MS));
}

async function writeNotices(
  { ctx, tx, organization }: OrganizationScope,
  notices: Notices,
  at?: number,
): Promise<void> {
  const { secondFactorNotices: _notices, secondFactorDue: _due, ...rest } = organization;
  const now = ctx.clock.now();
  const next =
    at === undefined ? nextAt(rest.policies?.secondFactor, notices.told, now) : instant(at);
  const after = {
    ...rest,
    ...((notices.told.length > 0 || notices.round) && { secondFactorNotices: notices }),
    ...(next !== undefined && { secondFactorDue: next }),
  };
  await tx.organizations.update(nextVersion<Organization>(ctx, after, {}));
}
