import { instant, type Context } from '#kernel/index.js';
import { all, compare, equals, type SignInSession, type Store } from '#store/index.js';

/** Sessions of one account that are shown; there are never more. */
const MAX_SESSIONS = 100;

/** The live sessions of a person, for their own page. */
export async function sessionsOfAccount(
  { read }: Store,
  { clock }: Context,
  accountId: string,
): Promise<readonly SignInSession[]> {
  const where = all(
    equals('accountId', accountId),
    compare('expiresAt', 'gt', instant(clock.now())),
  );
  const { records } = await read.sessions.find({ where, limit: MAX_SESSIONS });
  return records.filter(({ endedAt }) => endedAt === undefined);
}
