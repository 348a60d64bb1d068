import { readName } from '#kernel/index.js';
import type { Invitation, PersonNames } from '#store/index.js';
import { personNamesOf, readPersonNames } from '#core/members/index.js';
import { type OrganizationScope, nextVersion } from '#core/tenancy/index.js';
import {
  checkPromisedAccess,
  reservePromisedSeats,
  type PromisedAccessInput,
} from '#core/entitlements/index.js';
import { lifeFrom } from './create.js';
import { requireInvitation, type InvitationDeps } from './deps.js';
import { appendInvitationEntry, writeInvitation, nameKeyOf } from './write.js';
import { readRedirectUrl } from './redirect-urls.js';
import { firstReminder } from './reminders.js';
import { requireManageableInvitation } from './revoke.js';
import { requirePending } from './statuses.js';

/** Absent: as it is. */
export interface InvitationChange extends PromisedAccessInput, PersonNames {
  readonly name?: string;
  /** from now on, 1 to 30 */
  readonly lifeDays?: number;
  /** null takes it away */
  readonly redirectUrl?: string | null;
}

export function mergedInput(before: Invitation, change: InvitationChange): PromisedAccessInput {
  const { attributes, locale, message } = before;
  const {
    name: _name,
    lifeDays: _life,
    redirectUrl: _redirect,
    firstName: _first,
    lastName: _last,
    ...input
  } = change;
  return {
    roles: before.roles,
    spaces: before.spaces,
    products: before.products,
    guest: before.guest,
    ...(attributes && { attributes }),
    ...(locale !== undefined && { locale }),
    ...(message !== undefined && { message }),
    ...input,
  };
}

/** Changes what a pending invitation gives; its link stays. Faults `invitation.not_pending`, and those of giving. */
export async function updateInvitation(
  { settings }: Pick<InvitationDeps, 'settings'>,
  scope: OrganizationScope,
  id: string,
  change: InvitationChange,
  expected?: number,
): Promise<Invitation> {
  const { ctx, organization } = scope;
  const before = await requireInvitation(scope, id, expected);
  const now = ctx.clock.now();
  requirePending(before, now);
  await requireManageableInvitation(scope, before);
  const promised = await checkPromisedAccess(scope, before.email, mergedInput(before, change));
  const life = change.lifeDays === undefined ? undefined : lifeFrom(now, change.lifeDays);
  const name = change.name?.trim() ? readName(change.name) : before.name;
  const { remindAt, redirectUrl: _redirect, reserved: reservedBefore = [], ...rest } = before;
  const { products } = promised;
  const reserved = await reservePromisedSeats(scope, { products, reserved: reservedBefore });
  const reminder = life
    ? firstReminder(organization, { ...life, send: before.send })
    : { ...(remindAt !== undefined && { remindAt }) };
  const after = nextVersion<Invitation>(ctx, rest, {
    ...promised,
    ...(reserved.length > 0 && { reserved }),
    ...life,
    ...changedRedirect(settings, before, change),
    ...reminder,
    nameKey: nameKeyOf(name, before.email),
    ...(name !== undefined && { name }),
    ...readPersonNames(change, before),
    ...(life && { reminded: [] }),
  });
  await writeInvitation(scope, before, after);
  const [from, to] = [entryFieldsOf(before), entryFieldsOf(after)];
  await appendInvitationEntry(scope, 'invitation.updated', after, to, from);
  return after;
}

/** The `redirectUrl` after a change. Fault `request.invalid`. */
export function changedRedirect(
  settings: InvitationDeps['settings'],
  { redirectUrl: before }: Pick<Invitation, 'redirectUrl'>,
  { redirectUrl: wanted }: Pick<InvitationChange, 'redirectUrl'>,
): Pick<Invitation, 'redirectUrl'> {
  if (wanted === null) return {};
  if (wanted !== undefined) return { redirectUrl: readRedirectUrl(settings, wanted) };
  return { ...(before !== undefined && { redirectUrl: before }) };
}

function entryFieldsOf(invitation: Invitation): Record<string, unknown> {
  const { name, roles, spaces, products, reserved, expiresAt, redirectUrl } = invitation;
  const names = personNamesOf(invitation);
  return {
    ...(name !== undefined && { name }),
    ...names,
    roles,
    spaces,
    products,
    expiresAt,
    ...(redirectUrl !== undefined && { redirectUrl }),
    ...(reserved && { reserved }),
  };
}
