import {
  connectionTallyKey,
  managedAmong,
  recomputeUnlessLastAdmin,
  syncWithDirectoryUsers,
  type UserEvent,
} from '#core/index.js';
import type { IdentityStatement, Member, ScimUser, SignInIdentity } from '#store/index.js';
import { writeIdentity } from './identities.js';
import type { SignInScope } from './scope.js';
import { countedEmail, emailOfUser, groupsOf, personOf, statedUserOf } from './statements.js';

export interface Applied {
  readonly member: Member;
  readonly user: ScimUser;
  readonly groupsUnreadable: boolean;
}

interface Application {
  readonly member: Member;
  readonly user: ScimUser;
  /** what became of the user; `changed`: it was there, and what it says may differ */
  readonly event: UserEvent;
  /** the provider says something that it did not say before: what people changed since stays otherwise */
  readonly isSaidAnew: boolean;
  /** the person came to be a member by this sign-in, and can be refused where no seat is free */
  readonly isNew: boolean;
}

/**
 * The member follows what was said of its user, by the same rules as over SCIM. Where a directory manages the member, what was said is kept
 * as seen and changes nothing.
 */
export async function applyStatement(
  scope: SignInScope,
  statement: IdentityStatement,
  { member, user, event, isSaidAnew, isNew }: Application,
): Promise<Applied> {
  const { tx, connection, people, note } = scope;
  const isManaged = (await managedAmong(tx, [member.id])).has(member.id);
  if (isManaged)
    note('person.managed', 'a directory manages the member; kept as seen, not applied');
  const isApplied = isSaidAnew && !isManaged;
  const person = isApplied ? personOf(statement, emailOfUser(user)) : undefined;
  const synced = await syncWithDirectoryUsers(scope, member, {
    event,
    connection,
    ...(person && { person }),
  });
  for (const { step, detail } of synced.steps) note(step, detail);
  const groups = groupsOf(scope, statement);
  if (!Array.isArray(groups)) {
    return { member: synced.member, user, groupsUnreadable: groups === 'unreadable' };
  }
  const { isOther, held } = await people.setGroups(scope, user, groups);
  if (held)
    note('brake.held', `the roles stay as before: mass change ${held.id} holds what is lost`);
  if (isManaged) return { member: synced.member, user, groupsUnreadable: false };
  const after = await recomputeUnlessLastAdmin(scope, synced.member, {
    connectionId: connection.id,
    // said when it changes, and not at every sign-in
    quiet: !isOther,
    note,
    ...(!isNew && { whenFull: 'queue' }),
  });
  return { member: after, user, groupsUnreadable: false };
}

/**
 * The user as the provider says it now, with the address that counts: the one of before, one of a domain that the organization has proved,
 * or one that the person has proved. Another one is kept with the identity, and told.
 */
export async function writeSeenUser(
  scope: SignInScope,
  statement: IdentityStatement,
  {
    user,
    member,
    identity,
  }: { readonly user: ScimUser; readonly member: Member; readonly identity: SignInIdentity },
): Promise<ScimUser> {
  const { email: said } = statement;
  const before = emailOfUser(user) ?? member.email;
  const email = await countedEmail(scope, statement, before);
  if (said !== undefined && email !== said && said !== identity.email) {
    await scope.journal.append({
      type: 'sign_in.address_kept',
      target: { kind: 'member', id: member.id, name: member.name },
      before: { email: before },
      after: { email: said, connectionId: scope.connection.id, connection: scope.connection.name },
    });
    scope.note('address.kept', 'the organization has not proved the domain of the new address');
  }
  return scope.people.write(scope, user, statedUserOf(statement, { key: user.userNameKey, email }));
}

/** Administrators are told of the first person whose groups cannot be read, and again only after all of them could be. */
export async function noteUnreadableGroups(
  scope: SignInScope,
  identity: SignInIdentity,
  { groupsUnreadable, member }: Applied,
  isSaid: boolean,
): Promise<SignInIdentity> {
  const { tx, journal, connection } = scope;
  const unreadable = connectionTallyKey('groups-unreadable', connection.id);
  const wasUnreadable = identity.groupsUnreadable === true;
  if (groupsUnreadable && !wasUnreadable) {
    const count = await tx.tallies.adjust(unreadable, 1);
    if (count === 1) {
      await journal.append({
        type: 'sign_in.groups_unreadable',
        target: { kind: 'connection', id: connection.id, name: connection.name },
        after: { memberId: member.id, member: member.name },
      });
    }
    return writeIdentity(scope, identity, { groupsUnreadable: true });
  }
  if (!isSaid || !wasUnreadable) return identity;
  await tx.tallies.adjust(unreadable, -1);
  const { groupsUnreadable: _unreadable, ...rest } = identity;
  return writeIdentity(scope, rest, {});
}
