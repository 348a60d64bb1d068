import { Fault } from '#kernel/index.js';
import type { Invitation, InvitationStatus } from '#store/index.js';

export const DAY_MS = 86_400_000;

/** The status of an invitation now: one whose time is over is expired before a job has ended it. `now` in milliseconds. */
export function statusAt(
  { status, expiresAt }: Pick<Invitation, 'status' | 'expiresAt'>,
  now: number,
): InvitationStatus {
  return status === 'pending' && Date.parse(expiresAt) <= now ? 'expired' : status;
}

/** Whole days, the current one included; 0 for an invitation that is not pending. */
export function daysLeft(invitation: Invitation, now: number): number {
  if (statusAt(invitation, now) !== 'pending') return 0;
  return Math.ceil((Date.parse(invitation.expiresAt) - now) / DAY_MS);
}

const NEXT_STEP: Readonly<Partial<Record<InvitationStatus, string>>> = {
  expired: 'renew',
  revoked: 'renew',
  declined: 'renew',
};

/** For administrators. Fault `invitation.not_pending` with the state, and what can be done instead. */
export function requirePending(invitation: Invitation, now: number): void {
  const state = statusAt(invitation, now);
  if (state === 'pending') return;
  const next = NEXT_STEP[state] ?? 'create';
  throw new Fault('invitation.not_pending', { invitationId: invitation.id, state, next });
}

/** For the holder of the link. Faults `invitation.expired`, `accepted`, `declined`, `revoked`, `superseded`: all of them 410. */
export function requireOpenLink(invitation: Invitation, now: number): void {
  const state = statusAt(invitation, now);
  if (state === 'pending') return;
  const { expiresAt } = invitation;
  const details = state === 'expired' ? { expiresAt, askAgain: true } : {};
  throw new Fault(`invitation.${state}`, details);
}
