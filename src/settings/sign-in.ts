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
});
