import { foldCase, instant } from '#kernel/index.js';
import type { Invitation, InvitationStatus } from '#store/index.js';
import { releasePlace } from '#core/access/index.js';
import { releaseReservedSeats } from '#core/entitlements/index.js';
import { searchableOfInvitation } from '#core/members/index.js';
import { type NewJournalEntry, type OrganizationScope, nextVersion } from '#core/tenancy/index.js';
import { statusAt } from './statuses.js';

/** How many of an organization are kept in that state; deleted ones do not count. */
export function statusTallyKey(organizationId: string, status: InvitationStatus): string {
  return `invitations:${organizationId}:${status}`;
}

/** The only writer of invitations: with what they are found by, and the counts of their states. */
export async function writeInvitation(
  { tx }: Pick<OrganizationScope, 'tx'>,
  before: Invitation | undefined,
  after: Invitation,
): Promise<Invitation> {
  if (before) await tx.invitations.update(after, searchableOfInvitation(after));
  else await tx.invitations.insert(after, searchableOfInvitation(after));
  const countedKey = (one: Invitation | undefined): string | undefined =>
    one && !one.hidden ? statusTallyKey(one.organizationId, one.status) : undefined;
  const [from, to] = [countedKey(before), countedKey(after)];
  if (from === to) return after;
  if (from !== undefined) await tx.tallies.adjust(from, -1);
  if (to !== undefined) await tx.tallies.adjust(to, 1);
  return after;
}

export type EndStatus = Exclude<InvitationStatus, 'pending'>;

/** Ends a pending invitation: its place and reserved seats are free again, its address can be invited anew, and the journal says why. */
export async function endInvitation(
  scope: OrganizationScope,
  before: Invitation,
  status: EndStatus,
  changes: Pick<Partial<Invitation>, 'note' | 'memberId' | 'reported'> = {},
  journalFields: Readonly<Record<string, unknown>> = {},
): Promise<Invitation> {
  const { ctx } = scope;
  const { pendingKey: _key, remindAt: _remind, reserved, ...rest } = before;
  const endedAt = status === 'expired' ? before.expiresAt : instant(ctx.clock.now());
  const after = nextVersion<Invitation>(ctx, rest, {
    status,
    endedAt,
    endedBy: ctx.actor.name,
    holdsPlace: false,
    ...changes,
  });
  await writeInvitation(scope, before, after);
  if (before.holdsPlace) await releasePlace(scope, 'invitation');
  await releaseReservedSeats(scope, reserved);
  const pending = { status: 'pending' };
  const { id: inviterId } = before.inviter;
  await appendInvitationEntry(
    scope,
    `invitation.${status}`,
    after,
    // whose summary names the invitee
    { ...journalFields, ...(status === 'expired' && inviterId !== undefined && { inviterId }) },
    pending,
  );
  return after;
}

/** An entry of the journal about an invitation, by the name of its address. */
export function appendInvitationEntry(
  { journal }: OrganizationScope,
  type: string,
  { id, email }: Invitation,
  after: NonNullable<NewJournalEntry['after']>,
  before?: NonNullable<NewJournalEntry['before']>,
): Promise<void> {
  return journal.append({
    type,
    target: { kind: 'invitation', id, name: email },
    ...(before && { before }),
    after: { email, ...after },
  });
}

/** The same invitation; a pending one whose time is over is ended as expired first. */
export async function expireIfDue(
  scope: OrganizationScope,
  invitation: Invitation,
): Promise<Invitation> {
  const isOver = statusAt(invitation, scope.ctx.clock.now()) === 'expired';
  if (!isOver || invitation.status === 'expired') return invitation;
  return endInvitation(scope, invitation, 'expired');
}

/** The key by which an invitation is sorted and searched: of its name, or of the address where it has none. */
export function nameKeyOf(name: string | undefined, email: string): string {
  return foldCase(name ?? email);
}
