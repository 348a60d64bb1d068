import { requireRoom, requireUninvited } from './checks.js';
import { addressKey, Fault, instant } from '#kernel/index.js';
import type { Invitation } from '#store/index.js';
import { requireFeature, requireMayGive } from '#core/access/index.js';
import {
  findRoles,
  type OrganizationScope,
  hashOfToken,
  nextVersion,
} from '#core/tenancy/index.js';
import { checkPromisedAccess, reservePromisedSeats } from '#core/entitlements/index.js';
import { lifeFrom, reservePendingPlace, type IssuedInvitation } from './create.js';
import { requireInvitation, type InvitationDeps } from './deps.js';
import { appendInvitationEntry, writeInvitation, expireIfDue } from './write.js';
import { countInvitation, countMail } from './rates.js';
import { firstReminder } from './reminders.js';
import { requirePending, statusAt } from './statuses.js';
import { keepToken, tokenOf } from './tokens.js';
import { changedRedirect, mergedInput, type InvitationChange } from './update.js';

/**
 * A new link, the old one dead, and a full new life. Faults `invitation.not_pending`, `invitation.cool_down`,
 * `invitation.too_many`, `permission.escalation`, `permission.missing` (spaces and seats).
 */
export async function resendInvitation(
  deps: InvitationDeps,
  scope: OrganizationScope,
  id: string,
  expected?: number,
): Promise<IssuedInvitation> {
  const { ctx, tx, presets, organization } = scope;
  const before = await requireInvitation(scope, id, expected);
  const now = ctx.clock.now();
  requirePending(before, now);
  requireFeature(presets, organization, 'members');
  // sending it again gives what it gives
  const roles = await findRoles(tx, presets, organization, before.roles);
  requireMayGive(ctx, {
    roles: [...roles.values()],
    spaces: before.spaces.length > 0,
    seats: before.products.length > 0,
  });
  requireCooledDown(deps, before, now);
  return reissue(deps, scope, before, { life: lifeFrom(now, before.lifeDays), renewed: false });
}

/** A second click within the minute is a mistake. A time that lies ahead was written before the clock was set back. */
function requireCooledDown(
  { settings }: InvitationDeps,
  { sentAt }: Invitation,
  now: number,
): void {
  if (sentAt === undefined) return;
  const sinceMs = now - Date.parse(sentAt);
  const leftMs = settings.coolDownSeconds * 1_000 - sinceMs;
  if (sinceMs < 0 || leftMs <= 0) return;
  throw new Fault('invitation.cool_down', { retryAfter: Math.ceil(leftMs / 1_000) });
}

/**
 * Opens an ended invitation again, checked like a new one, and perhaps changed. Faults `invitation.not_ended`,
 * `invitation.not_pending` (accepted, superseded: there is nothing to renew), and those of `create`.
 */
export async function renewInvitation(
  deps: InvitationDeps,
  scope: OrganizationScope,
  id: string,
  change: InvitationChange,
  expected?: number,
): Promise<IssuedInvitation> {
  const found = await requireInvitation(scope, id, expected);
  const now = scope.ctx.clock.now();
  const state = statusAt(found, now);
  if (state === 'pending') throw new Fault('invitation.not_ended', { invitationId: id, state });
  if (state === 'accepted' || state === 'superseded') {
    throw new Fault('invitation.not_pending', { invitationId: id, state, next: 'create' });
  }
  const before = await expireIfDue(scope, found);
  await requireRoom(scope);
  await requireUninvited(scope, before.email);
  const promised = await checkPromisedAccess(scope, before.email, mergedInput(before, change));
  await countInvitation(scope, deps.settings);
  const {
    endedAt: _at,
    endedBy: _by,
    note: _note,
    reported: _reported,
    redirectUrl: _redirect,
    ...rest
  } = before;
  const life = lifeFrom(now, change.lifeDays ?? before.lifeDays);
  const holdsPlace = await reservePendingPlace(scope);
  const pendingKey = addressKey(before.email);
  const reopened: Invitation = {
    ...rest,
    ...promised,
    ...changedRedirect(deps.settings, before, change),
    status: 'pending',
    holdsPlace,
    pendingKey,
  };
  return reissue(deps, scope, reopened, { life, renewed: true, stored: before });
}

interface IssueOptions {
  readonly life: Pick<Invitation, 'lifeDays' | 'expiresAt'>;
  readonly renewed: boolean;
  /** as the database has it, where that is not what is issued */
  readonly stored?: Invitation;
}

async function reissue(
  { links, settings }: InvitationDeps,
  scope: OrganizationScope,
  before: Invitation,
  { life, renewed, stored = before }: IssueOptions,
): Promise<IssuedInvitation> {
  const { ctx } = scope;
  if (before.send) await countMail(scope, settings, before.emailKey);
  await keepToken(scope, stored);
  const generation = before.generation + 1;
  const token = tokenOf(links, { id: before.id, generation });
  const { remindAt: _due, reserved: _reserved, ...rest } = before;
  const reserved = await reservePromisedSeats(scope, before);
  const after = nextVersion<Invitation>(ctx, rest, {
    ...life,
    ...(reserved.length > 0 && { reserved }),
    generation,
    tokenHash: hashOfToken(token),
    reminded: [],
    sentAt: instant(ctx.clock.now()),
    delivery: before.send ? 'queued' : 'none',
    ...firstReminder(scope.organization, { ...life, send: before.send }),
  });
  await writeInvitation(scope, stored, after);
  const type = renewed ? 'invitation.renewed' : 'invitation.resent';
  await appendInvitationEntry(scope, type, after, { generation, expiresAt: after.expiresAt });
  return { invitation: after, ...(!before.send && { token }) };
}
