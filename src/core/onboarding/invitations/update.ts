import type { Invitation } from '#store/index.js';
import { append, findRoles, type Ground, nextVersion } from '#core/tenancy/index.js';
import { requireManageable } from '#core/access/index.js';
import { decideGifts, type Wishes } from '#core/entitlements/index.js';
import { lifeFrom } from './create.js';
import { requireInvitation } from './deps.js';
import { keepInvitation, nameKeyOf } from './write.js';
import { firstReminder } from './reminders.js';
import { requirePending } from './statuses.js';

/** What is given takes the place of what was there; what is absent stays. */
export interface InvitationChange extends Wishes {
  readonly name?: string;
  /** from now on, 1 to 30 */
  readonly lifeDays?: number;
}

export function wishedOf(before: Invitation, change: InvitationChange): Wishes {
  const { attributes, locale, message } = before;
  const { name: _name, lifeDays: _life, ...wishes } = change;
  return {
    roles: before.roles,
    spaces: before.spaces,
    products: before.products,
    guest: before.guest,
    ...(attributes && { attributes }),
    ...(locale !== undefined && { locale }),
    ...(message !== undefined && { message }),
    ...wishes,
  };
}

/** Changes what a pending invitation gives; its link stays. Faults `invitation.not_pending`, and those of giving. */
export async function updateInvitation(
  ground: Ground,
  id: string,
  change: InvitationChange,
  expected?: number,
): Promise<Invitation> {
  const { ctx, tx, presets, organization } = ground;
  const before = await requireInvitation(tx, organization.id, id, expected);
  const now = ctx.clock.now();
  requirePending(before, now);
  requireManageable(ctx, (await findRoles(tx, presets, organization, before.roles)).values());
  const gifts = await decideGifts(ground, before.email, wishedOf(before, change));
  const life = change.lifeDays === undefined ? undefined : lifeFrom(now, change.lifeDays);
  const name = change.name?.trim() || before.name;
  const { remindAt, ...rest } = before;
  const due = life
    ? firstReminder(organization, { ...life, send: before.send })
    : { ...(remindAt !== undefined && { remindAt }) };
  const after = nextVersion<Invitation>(ctx, rest, {
    ...gifts,
    ...life,
    ...due,
    nameKey: nameKeyOf(name, before.email),
    ...(name !== undefined && { name }),
    ...(life && { reminded: [] }),
  });
  await keepInvitation(ground, before, after);
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'invitation.updated',
    target: { kind: 'invitation', id, name: after.email },
    before: factOf(before),
    after: { email: after.email, ...factOf(after) },
  });
  return after;
}

function factOf({ name, roles, spaces, products, expiresAt }: Invitation): Record<string, unknown> {
  return { ...(name !== undefined && { name }), roles, spaces, products, expiresAt };
}
