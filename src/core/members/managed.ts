import { Fault } from '#kernel/index.js';
import { oneOf, type Member, type Readers } from '#store/index.js';
import { isUnlocked } from '#core/entitlements/index.js';
import { allUsersOfMember, isOfDirectory, pagesOf } from '#core/tenancy/index.js';
import type { ReadScope } from './scopes.js';

/**
 * Which of these members a directory manages: those for whom a user stands that is written over SCIM. What an identity provider says at a
 * sign-in manages nobody: it would not take anybody out. At most 1,000 ids.
 */
export async function managedAmong(
  { scimUsers }: Pick<Readers, 'scimUsers'>,
  memberIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (memberIds.length === 0) return new Set();
  const managed = new Set<string>();
  for await (const users of pagesOf(scimUsers, oneOf('memberId', memberIds))) {
    for (const { memberId } of users.filter(isOfDirectory)) managed.add(memberId);
  }
  return managed;
}

/** The directory that manages a member: the id of its connection, and the name, where the connection is still there. */
export async function directoryOf(
  { tx, connections }: Pick<ReadScope, 'tx' | 'connections'>,
  memberId: string,
): Promise<{ readonly connectionId: string; readonly name: string | undefined } | undefined> {
  const user = (await allUsersOfMember(tx, memberId)).find(isOfDirectory);
  if (!user) return undefined;
  const { connectionId } = user;
  return { connectionId, name: (await connections.get(connectionId))?.name };
}

/**
 * Fault `member.managed` with the connection, unless no directory manages the member or the member is unlocked for now: name,
 * address, status and removal are the identity provider's to say.
 */
export async function requireUnmanaged(scope: ReadScope, member: Member): Promise<void> {
  if (isUnlocked(member, scope.ctx.clock.now())) return;
  const directory = await directoryOf(scope, member.id);
  if (!directory) return;
  const { connectionId, name } = directory;
  throw new Fault('member.managed', {
    id: member.id,
    connectionId,
    ...(name !== undefined && { connection: name }),
  });
}
