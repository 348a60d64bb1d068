import { z } from 'zod';
import { memberAnswer } from './member-bodies.js';
import { operation } from './operations.js';

const PATH = '/organizations/{organizationId}/members/{memberId}/avatar';

/** Of a picture that is uploaded: photographs of telephones are a little smaller. */
const MAX_UPLOAD_BYTES = 5 * 1024 * 1024;

const CHANGE_FAULTS = ['member.missing', 'member.left', 'permission.escalation'] as const;

export const getAvatar = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Reads the picture that was uploaded for a member: 256 × 256 points, WebP. With its ETag as If-None-Match the answer is 304.',
  scope: 'members:read',
  own: true,
  query: z.strictObject({
    version: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional()
      .meta({
        description:
          'Has no effect: with the version of the member in it the address is another one, and a browser asks anew.',
      }),
  }),
  answer: { description: 'The picture.', mediaTypes: ['image/webp'] },
  example: { query: { version: '5' } },
  faults: ['member.missing', 'avatar.missing'],
});

export const replaceAvatar = operation({
  method: 'PUT',
  path: PATH,
  summary:
    'Uploads a picture of a member: PNG, JPEG or WebP, at most 4096 × 4096 points. It is cut to a square and made small; what it says ' +
    'of the camera and the place is dropped. Every member may upload their own.',
  scope: 'members:write',
  own: true,
  upload: { mediaTypes: ['image/png', 'image/jpeg', 'image/webp'], bytes: MAX_UPLOAD_BYTES },
  versioned: true,
  answer: { description: 'The member as it is now.', body: memberAnswer },
  example: {},
  faults: [
    ...CHANGE_FAULTS,
    'avatar.unreadable',
    'avatar.unsupported',
    'request.media_type',
    'request.encoding',
    'request.too_large',
    'service.busy',
    'store.contention',
  ],
});

export const deleteAvatar = operation({
  method: 'DELETE',
  path: PATH,
  summary: 'Removes the picture that was uploaded. One that a directory names is shown again.',
  scope: 'members:write',
  own: true,
  versioned: true,
  answer: { description: 'The member as it is now.', body: memberAnswer },
  example: {},
  faults: CHANGE_FAULTS,
});
