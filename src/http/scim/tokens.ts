import { Fault } from '#kernel/index.js';

/** Much longer than our tokens are: anything longer is refused before it is hashed. */
const MAX_TOKEN_LENGTH = 1_000;

/**
 * The token of a request: `Authorization: Bearer …` (RFC 6750 section 2.1), or the bare token, as Okta's header authentication can
 * send it (O13). Fault `credential.missing`.
 */
export function tokenOf(header: string | undefined): string {
  const text = header?.trim() ?? '';
  const token = /^bearer /i.test(text) ? text.slice('bearer '.length).trim() : text;
  if (token === '') throw new Fault('credential.missing');
  // Basic and other schemes end here too: a name, a blank, and something
  if (token.length > MAX_TOKEN_LENGTH || /\s/.test(token)) throw new Fault('credential.invalid');
  return token;
}
