import { requireRoom, requireUninvited } from './checks.js';
import { fold, instant, newId, type Context } from '#kernel/index.js';
import type { Invitation } from '#store/index.js';
import { planOf, takePlace } from '#core/access/index.js';
import { append, type Ground, hashOfToken, readAddress } from '#core/tenancy/index.js';
import { decideGifts, refuse, type Wishes } from '#core/entitlements/index.js';
import type { Bureau } from './deps.js';
import { keepInvitation, nameKeyOf } from './write.js';
import { countInvitation, countMail } from './rates.js';
import { firstReminder } from './reminders.js';
import { DAY_MS } from './statuses.js';
import { tokenOf } from './tokens.js';

export interface NewInvitation extends Wishes {
  /** as it was typed */
  readonly email: string;
  readonly name?: string;
  /** 1 to 30; the setting when absent */
  readonly lifeDays?: number;
  /** false: no mail, the answer has the link */
  readonly send?: boolean;
}

/** `token` of one that no mail brings: shown now and never again. */
export interface Issued {
  readonly invitation: Invitation;
  readonly token?: string;
}

export const LONGEST_LIFE = 30;

/** Checks everything, takes a place where pending ones count, and writes the invitation, all in the caller's transaction. */
export async function createInvitation(
  { links, settings }: Pick<Bureau, 'links' | 'settings'>,
  ground: Ground,
  input: NewInvitation,
): Promise<Issued> {
  const { ctx, tx, organization } = ground;
  const organizationId = organization.id;
  const email = readAddress(input.email);
  await requireRoom(ground);
  await requireUninvited(ground, email);
  const gifts = await decideGifts(ground, email, input);
  const name = input.name?.trim();
  const send = input.send ?? true;
  await countInvitation({ ctx, tx, settings, organizationId });
  if (send) await countMail({ ctx, tx, settings, organizationId }, fold(email));
  const id = newId();
  const now = ctx.clock.now();
  const stamp = instant(now);
  const token = tokenOf(links, { id, generation: 1 });
  const life = lifeFrom(now, input.lifeDays ?? settings.lifeDays);
  const invitation: Invitation = {
    id,
    version: 1,
    createdAt: stamp,
    updatedAt: stamp,
    organizationId,
    email,
    emailKey: fold(email),
    pendingKey: fold(email),
    ...(name && { name }),
    nameKey: nameKeyOf(name || undefined, email),
    ...gifts,
    status: 'pending',
    ...life,
    tokenHash: hashOfToken(token),
    generation: 1,
    send,
    delivery: send ? 'queued' : 'none',
    reminded: [],
    sentAt: stamp,
    ...firstReminder(organization, { ...life, send }),
    inviter: inviterOf(ctx),
    holdsPlace: await takePendingPlace(ground),
  };
  await keepInvitation(ground, undefined, invitation);
  await append(ctx, tx, {
    organizationId,
    type: 'invitation.created',
    target: { kind: 'invitation', id, name: email },
    after: { email, roles: gifts.roles, send, expiresAt: life.expiresAt },
  });
  return { invitation, ...(!send && { token }) };
}

/** Fault `request.invalid` for a life that is not 1 to 30 days. */
export function lifeFrom(
  now: number,
  lifeDays: number,
): Pick<Invitation, 'lifeDays' | 'expiresAt'> {
  if (!Number.isInteger(lifeDays) || lifeDays < 1 || lifeDays > LONGEST_LIFE) {
    refuse('lifeDays', `must be 1 to ${LONGEST_LIFE}`);
  }
  return { lifeDays, expiresAt: instant(now + lifeDays * DAY_MS) };
}

/** Whether the invitation holds a place of the member limit from now on. Fault `limit.members`. */
export async function takePendingPlace(ground: Ground): Promise<boolean> {
  const { pendingCounts } = planOf(ground.presets, ground.organization).members;
  if (pendingCounts) await takePlace(ground, 'invitation');
  return pendingCounts;
}

/** As they are called today: they may be called otherwise, or be gone, when the invitation is read. */
function inviterOf({ actor, authority }: Context): Invitation['inviter'] {
  const id = authority.memberId ?? ('id' in actor ? actor.id : undefined);
  return { kind: actor.kind, name: actor.name, ...(id !== undefined && { id }) };
}
