import type { JournalEntry, Mail, Writers } from '#store/index.js';

/** A mail to an address, which may be no member's. */
export type DirectMail = Pick<Mail, 'template' | 'to' | 'data' | 'toName' | 'locale' | 'subject'>;

/** To the person, at the proved address of the account: nobody changes their second step without their knowing. */
export function toAccount(template: string) {
  return async (
    { target, after }: JournalEntry,
    tx: Pick<Writers, 'accounts'>,
  ): Promise<DirectMail | undefined> => {
    // recovery codes come and go with the apps
    if (after?.['kind'] === 'recovery_codes') return undefined;
    const account = await tx.accounts.get(target.id);
    if (account?.email === undefined || account.emailVerifiedAt === undefined) return undefined;
    const { email: to, name: toName, locale } = account;
    return { template, to, toName, data: {}, ...(locale !== undefined && { locale }) };
  };
}
