import { MAX_NAME_LENGTH, problemOfAddress, readAddress, toName } from '#kernel/index.js';

/** A person as a directory describes them: the texts as they came, the best one first. */
export interface DirectoryStatement {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/** A person as a member is made of them. */
export interface DirectoryPerson {
  readonly name: string;
  readonly email?: string;
}

/** A user of a directory, as the rules see it. */
export interface DirectoryUser {
  readonly scimUserId: string;
  readonly externalId?: string | undefined;
  readonly person: DirectoryPerson;
  readonly active: boolean;
  /** for the custom attributes that the directory fills */
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** Entra renames a user whom it deletes for thirty days: 32 hexadecimal digits before the name that the user had. */
const TOMBSTONE = /^[0-9a-f]{32}[^@]+@/i;

/**
 * The member's name and address by what a directory says: the first name of which something is visible, on one line and cut; the first
 * address that mail can be sent to, or none. `notes` say what was not taken as it came.
 */
export function readDirectoryPerson({ names, addresses }: DirectoryStatement): {
  readonly person: DirectoryPerson;
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const statedName = names.find((text) => toName(text) !== undefined) ?? '';
  const name = toName(statedName) ?? '?';
  if (name !== statedName) {
    notes.push(`the name is kept on one line, with at most ${MAX_NAME_LENGTH} characters`);
  }
  for (const text of addresses) {
    if (problemOfAddress(text) !== undefined) {
      notes.push(`${JSON.stringify(text)} is not an address that mail can be sent to`);
    } else if (TOMBSTONE.test(text)) {
      notes.push(`${text} marks a deleted user and is no address`);
    } else {
      const email = readAddress(text);
      if (email !== text) notes.push(`the address is kept as ${email}`);
      return { person: { name, email }, notes };
    }
  }
  return { person: { name }, notes };
}
