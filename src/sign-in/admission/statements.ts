import {
  isOfProvedDomain,
  readDirectoryPerson,
  type DirectoryPerson,
  type DirectoryUser,
} from '#core/index.js';
import type { StatedUser } from '#provisioning/index.js';
import { addressKey } from '#kernel/index.js';
import type { IdentityStatement, ScimUser } from '#store/index.js';
import type { SignInScope } from './scope.js';

/** Groups of one person; a provider that says more is taken to say none that can be read. */
export const MAX_GROUPS = 1_000;

/** Longer names of groups are left out, and noted. */
const MAX_GROUP_LENGTH = 1_000;

/** The person as a member is made of them. Only an address that counts is an address; a subject never is. */
export function personOf(
  { name, firstName, lastName, subject }: IdentityStatement,
  email: string | undefined,
): DirectoryPerson {
  const full = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  const texts = (...values: readonly (string | undefined)[]): string[] =>
    values.flatMap((value) => value ?? []);
  return readDirectoryPerson({
    names: texts(name, full, email, subject),
    firstNames: texts(firstName),
    lastNames: texts(lastName),
    addresses: texts(email),
    photos: [],
  }).person;
}

/** The person as a directory would say them. */
export function directoryUserOf(
  statement: IdentityStatement,
  { id, email }: { readonly id: string; readonly email: string | undefined },
): DirectoryUser {
  const { externalId } = statement;
  const person = personOf(statement, email);
  return { scimUserId: id, externalId, person, active: true, attributes: {} };
}

/** The language of the person, where the provider says one that there is. */
export function localeOf({ locale }: IdentityStatement): string | undefined {
  try {
    return locale === undefined ? undefined : Intl.getCanonicalLocales(locale.trim())[0];
  } catch {
    return undefined;
  }
}

/** The user of the connection that keeps what was said. */
export function statedUserOf(
  statement: IdentityStatement,
  { key, email }: { readonly key: string; readonly email: string | undefined },
): StatedUser {
  const { subject, firstName, lastName, externalId } = statement;
  const locale = localeOf(statement);
  return {
    key,
    subject,
    displayName: personOf(statement, email).name,
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(email !== undefined && { email }),
    ...(locale !== undefined && { locale }),
    ...(externalId !== undefined && { externalId }),
  };
}

/** Whether the organization may speak of the address: it has proved the domain, or the person proved the mailbox just now. */
export async function isProved(scope: SignInScope, email: string): Promise<boolean> {
  const { email: proved } = scope.proofs;
  if (proved !== undefined && addressKey(proved) === addressKey(email)) return true;
  return isOfProvedDomain(scope, email);
}

/** The address that counts: the one of before, or one that is proved. Else the one of before stays. */
export async function countedEmail(
  scope: SignInScope,
  { email: said }: Pick<IdentityStatement, 'email'>,
  before: string | undefined,
): Promise<string | undefined> {
  if (said === undefined) return before;
  if (before !== undefined && addressKey(said) === addressKey(before)) return said;
  return (await isProved(scope, said)) ? said : before;
}

/** The address that counted at the sign-in before. */
export function emailOfUser({ attributes }: ScimUser): string | undefined {
  const { emails } = attributes;
  const first: unknown = Array.isArray(emails) ? emails[0] : undefined;
  const value = (first as { readonly value?: unknown } | undefined)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The names of groups that are used; undefined: the statement does not say, and all stays as it is. */
export function groupsOf(
  { note }: SignInScope,
  { groups }: IdentityStatement,
): readonly string[] | 'unreadable' | undefined {
  if (groups === 'absent') {
    note('groups.absent', 'the provider said nothing of groups; what they give stays');
    return undefined;
  }
  if (groups === 'unreadable' || groups.length > MAX_GROUPS) {
    note('groups.unreadable', 'the provider has too many groups to say; what they give stays');
    return 'unreadable';
  }
  return groups.filter((name) => {
    if (name.trim() === '') return false;
    if (name.length <= MAX_GROUP_LENGTH) return true;
    note('groups.skipped', `the name of a group has ${name.length} characters`);
    return false;
  });
}
