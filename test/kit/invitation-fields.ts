import { newId } from '#kernel/index.js';
import type { Invitation, Stored } from '#store/index.js';

/** A pending invitation that gives nothing and holds no place. */
export function invitationFields(
  organizationId: string,
  email: string,
  inviter: Invitation['inviter'] = { kind: 'operator', name: 'operator' },
): Omit<Invitation, keyof Stored> {
  return {
    organizationId,
    email,
    emailKey: email,
    nameKey: email,
    pendingKey: email,
    roles: [],
    spaces: [],
    products: [],
    guest: false,
    status: 'pending',
    expiresAt: '2026-03-08T12:00:00.000Z',
    lifeDays: 7,
    tokenHash: newId(),
    generation: 1,
    send: false,
    delivery: 'none',
    reminded: [],
    inviter,
    holdsPlace: false,
  };
}
