import { z } from 'zod';
import { id, instant, line } from './inputs.js';
import { operation } from './operations.js';

const PATH = '/me/second-factors';

/** Answers of browsers are longer than what people type. */
const MAX_RESPONSE = 16_000;

/** Of a session that has not proved itself, or that a provider made whose organization it opens no more. */
const PROOF = [
  'step_up.required',
  'session.login_required',
  'organization.missing',
  'organization.deleted',
  'organization.disabled',
] as const;

const factor = z
  .strictObject({
    id,
    kind: z.enum(['totp', 'passkey', 'recovery_codes']).meta({
      description: 'An authenticator app, a passkey, or a list of codes to recover with.',
    }),
    name: z.string().optional().meta({ description: 'Of a passkey: as the person calls it.' }),
    createdAt: instant,
    lastUsedAt: instant.optional(),
    left: z.int().optional().meta({ description: 'Codes that are left, of a list.' }),
    isDead: z.literal(true).optional().meta({
      description: 'Of a passkey: it was made for another name of this server, and opens nothing.',
    }),
    isOwn: z.boolean().meta({
      description:
        'Whether this session may remove it: one of the account is not changed in a session that a provider made.',
    }),
  })
  .meta({ id: 'OwnSecondFactor' });

const codes = z.array(z.string()).meta({
  description: 'Codes to recover with, shown this once; empty where the person has a list.',
});

export const listPersonFactors = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists the person’s second factors that count in this session, the oldest first.',
  scope: 'person',
  answer: {
    description: 'The factors, never a secret, and whether they may be changed now.',
    body: z.strictObject({
      items: z.array(factor),
      mayChange: z.boolean().meta({
        description:
          'Whether the session has proved itself minutes ago. Otherwise changes get `step_up.required`, with the page in `details.signIn`.',
      }),
      passkeys: z.boolean().meta({ description: 'Browsers can make passkeys for this server.' }),
    }),
  },
  example: {},
});

export const beginPersonApp = operation({
  method: 'POST',
  path: `${PATH}/app`,
  summary:
    'Begins to set up an authenticator app. It counts from its first code on; what was begun before and not finished makes way.',
  scope: 'person',
  answer: {
    status: 201,
    description: 'What the app has to know, for fifteen minutes and this once.',
    body: z.strictObject({
      id,
      uri: z.string().meta({ description: 'For the camera of the app (`otpauth:`).' }),
      secret: z.string().meta({ description: 'To be typed, base32.' }),
      picture: z.string().meta({ description: 'The address as a QR code, SVG.' }),
    }),
  },
  example: {},
  faults: [...PROOF, 'second_factor.limit', 'store.contention'],
});

export const confirmPersonApp = operation({
  method: 'POST',
  path: `${PATH}/app/confirm`,
  summary:
    'Proves the app by its first code. Other sessions end as far as it counts; this one goes on under the cookie that the answer sets.',
  scope: 'person',
  body: z.strictObject({ id, code: z.string().min(1).max(20) }),
  answer: { description: 'The app counts.', body: z.strictObject({ codes }) },
  example: { body: { id: '{appId}', code: '{appCode}' } },
  faults: [...PROOF, 'second_factor.wrong', 'second_factor.over'],
});

export const beginPersonPasskey = operation({
  method: 'POST',
  path: `${PATH}/passkey`,
  summary: 'Begins to set up a passkey: what the browser is asked to make.',
  scope: 'person',
  answer: {
    status: 201,
    description: 'For `navigator.credentials.create`, for fifteen minutes.',
    body: z.strictObject({
      id,
      options: z.record(z.string(), z.unknown()).meta({
        description: 'PublicKeyCredentialCreationOptionsJSON (Web Authentication level 3).',
      }),
    }),
  },
  example: {},
  faults: [...PROOF, 'second_factor.limit', 'second_factor.missing', 'store.contention'],
});

export const confirmPersonPasskey = operation({
  method: 'POST',
  path: `${PATH}/passkey/confirm`,
  summary:
    'Keeps what the browser made. Other sessions end as far as it counts; this one goes on under the cookie that the answer sets.',
  scope: 'person',
  body: z.strictObject({
    id,
    name: line(60),
    response: z.string().min(1).max(MAX_RESPONSE),
  }),
  answer: { description: 'The passkey counts.', body: z.strictObject({ codes }) },
  example: { body: { id: '{passkeyId}', name: 'My laptop', response: '{passkeyResponse}' } },
  faults: [...PROOF, 'second_factor.wrong', 'second_factor.over', 'second_factor.unverified'],
});

export const makePersonCodes = operation({
  method: 'POST',
  path: `${PATH}/recovery-codes`,
  summary: 'Makes new codes to recover with, in place of those that are left.',
  scope: 'person',
  answer: { description: 'The codes, shown this once.', body: z.strictObject({ codes }) },
  example: {},
  faults: [...PROOF, 'second_factor.missing', 'store.contention'],
});

export const removePersonFactor = operation({
  method: 'DELETE',
  path: `${PATH}/{factorId}`,
  summary: 'Removes an app or a passkey; with the last one the codes go, too.',
  scope: 'person',
  answer: { status: 204, description: 'It counts no more.' },
  faults: [...PROOF, 'second_factor.missing', 'second_factor.break_glass', 'store.contention'],
});
