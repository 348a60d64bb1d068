import { z } from 'zod';
import { operation } from './operations.js';
import { organization } from './organization-shapes.js';

const PATH = '/organizations/{organizationId}/logo';

const MAX_UPLOAD_BYTES = 5 * 1024 * 1024;

const present = { description: 'The organization as it is now.', body: organization } as const;

const PICTURE_FAULTS = ['avatar.unreadable', 'avatar.unsupported', 'service.busy'] as const;

export const replaceLogo = operation({
  method: 'PUT',
  path: PATH,
  summary:
    'Uploads the logo of the organization: PNG, JPEG or WebP, at most 4096 × 4096 points. It is made small, at most 256 points to a ' +
    'side, and keeps its form. Shown on pages of sign-in and of invitations, beside the name.',
  scope: 'organization:write',
  upload: { mediaTypes: ['image/png', 'image/jpeg', 'image/webp'], bytes: MAX_UPLOAD_BYTES },
  versioned: true,
  answer: present,
  example: {},
  faults: [
    ...PICTURE_FAULTS,
    'request.media_type',
    'request.encoding',
    'request.too_large',
    'store.contention',
  ],
});

export const fetchLogo = operation({
  method: 'POST',
  path: `${PATH}/fetch`,
  summary:
    'Fetches the logo once from an https address of the public internet, and keeps it as an upload is kept. The address is not asked ' +
    'again.',
  scope: 'organization:write',
  versioned: true,
  body: z.strictObject({
    url: z
      .url({ error: 'must be a URL' })
      .max(2_000)
      .meta({ description: 'Where the picture is.' }),
  }),
  answer: present,
  example: { body: { url: 'https://example.com/logo.png' } },
  faults: [...PICTURE_FAULTS, 'request.too_large', 'store.contention'],
});

export const deleteLogo = operation({
  method: 'DELETE',
  path: PATH,
  summary: 'Removes the logo. Without one there is nothing to do.',
  scope: 'organization:write',
  versioned: true,
  answer: present,
  example: {},
  faults: ['store.contention'],
});
