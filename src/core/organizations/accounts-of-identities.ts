import type { Account, PersonNames } from '#store/index.js';
import { firstVersion, type OrganizationScope } from '#core/tenancy/index.js';

/**
 * An account for a person whom an identity provider names. It has no address: what a provider says of one finds and binds no account, and
 * the person proves one by a code. The organization's journal has its entry, because its provider brought the person.
 */
export async function insertAccountOfIdentity(
  { ctx, tx, journal }: OrganizationScope,
  person: PersonNames & Pick<Account, 'name' | 'locale'>,
): Promise<Account> {
  const account = firstVersion<Account>(ctx, person);
  await tx.accounts.insert(account);
  await journal.append({
    type: 'account.created',
    target: { kind: 'account', id: account.id, name: account.name },
    after: { emailVerified: false },
  });
  return account;
}
