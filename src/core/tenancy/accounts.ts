import { equals, type Account, type Readers } from '#store/index.js';

/** The account of a folded address. Whether the address is proved to be the caller's is for the caller to ask. */
export function accountOf(
  reading: Pick<Readers, 'accounts'>,
  emailKey: string,
): Promise<Account | undefined> {
  return reading.accounts.first(equals('emailKey', emailKey));
}
