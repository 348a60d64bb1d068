import { Fault } from '#kernel/index.js';
import { equals, oneOf, type Member, type Readers } from '#store/index.js';
import type { ReadScope } from './scopes.js';

/** Which of these members a directory manages: those for whom a user of a connection stands. At most 1,000 ids. */
export async function managedAmong(
  { scimUsers }: Pick<Readers, 'scimUsers'>,
  memberIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (memberIds.length === 0) return new Set();
  const { records } = await scimUsers.find({ where: oneOf('memberId', memberIds), limit: 1_000 });
  return new Set(records.map(({ memberId }) => memberId));
}

/** Whether people may, for a while, change what a directory manages. */
export function isUnlocked({ unlockedUntil }: Member, now: number): boolean {
  return unlockedUntil !== undefined && Date.parse(unlockedUntil) > now;
}

/**
 * Fault `member.managed` with the connection, unless no directory manages the member or the member is unlocked for now: name,
 * address, status and removal are the identity provider's to say.
 */
export async function requireUnmanaged(
  { ctx, tx, connections }: Pick<ReadScope, 'ctx' | 'tx' | 'connections'>,
  member: Member,
): Promise<void> {
  if (isUnlocked(member, ctx.clock.now())) return;
  const user = await tx.scimUsers.first(equals('memberId', member.id));
  if (!user) return;
  const { connectionId } = user;
  const connection = await connections.get(connectionId);
  throw new Fault('member.managed', {
    id: member.id,
    connectionId,
    ...(connection && { connection: connection.name }),
  });
}
