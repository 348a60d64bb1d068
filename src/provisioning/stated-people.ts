import type { ResourceType } from '@muster/scim';
import type { ScimUser } from '#store/index.js';
import { setStatedGroups, type StatedGroups } from './stated-groups.js';
import {
  insertStatedUser,
  removeStatedUser,
  renameStatedUser,
  writeStatedUser,
  type StatedUser,
} from './stated-users.js';
import type { DirectoryScope } from './writing.js';

/** Users and groups of connections that people sign in at, written inside of the transaction of a sign-in. */
export interface StatedPeople {
  insert(
    scope: DirectoryScope,
    said: StatedUser,
    ids: Pick<ScimUser, 'id' | 'memberId'>,
  ): Promise<ScimUser>;
  /** Nothing new: the same record. */
  write(scope: DirectoryScope, before: ScimUser, said: StatedUser): Promise<ScimUser>;
  /** The user is found by another key from now on. */
  rename(scope: Pick<DirectoryScope, 'tx'>, user: ScimUser, key: string): Promise<void>;
  /** With its places in groups. */
  remove(scope: DirectoryScope, user: ScimUser): Promise<void>;
  /** Roles that many people lose so wait: the brake on mass changes counts what sign-ins take, too. */
  setGroups(scope: DirectoryScope, user: ScimUser, names: readonly string[]): Promise<StatedGroups>;
}

export function createStatedPeople(userType: ResourceType, groupType: ResourceType): StatedPeople {
  return {
    insert: (scope, said, ids) => insertStatedUser(scope, userType, said, ids),
    write: (scope, before, said) => writeStatedUser(scope, userType, before, said),
    rename: renameStatedUser,
    remove: removeStatedUser,
    setGroups: (scope, user, names) => setStatedGroups(scope, groupType, user, names),
  };
}
