import { z } from 'zod';
import { id, instant, pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/ownership-offers';

const offer = z
  .strictObject({
    id,
    organizationId: id,
    fromMemberId: id,
    toMemberId: id,
    /** what the old owner becomes; null: leaves the organization */
    roleAfter: z.string().nullable(),
    status: z.enum(['pending', 'accepted', 'declined', 'withdrawn', 'expired']),
    expiresAt: instant,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'OwnershipOffer' });

const presentStatus = { description: 'The offer as it is now.', body: offer } as const;

export const offerOwnership = operation({
  method: 'POST',
  path: PATH,
  summary: 'Offers the ownership to a member for 7 days. Nothing changes until the member accepts.',
  scope: 'ownership:write',
  idempotent: true,
  body: z.strictObject({
    toMemberId: id,
    /** the role that the old owner has afterwards; null: leaves the organization */
    roleAfter: z.string().min(1).max(40).nullable(),
    /** for the operator: the owner who gives */
    fromMemberId: id.optional(),
  }),
  example: {
    body: { toMemberId: '{memberId}', roleAfter: 'admin', fromMemberId: '{ownerId}' },
  },
  answer: { status: 201, description: 'The offer; Location is its address.', body: offer },
  faults: [
    'ownership.none',
    'ownership.pending',
    'member.missing',
    'member.not_active',
    'member.cannot_leave',
    'role.unknown',
    'idempotency.conflict',
    'idempotency.running',
  ],
});

export const listOwnershipOffers = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists offers of ownership, including past ones.',
  scope: 'ownership:read',
  query: pageQuery,
  answer: { description: 'A page of offers.', body: pageAnswer(offer) },
});

export const getOwnershipOffer = operation({
  method: 'GET',
  path: `${PATH}/{offerId}`,
  summary:
    'Reads an offer. For the member who made it, the member who receives it, and other owners.',
  scope: 'self',
  answer: { description: 'The offer.', body: offer },
  faults: ['ownership.missing'],
});

export const acceptOwnership = operation({
  method: 'POST',
  path: `${PATH}/{offerId}/accept`,
  summary: 'Accepts the ownership. It is transferred in one step.',
  scope: 'self',
  keyScope: 'members:write',
  body: z.strictObject({ confirm: z.literal(true) }),
  example: { body: { confirm: true } },
  answer: presentStatus,
  faults: [
    'ownership.missing',
    'ownership.not_yours',
    'ownership.over',
    'ownership.none',
    'member.missing',
    'member.not_active',
    'member.cannot_leave',
    'member.owner_leaves',
    'member.last_break_glass',
    'role.unknown',
    'plan.required',
  ],
});

export const declineOwnership = operation({
  method: 'POST',
  path: `${PATH}/{offerId}/decline`,
  summary: 'Declines the ownership.',
  scope: 'self',
  keyScope: 'members:write',
  answer: presentStatus,
  faults: ['ownership.missing', 'ownership.not_yours', 'ownership.over', 'store.contention'],
});

export const withdrawOwnership = operation({
  method: 'POST',
  path: `${PATH}/{offerId}/withdraw`,
  summary: 'Withdraws the offer.',
  scope: 'ownership:write',
  answer: presentStatus,
  faults: ['ownership.missing', 'ownership.over', 'store.contention'],
});

export const previewLeaving = operation({
  method: 'GET',
  path: '/organizations/{organizationId}/me/leaving',
  summary:
    'Shows whether the acting member could leave the organization now, and whom to ask where not.',
  scope: 'self',
  answer: {
    description: 'The fault that would refuse it, or nothing.',
    body: z.strictObject({
      refusal: z
        .strictObject({
          code: z.string(),
          message: z.string(),
          ask: z.array(z.string()).optional().meta({
            description: 'Names of owners and administrators who can help.',
          }),
        })
        .optional()
        .meta({ description: 'Absent: the member can leave.' }),
    }),
  },
  example: {},
});

export const leaveOrganization = operation({
  method: 'POST',
  path: '/organizations/{organizationId}/me/leave',
  summary: 'The acting member leaves the organization.',
  scope: 'self',
  keyScope: 'members:write',
  answer: { status: 204, description: 'Left.' },
  faults: ['member.owner_leaves', 'member.cannot_leave', 'member.not_active', 'store.contention'],
});
