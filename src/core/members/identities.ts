import { addressKey, foldCase, readAddress, readName } from '#kernel/index.js';
import type { Member } from '#store/index.js';

type Identity = Pick<Member, 'name' | 'nameKey'> & Partial<Pick<Member, 'email' | 'emailKey'>>;

/**
 * Name and address with their keys, as every way in and every change keeps them. What the member has already stays as it is: an older
 * release took other names. Fault `request.invalid`.
 */
export function identityOf(
  { name: newName, email: newEmail }: Pick<Member, 'name'> & Partial<Pick<Member, 'email'>>,
  before?: Pick<Member, 'name'> & Partial<Pick<Member, 'email'>>,
): Identity {
  const name = newName === before?.name ? newName : readName(newName);
  const email =
    newEmail === undefined || newEmail === before?.email ? newEmail : readAddress(newEmail);
  return {
    name,
    nameKey: foldCase(name),
    ...(email !== undefined && { email, emailKey: addressKey(email) }),
  };
}
