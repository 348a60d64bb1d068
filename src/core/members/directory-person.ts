import {
  MAX_NAME_LENGTH,
  MAX_NAME_PART_LENGTH,
  problemOfAddress,
  readAddress,
  toName,
  type NamePart,
} from '#kernel/index.js';

/** A person as a directory describes them: the texts as they came, the best one first. */
export interface DirectoryStatement {
  readonly names: readonly string[];
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly addresses: readonly string[];
  readonly photos: readonly string[];
}

/** A person as a member is made of them. */
export interface DirectoryPerson {
  readonly name: string;
  /** null: the directory said one and says none any more; absent: it says none, and what is there stays */
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly photoUrl?: string | null;
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
export function readDirectoryPerson(
  statement: DirectoryStatement,
  earlier?: DirectoryStatement,
): {
  readonly person: DirectoryPerson;
  readonly notes: readonly string[];
} {
  const { names, addresses } = statement;
  const notes: string[] = [];
  const statedName = names.find((text) => toName(text) !== undefined) ?? '';
  const name = toName(statedName) ?? '?';
  if (name !== statedName) {
    notes.push(`the name is kept on one line, with at most ${MAX_NAME_LENGTH} characters`);
  }
  const photoUrl = statedOr(photoOf, statement, earlier);
  const parts = {
    ...partOf('firstName', statement, earlier),
    ...partOf('lastName', statement, earlier),
    ...(photoUrl !== undefined && { photoUrl }),
  };
  for (const text of addresses) {
    if (problemOfAddress(text) !== undefined) {
      notes.push(`${JSON.stringify(text)} is not an address that mail can be sent to`);
    } else if (TOMBSTONE.test(text)) {
      notes.push(`${text} marks a deleted user and is no address`);
    } else {
      const email = readAddress(text);
      if (email !== text) notes.push(`the address is kept as ${email}`);
      return { person: { name, ...parts, email }, notes };
    }
  }
  return { person: { name, ...parts }, notes };
}

function partOf(
  part: NamePart,
  statement: DirectoryStatement,
  earlier: DirectoryStatement | undefined,
): { readonly [Part in NamePart]?: string | null } {
  const readPart = (one: DirectoryStatement): string | undefined =>
    toName((one[`${part}s`][0] ?? '').normalize('NFC'), MAX_NAME_PART_LENGTH);
  const text = statedOr(readPart, statement, earlier);
  return text === undefined ? {} : { [part]: text };
}

/** What is read of the statement; null where only the earlier one had it. */
function statedOr(
  read: (statement: DirectoryStatement) => string | undefined,
  statement: DirectoryStatement,
  earlier: DirectoryStatement | undefined,
): string | null | undefined {
  const isOver = earlier !== undefined && read(earlier) !== undefined;
  return read(statement) ?? (isOver ? null : undefined);
}

const MAX_URL_LENGTH = 2_000;

/** The first address of a picture that may be shown: by https, without a user's name. It is never fetched. */
function photoOf({ photos }: DirectoryStatement): string | undefined {
  return photos.find((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isShown = url?.protocol === 'https:' && url.username === '' && url.password === '';
    return isShown && text.length <= MAX_URL_LENGTH && text === text.trim();
  });
}

/** What a directory says of a member, beside the address, as a change. */
export function changeOfPerson({ name, firstName, lastName, photoUrl }: DirectoryPerson) {
  return {
    name,
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(photoUrl !== undefined && { photoUrl }),
  };
}
