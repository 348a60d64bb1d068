import type { Resource, ResourceType } from '@muster/scim';
import { connectionTallyKey, firstVersion, type DirectoryPerson } from '#core/index.js';
import { addressKey, foldCase } from '#kernel/index.js';
import { equals, type ScimUser, type Writers } from '#store/index.js';
import type { Difference } from './differences.js';
import { displayOf } from './displays.js';
import { textOf, toResource, toStoredResource } from './resources.js';
import { toSearchable } from './searchables.js';
import { MAX_CHANGE_LENGTH, requireFitting, shortened } from './sizes.js';
import type { DirectoryScope } from './writing.js';

/**
 * What the record says beside its resource. Its `active` is the one that was told last: it stays when the attribute is removed, and the
 * person with it. `email`: as the resource says it of the person.
 */
export function recordFields(
  type: ResourceType,
  resource: Resource,
  { email }: Pick<DirectoryPerson, 'email'>,
  before?: ScimUser,
) {
  const stored = toStoredResource(type, resource);
  requireFitting(stored);
  const displayName = textOf(resource, 'displayName');
  const { active } = resource;
  return {
    ...stored,
    emailKey: email === undefined ? '' : addressKey(email),
    userNameKey: foldCase(textOf(resource, 'userName') ?? ''),
    textKey: textKeyOf(resource),
    active: typeof active === 'boolean' ? active : (before?.active ?? true),
    ...(displayName !== undefined && { displayNameKey: foldCase(displayName) }),
  };
}

/** The enterprise extension of RFC 7643 section 4.3. */
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Of a longer text the beginning is looked through. */
const MAX_TEXT_KEY_LENGTH = 2_000;

function textKeyOf(resource: Resource): string {
  const { emails } = resource;
  const addresses = Array.isArray(emails) ? emails.map((one: unknown) => textIn(one, 'value')) : [];
  const employeeNumber = textIn(resource[ENTERPRISE], 'employeeNumber');
  const logins = [textOf(resource, 'userName'), ...addresses].map(
    (text) => text && addressKey(text),
  );
  const others = [textOf(resource, 'externalId'), employeeNumber].map(
    (text) => text && foldCase(text),
  );
  const lines = new Set([...logins, ...others].filter((text) => text !== undefined && text !== ''));
  return `\n${[...lines].join('\n').slice(0, MAX_TEXT_KEY_LENGTH)}\n`;
}

function textIn(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const inner: unknown = Reflect.get(value, name);
  return typeof inner === 'string' ? inner : undefined;
}

/** Writes a new user, with its count and its entry; it stands for `memberId`, or waits where that is empty. */
export async function insertUser(
  scope: DirectoryScope,
  type: ResourceType,
  fields: ReturnType<typeof recordFields> & Pick<ScimUser, 'id' | 'memberId' | 'signIn'>,
): Promise<ScimUser> {
  const { ctx, tx, connection, journal } = scope;
  const { id: connectionId, organizationId } = connection;
  const user = firstVersion<ScimUser>(ctx, { organizationId, connectionId, ...fields });
  await tx.scimUsers.insert(user, toSearchable(type, toResource(type, user)));
  await tx.tallies.adjust(connectionTallyKey('users', connectionId), 1);
  const { id, memberId, active } = user;
  await journal.append({
    type: 'scim.user.created',
    target: { kind: 'scim-user', id, name: nameOf(user) },
    after: { connectionId, memberId: memberId === '' ? undefined : memberId, active },
  });
  return user;
}

function nameOf({ id, attributes }: ScimUser): string {
  const { userName } = attributes;
  return typeof userName === 'string' ? userName : id;
}

interface UserUpdate {
  /** the resource before */
  readonly current: Resource;
  readonly user: ScimUser;
  /** the resource as it is written */
  readonly resource: Resource;
  readonly difference: Difference;
}

/** Writes a change of a user, with its name in groups and its entry. */
export async function writeUser(
  { tx, journal }: Pick<DirectoryScope, 'tx' | 'journal'>,
  type: ResourceType,
  { current, user, resource, difference }: UserUpdate,
): Promise<void> {
  await tx.scimUsers.update(user, toSearchable(type, resource));
  await renameRows(tx, current, resource);
  await journal.append({
    type: 'scim.user.updated',
    target: { kind: 'scim-user', id: user.id, name: nameOf(user) },
    after: { changes: shortened(difference, MAX_CHANGE_LENGTH) },
  });
}

/** Membership rows carry the display name; a user is in few groups. */
async function renameRows(tx: Writers, before: Resource, after: Resource): Promise<void> {
  const display = displayOf(after);
  if (displayOf(before) === display) return;
  await tx.groupMembers.setWhere(equals('memberId', String(after['id'])), 'display', display);
}
