import { addressKey, foldCase, readAddress, readName } from '#kernel/index.js';
import type { Member, PersonNames } from '#store/index.js';
import { readPersonNames } from './person-names.js';

type Identity = Pick<Member, 'name' | 'nameKey'> &
  Partial<Pick<Member, 'email' | 'emailKey'>> &
  PersonNames;

type Stated = Pick<Member, 'name'> & Partial<Pick<Member, 'email'>> & PersonNames;

/**
 * Names and address with their keys, as every way in and every change keeps them. What the member has already stays as it is: an older
 * release took other names. Fault `request.invalid`.
 */
export function identityOf(
  { name: newName, email: newEmail, firstName, lastName }: Stated,
  before?: Stated,
): Identity {
  const name = newName === before?.name ? newName : readName(newName);
  const email =
    newEmail === undefined || newEmail === before?.email ? newEmail : readAddress(newEmail);
  return {
    name,
    nameKey: foldCase(name),
    ...readPersonNames({ firstName: firstName ?? null, lastName: lastName ?? null }, before),
    ...(email !== undefined && { email, emailKey: addressKey(email) }),
  };
}
