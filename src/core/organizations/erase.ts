import { addressKey } from '#kernel/index.js';
import { equals, type Organization } from '#store/index.js';
import {
  nextVersion,
  NOTHING_ERASED,
  type InstallationScope,
  type PersonEraser,
} from '#core/tenancy/index.js';

/** The account itself. Returns how many records went. */
export async function eraseAccountRecord(
  { tx }: InstallationScope,
  accountId: string,
): Promise<number> {
  return (await tx.accounts.removeWhere(equals('id', accountId))).length;
}

/** The person's addresses among the contacts of the organization's bills. */
export const eraseBillingContacts: PersonEraser = async (scope, { addresses }) => {
  const { ctx, tx, organization } = scope;
  const contacts = organization.billing?.contacts ?? [];
  const left = contacts.filter((address) => !addresses.includes(addressKey(address)));
  if (left.length === contacts.length) return NOTHING_ERASED;
  const billing = { contacts: left };
  await tx.organizations.update(nextVersion<Organization>(ctx, organization, { billing }));
  return { done: 1 };
};
