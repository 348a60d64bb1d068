import { addressKey } from '#kernel/index.js';
import { equals, type Account, type Readers } from '#store/index.js';

/** The account of an address. Whether the address is proved to be the caller's is for the caller to ask. */
export function accountOf(
  reading: Pick<Readers, 'accounts'>,
  email: string,
): Promise<Account | undefined> {
  return reading.accounts.first(equals('emailKey', addressKey(email)));
}
