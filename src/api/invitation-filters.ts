import { z } from 'zod';

export const invitationStatus = z.enum([
  'pending',
  'accepted',
  'declined',
  'expired',
  'revoked',
  'superseded',
]);

const when = z.iso.datetime({ offset: true });

/** What chooses invitations, in lists and for changes of many. */
export const invitationFilter = {
  email: z.string().min(1).max(320).optional(),
  role: z.string().min(1).max(60).optional(),
  inviter: z.string().min(1).max(100).optional(),
  expiresFrom: when.optional(),
  expiresTo: when.optional(),
  q: z.string().min(1).max(200).optional(),
};
