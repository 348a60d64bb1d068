import { requireRoom, requireUninvited } from './checks.js';
import { addressKey, instant, newId, readAddress, readName, type Context } from '#kernel/index.js';
import type { Invitation, PersonNames } from '#store/index.js';
import { fullNameOf, readPersonNames } from '#core/members/index.js';
import { planOf, reservePlace } from '#core/access/index.js';
import { type OrganizationScope, firstVersion, hashOfToken } from '#core/tenancy/index.js';
import {
  checkPromisedAccess,
  reservePromisedSeats,
  throwInvalidField,
  type PromisedAccessInput,
} from '#core/entitlements/index.js';
import { askBeforeInviting } from './hooks.js';
import type { InvitationDeps } from './deps.js';
import { appendInvitationEntry, writeInvitation, nameKeyOf } from './write.js';
import { countInvitation, countMail } from './rates.js';
import { readRedirectUrl } from './redirect-urls.js';
import { firstReminder } from './reminders.js';
import { DAY_MS } from './statuses.js';
import { tokenOf } from './tokens.js';

export interface NewInvitation extends PromisedAccessInput, PersonNames {
  /** as it was typed */
  readonly email: string;
  readonly name?: string;
  /** 1 to 30; the setting when absent */
  readonly lifeDays?: number;
  /** where the person goes on; one of the addresses that the settings allow */
  readonly redirectUrl?: string;
  /** false: no mail, the answer has the link */
  readonly send?: boolean;
}

/** `token` of one that no mail brings: shown now and never again. */
export interface IssuedInvitation {
  readonly invitation: Invitation;
  readonly token?: string;
}

export const MAX_LIFE_DAYS = 30;

/** Checks everything, takes a place where pending ones count, and writes the invitation, all in the caller's transaction. */
export async function createInvitation(
  { links, settings }: Pick<InvitationDeps, 'links' | 'settings'>,
  scope: OrganizationScope,
  wanted: NewInvitation,
): Promise<IssuedInvitation> {
  const { ctx, organization } = scope;
  const email = readAddress(wanted.email);
  await requireRoom(scope);
  await requireUninvited(scope, email);
  const input = askBeforeInviting(scope, wanted);
  const promised = await checkPromisedAccess(scope, email, input);
  const names = readPersonNames(input);
  const name = input.name?.trim() ? readName(input.name) : fullNameOf(names);
  const redirectUrl =
    input.redirectUrl === undefined ? undefined : readRedirectUrl(settings, input.redirectUrl);
  const send = input.send ?? true;
  await countInvitation(scope, settings);
  if (send) await countMail(scope, settings, addressKey(email));
  const id = newId();
  const now = ctx.clock.now();
  const stamp = instant(now);
  const token = tokenOf(links, { id, generation: 1 });
  const life = lifeFrom(now, input.lifeDays ?? settings.lifeDays);
  const reserved = await reservePromisedSeats(scope, promised);
  const invitation = firstVersion<Invitation>(ctx, {
    id,
    organizationId: organization.id,
    email,
    emailKey: addressKey(email),
    pendingKey: addressKey(email),
    ...(name && { name }),
    ...names,
    nameKey: nameKeyOf(name || undefined, email),
    ...promised,
    ...(redirectUrl !== undefined && { redirectUrl }),
    ...(reserved.length > 0 && { reserved }),
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
    holdsPlace: await reservePendingPlace(scope),
  });
  await writeInvitation(scope, undefined, invitation);
  const entry = {
    roles: promised.roles,
    send,
    expiresAt: life.expiresAt,
    ...(redirectUrl !== undefined && { redirectUrl }),
    ...(reserved.length > 0 && { reserved }),
  };
  await appendInvitationEntry(scope, 'invitation.created', invitation, entry);
  return { invitation, ...(!send && { token }) };
}

/** Fault `request.invalid` for a life that is not 1 to 30 days. */
export function lifeFrom(
  now: number,
  lifeDays: number,
): Pick<Invitation, 'lifeDays' | 'expiresAt'> {
  if (!Number.isInteger(lifeDays) || lifeDays < 1 || lifeDays > MAX_LIFE_DAYS) {
    throwInvalidField('lifeDays', `must be 1 to ${MAX_LIFE_DAYS}`);
  }
  return { lifeDays, expiresAt: instant(now + lifeDays * DAY_MS) };
}

/** Whether the invitation holds a place of the member limit from now on. Fault `limit.members`. */
export async function reservePendingPlace(scope: OrganizationScope): Promise<boolean> {
  const { pendingCounts } = planOf(scope.presets, scope.organization).members;
  if (pendingCounts) await reservePlace(scope, 'invitation');
  return pendingCounts;
}

/** By today's name: the inviter may have another name, or be gone, when the invitation is read. */
function inviterOf({ actor, authority }: Context): Invitation['inviter'] {
  const id = authority.memberId ?? ('id' in actor ? actor.id : undefined);
  return { kind: actor.kind, name: actor.name, ...(id !== undefined && { id }) };
}
