import { Fault, type Context } from '#kernel/index.js';
import { equals, oneOf, type Member, type Store, type Writers } from '#store/index.js';

type ScimUserReader = Pick<Store['read'], 'scimUsers'> | Pick<Writers, 'scimUsers'>;

/** Which of these members a directory manages: those for whom a user of a connection stands. At most 1,000 ids. */
export async function managedAmong(
  { scimUsers }: ScimUserReader,
  memberIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (memberIds.length === 0) return new Set();
  const { records } = await scimUsers.find({ where: oneOf('memberId', memberIds), limit: 1_000 });
  return new Set(records.map(({ memberId }) => memberId));
}

/** Whether people were given a while in which they may change what a directory manages. */
export function isUnlocked({ unlockedUntil }: Member, now: number): boolean {
  return unlockedUntil !== undefined && Date.parse(unlockedUntil) > now;
}

/**
 * Fault `member.managed` with the connection, unless the member is nobody's directory's or is unlocked for now: name, address,
 * status and removal are the identity provider's to say.
 */
export async function requireUnmanaged(
  { clock }: Context,
  tx: Pick<Writers, 'scimUsers' | 'connections'>,
  member: Member,
): Promise<void> {
  if (isUnlocked(member, clock.now())) return;
  const user = await tx.scimUsers.first(equals('memberId', member.id));
  if (!user) return;
  const connection = await tx.connections.get(user.connectionId);
  throw new Fault('member.managed', {
    id: member.id,
    connectionId: user.connectionId,
    ...(connection && { connection: connection.name }),
  });
}
