import { requireRoom, requireUninvited } from './checks.js';
import { Fault, fold, instant } from '#kernel/index.js';
import type { Invitation } from '#store/index.js';
import { requireFeature, requireGrantable } from '#core/access/index.js';
import { append, findRoles, type Ground, hashOfToken, nextVersion } from '#core/tenancy/index.js';
import { decideGifts } from '#core/entitlements/index.js';
import { lifeFrom, takePendingPlace, type Issued } from './create.js';
import { requireInvitation, type Bureau } from './deps.js';
import { keepInvitation, settled } from './write.js';
import { countInvitation, countMail } from './rates.js';
import { firstReminder } from './reminders.js';
import { requirePending, statusAt } from './statuses.js';
import { retireToken, tokenOf } from './tokens.js';
import { wishedOf, type InvitationChange } from './update.js';

/**
 * A new link, the old one dead, and a full new life. Faults `invitation.not_pending`, `invitation.cool_down`,
 * `invitation.too_many`, `permission.escalation`.
 */
export async function resendInvitation(
  bureau: Bureau,
  ground: Ground,
  id: string,
  expected?: number,
): Promise<Issued> {
  const { ctx, tx, presets, organization } = ground;
  const before = await requireInvitation(tx, organization.id, id, expected);
  const now = ctx.clock.now();
  requirePending(before, now);
  requireFeature(presets, organization, 'members');
  // whoever sends it again gives what it gives
  requireGrantable(ctx, (await findRoles(tx, presets, organization, before.roles)).values());
  requireCooledDown(bureau, before, now);
  return issueAnew(bureau, ground, before, lifeFrom(now, before.lifeDays), { renewed: false });
}

/** A second click within the minute is a mistake. A time that lies ahead was written before the clock was set back. */
function requireCooledDown({ settings }: Bureau, { sentAt }: Invitation, now: number): void {
  if (sentAt === undefined) return;
  const sinceMs = now - Date.parse(sentAt);
  const leftMs = settings.coolDownSeconds * 1_000 - sinceMs;
  if (sinceMs < 0 || leftMs <= 0) return;
  throw new Fault('invitation.cool_down', { retryAfter: Math.ceil(leftMs / 1_000) });
}

/**
 * Opens an ended invitation again, checked as if it were a new one, perhaps with other gifts. Faults `invitation.not_ended`,
 * `invitation.not_pending` (accepted, superseded: there is nothing to renew), and those of `create`.
 */
export async function renewInvitation(
  bureau: Bureau,
  ground: Ground,
  id: string,
  change: InvitationChange,
  expected?: number,
): Promise<Issued> {
  const { ctx, tx, organization } = ground;
  const found = await requireInvitation(tx, organization.id, id, expected);
  const now = ctx.clock.now();
  const state = statusAt(found, now);
  if (state === 'pending') throw new Fault('invitation.not_ended', { invitationId: id, state });
  if (state === 'accepted' || state === 'superseded') {
    throw new Fault('invitation.not_pending', { invitationId: id, state, next: 'create' });
  }
  const before = await settled(ground, found);
  await requireRoom(ground);
  await requireUninvited(ground, before.email);
  const gifts = await decideGifts(ground, before.email, wishedOf(before, change));
  await countInvitation({ ctx, tx, settings: bureau.settings, organizationId: organization.id });
  const { endedAt: _at, endedBy: _by, note: _note, reported: _reported, ...rest } = before;
  const life = lifeFrom(now, change.lifeDays ?? before.lifeDays);
  const holdsPlace = await takePendingPlace(ground);
  const pendingKey = fold(before.email);
  const open: Invitation = { ...rest, ...gifts, status: 'pending', holdsPlace, pendingKey };
  return issueAnew(bureau, ground, open, life, { renewed: true, kept: before });
}

interface Manner {
  readonly renewed: boolean;
  /** as the database has it, where that is not what is issued */
  readonly kept?: Invitation;
}

async function issueAnew(
  { links, settings }: Bureau,
  ground: Ground,
  before: Invitation,
  life: Pick<Invitation, 'lifeDays' | 'expiresAt'>,
  { renewed, kept = before }: Manner,
): Promise<Issued> {
  const { ctx, tx, organization } = ground;
  const organizationId = organization.id;
  if (before.send) await countMail({ ctx, tx, settings, organizationId }, before.emailKey);
  await retireToken(ctx, tx, kept);
  const generation = before.generation + 1;
  const token = tokenOf(links, { id: before.id, generation });
  const { remindAt: _due, ...rest } = before;
  const after = nextVersion<Invitation>(ctx, rest, {
    ...life,
    generation,
    tokenHash: hashOfToken(token),
    reminded: [],
    sentAt: instant(ctx.clock.now()),
    delivery: before.send ? 'queued' : 'none',
    ...firstReminder(organization, { ...life, send: before.send }),
  });
  await keepInvitation(ground, kept, after);
  await append(ctx, tx, {
    organizationId,
    type: renewed ? 'invitation.renewed' : 'invitation.resent',
    target: { kind: 'invitation', id: after.id, name: after.email },
    after: { email: after.email, generation, expiresAt: after.expiresAt },
  });
  return { invitation: after, ...(!before.send && { token }) };
}
