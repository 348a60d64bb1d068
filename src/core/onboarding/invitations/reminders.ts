import { instant, type Context } from '#kernel/index.js';
import type { Invitation, Organization } from '#store/index.js';
import { appendInvitationEntry, writeInvitation } from './write.js';
import { DAY_MS, statusAt } from './statuses.js';
import {
  dueBy,
  nextVersion,
  sweepOrganizations,
  type CoreDeps,
  type OrganizationScope,
  type SweepResult,
} from '#core/tenancy/index.js';

type Reminder = Invitation['reminded'][number];
type Life = Pick<Invitation, 'expiresAt' | 'lifeDays' | 'send'>;

/** On the third day of its life, where that is not its last one, and on the last one. Lives of a day have none. */
function reminderDatesOf({ expiresAt, lifeDays }: Life): readonly (readonly [Reminder, number])[] {
  const end = Date.parse(expiresAt);
  const day3 = end - (lifeDays - 3) * DAY_MS;
  const lastDay = end - DAY_MS;
  const dates: (readonly [Reminder, number])[] = [];
  if (lifeDays > 4) dates.push(['day3', day3]);
  if (lifeDays > 1) dates.push(['lastDay', lastDay]);
  return dates;
}

/** When the first reminder is due; nothing where the organization sends none, or the invitation was never mailed. */
export function firstReminder(
  organization: Pick<Organization, 'policies'>,
  life: Life,
): { remindAt?: string } {
  if (organization.policies?.reminders === false || !life.send) return {};
  const [first] = reminderDatesOf(life);
  return first ? { remindAt: instant(first[1]) } : {};
}

/** Invitations per run of the job. */
const MAX_REMINDERS_PER_RUN = 200;

/**
 * Reminds of invitations whose time has come: each at most once on each of its days, however often this runs and whatever the clock
 * did meanwhile. Of several reminders that were missed only the last is sent.
 */
export function remindDue(deps: CoreDeps, ctx: Context): Promise<SweepResult> {
  const due = dueBy(ctx, 'remindAt', MAX_REMINDERS_PER_RUN);
  const { invitations: reading } = deps.store.read;
  return sweepOrganizations(deps, ctx, { reading, due }, remind);
}

async function remind(scope: OrganizationScope, id: string): Promise<boolean> {
  const { ctx, organization } = scope;
  const before = await scope.invitations.get(id);
  const now = ctx.clock.now();
  if (!before?.remindAt || Date.parse(before.remindAt) > now) return false;
  const { remindAt: _due, ...rest } = before;
  const dates = reminderDatesOf(before).filter(([name]) => !before.reminded.includes(name));
  const due = dates.filter(([, at]) => at <= now).map(([name]) => name);
  const next = dates.find(([, at]) => at > now);
  const shouldRemind =
    organization.status === 'active' &&
    organization.policies?.reminders !== false &&
    statusAt(before, now) === 'pending';
  const after = nextVersion<Invitation>(ctx, rest, {
    ...(shouldRemind && { reminded: [...before.reminded, ...due] }),
    ...(shouldRemind && next && { remindAt: instant(next[1]) }),
  });
  await writeInvitation(scope, before, after);
  const last = due.at(-1);
  if (!shouldRemind || last === undefined) return true;
  const entry = { reminder: last, expiresAt: before.expiresAt };
  await appendInvitationEntry(scope, 'invitation.reminded', after, entry);
  return true;
}
