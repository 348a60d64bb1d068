import { instant, type Context } from '#kernel/index.js';
import type { Invitation, Organization } from '#store/index.js';
import { writeInvitation } from './write.js';
import type { InvitationDeps } from './deps.js';
import { DAY_MS, statusAt } from './statuses.js';
import { append, nextVersion } from '#core/tenancy/index.js';

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

/** Invitations per call of a job. */
const MAX_REMINDERS_PER_RUN = 200;

/**
 * Reminds of invitations whose time has come: each at most once on each of its days, however often it is called and whatever the
 * clock did meanwhile. Of several that were missed only the last is sent.
 */
export async function remindDue(
  deps: Pick<InvitationDeps, 'store'>,
  ctx: Context,
): Promise<{ done: number; more: boolean }> {
  const remindAt = { column: 'remindAt' };
  const { records } = await deps.store.read.invitations.find({
    where: { kind: 'compare', field: remindAt, operator: 'le', value: instant(ctx.clock.now()) },
    sort: [{ field: remindAt }],
    limit: MAX_REMINDERS_PER_RUN,
  });
  for (const { id, organizationId } of records) await remind(deps, ctx, organizationId, id);
  return { done: records.length, more: records.length === MAX_REMINDERS_PER_RUN };
}

async function remind(
  { store }: Pick<InvitationDeps, 'store'>,
  ctx: Context,
  organizationId: string,
  id: string,
): Promise<void> {
  await store.transaction(organizationId, async (tx) => {
    const before = await tx.invitations.get(id);
    const organization = await tx.organizations.get(organizationId);
    const now = ctx.clock.now();
    if (!before?.remindAt || !organization || Date.parse(before.remindAt) > now) return;
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
    await writeInvitation({ tx }, before, after);
    const last = due.at(-1);
    if (!shouldRemind || last === undefined) return;
    await append(ctx, tx, {
      organizationId,
      type: 'invitation.reminded',
      target: { kind: 'invitation', id, name: before.email },
      after: { email: before.email, reminder: last, expiresAt: before.expiresAt },
    });
  });
}
