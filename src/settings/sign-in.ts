import { z } from 'zod';
import { redirectPrefix } from './web-addresses.js';

/** As browsers write it: no path, no port that is the usual one. */
function isSecureOrigin(text: string): boolean {
  return text.startsWith('https:') && URL.canParse(text) && new URL(text).origin === text;
}

/** The section `signIn`. */
export const signIn = z.strictObject({
  selfSignUp: z
    .boolean()
    .describe(
      'Whether a code is mailed to every address, and its proof makes an account. Off: only to people who are expected: accounts, ' +
        'members, invited people. The page is the same for all of them.',
    ),
  returnUrls: z
    .array(redirectPrefix)
    .max(100)
    .describe(
      'Where a person may go on after signing in, beside pages of this server: at and below these addresses, ' +
        '`https://app.example.com/welcome`.',
    ),
  relyingPartyId: z
    .string()
    .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
      error: 'must be a host name in lower case, without port',
    })
    .max(253)
    .optional()
    .describe(
      'The name for which passkeys are made: the host of `http.publicUrl`, or a domain above it that is yours. Absent: that host. ' +
        'Passkeys that were made for another name do not work any more; a start says how many.',
    ),
  relatedOrigins: z
    .array(
      z
        .string()
        .refine(isSecureOrigin, { error: 'must be an origin: https://sign-in.example.com' }),
    )
    .max(5)
    .describe(
      'Origins whose pages may ask for passkeys of `relyingPartyId`, though they are not below it: after a change of name the ' +
        'new one, with the old one kept as `relyingPartyId`. Served at `/.well-known/webauthn`, which browsers ask the old host for.',
    ),
  sessions: z.strictObject({
    idleMinutes: z
      .int()
      .min(1)
      .max(43_200)
      .describe('After so many minutes without a request a person has to sign in again.'),
    absoluteHours: z
      .int()
      .min(1)
      .max(2_160)
      .describe(
        'After so many hours a person has to sign in again, whatever they do. An identity provider can say an earlier end.',
      ),
  }),
});
