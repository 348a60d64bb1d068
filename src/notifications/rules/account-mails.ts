import { all, equals, type JournalEntry, type Mail, type Writers } from '#store/index.js';

/** A mail to an address, which may be no member's. */
export type DirectMail = Pick<Mail, 'template' | 'to' | 'data' | 'toName' | 'locale' | 'subject'>;

/**
 * To the person, at the proved address of the account: nobody changes their second step without their knowing. Who has proved none has
 * second steps of organizations only, and is told at the address that the organization has.
 */
export function toAccount(template: string) {
  return async (
    { target, after, organizationId }: JournalEntry,
    tx: Pick<Writers, 'accounts' | 'members'>,
  ): Promise<DirectMail | undefined> => {
    // recovery codes come and go with the apps
    if (after?.['kind'] === 'recovery_codes') return undefined;
    const account = await tx.accounts.get(target.id);
    if (!account) return undefined;
    const isProved = account.email !== undefined && account.emailVerifiedAt !== undefined;
    const member = isProved ? undefined : await memberOf(tx, account.id, organizationId);
    const to = isProved ? account.email : member?.email;
    if (to === undefined) return undefined;
    const { name: toName, locale } = account;
    return { template, to, toName, data: {}, ...(locale !== undefined && { locale }) };
  };
}

/** Undefined for an entry of the installation. */
function memberOf(
  { members }: Pick<Writers, 'members'>,
  accountId: string,
  organizationId: string,
): ReturnType<Writers['members']['first']> {
  const here = all(equals('accountId', accountId), equals('organizationId', organizationId));
  return members.first(all(here, equals('status', 'active')));
}
