import { z } from 'zod';
import { redirectPrefix } from './web-addresses.js';

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
