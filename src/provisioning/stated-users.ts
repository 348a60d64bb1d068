import type { Resource, ResourceType } from '@muster/scim';
import { connectionTallyKey, nextVersion } from '#core/index.js';
import { addressKey } from '#kernel/index.js';
import { equals, type ScimUser } from '#store/index.js';
import { differenceOf } from './differences.js';
import { toResource } from './resources.js';
import { insertUser, recordFields, writeUser } from './user-records.js';
import type { DirectoryScope } from './writing.js';

/** What an identity provider said of a person at a sign-in, as far as a user of its connection keeps it. */
export interface StatedUser {
  /** by which the user is found again: exact, unlike a userName */
  readonly key: string;
  readonly subject: string;
  readonly displayName: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** the address that counts: of a proved domain, or proved by the person */
  readonly email?: string;
  readonly locale?: string;
  /** what a paired directory has as externalId */
  readonly externalId?: string;
}

function resourceOf(said: StatedUser): Resource {
  const { subject, displayName, firstName, lastName, email, locale, externalId } = said;
  const name = {
    ...(firstName !== undefined && { givenName: firstName }),
    ...(lastName !== undefined && { familyName: lastName }),
  };
  return {
    schemas: [],
    userName: subject,
    displayName,
    active: true,
    ...(Object.keys(name).length > 0 && { name }),
    ...(email !== undefined && { emails: [{ value: email, type: 'work', primary: true }] }),
    ...(locale !== undefined && { locale }),
    ...(externalId !== undefined && { externalId }),
  };
}

/** A subject is no name that people choose: it keeps its letter case, and is no address even where it looks like one. */
function fieldsOf(type: ResourceType, said: StatedUser) {
  const { key, email } = said;
  return {
    ...recordFields(type, resourceOf(said), said),
    userNameKey: key,
    emailKey: email === undefined ? '' : addressKey(email),
    signIn: true as const,
  };
}

/** A new user of the connection; it stands for `memberId`, or waits for an approval where that is empty. */
export function insertStatedUser(
  scope: DirectoryScope,
  type: ResourceType,
  said: StatedUser,
  { id, memberId }: Pick<ScimUser, 'id' | 'memberId'>,
): Promise<ScimUser> {
  return insertUser(scope, type, { id, ...fieldsOf(type, said), memberId });
}

/** The user as the provider says it now. Nothing new: nothing written, and the same record. */
export async function writeStatedUser(
  scope: DirectoryScope,
  type: ResourceType,
  before: ScimUser,
  said: StatedUser,
): Promise<ScimUser> {
  const { externalId: _external, displayNameKey: _name, ...rest } = before;
  const { userNameKey: _key, ...fields } = fieldsOf(type, said);
  const user = nextVersion<ScimUser>(scope.ctx, rest, fields);
  const current = toResource(type, before);
  const resource = toResource(type, user);
  const difference = differenceOf(current, resource);
  if (difference.length === 0) return before;
  await writeUser(scope, type, { current, user, resource, difference });
  return user;
}

/** What two subjects shared is the user of the one that stays: by the other one it is not found any more. */
export async function renameStatedUser(
  { tx }: Pick<DirectoryScope, 'tx'>,
  { id }: Pick<ScimUser, 'id'>,
  key: string,
): Promise<void> {
  await tx.scimUsers.setWhere(equals('id', id), 'userNameKey', key);
}

/** The user is gone, and its places in groups; its member stays what it is. */
export async function removeStatedUser(
  { tx, journal, connection }: DirectoryScope,
  { id, memberId, active, attributes }: ScimUser,
): Promise<void> {
  const connectionId = connection.id;
  await tx.groupMembers.removeWhere(equals('memberId', id));
  await tx.scimUsers.remove(id);
  await tx.tallies.adjust(connectionTallyKey('users', connectionId), -1);
  await journal.append({
    type: 'scim.user.deleted',
    target: { kind: 'scim-user', id, name: String(attributes['userName']) },
    before: { connectionId, memberId, active },
  });
}
