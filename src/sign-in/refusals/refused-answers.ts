import { connectionEntry, inOrganization } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { SignInConnection, SignInAttempt } from '#store/index.js';
import type { ProtocolDeps } from '../deps.js';
import type { ProviderRefusal } from './refusals.js';

/** An answer, or a logout message, that was not taken. */
export interface RefusedMessage {
  readonly connection: SignInConnection;
  readonly purpose: SignInAttempt['purpose'];
  /** its signature was good: it came from the provider */
  readonly verified: boolean;
  readonly refusal: ProviderRefusal;
  readonly trace: SignInAttempt['trace'];
}

/**
 * Keeps a refusal in the log of the connection; resolves to the id of its row. The journal hears of what was verified: anything else could
 * be sent by anybody.
 */
export async function noteRefusal(
  { core, attempts }: Pick<ProtocolDeps, 'core' | 'attempts'>,
  ctx: Context,
  { connection, purpose, verified, refusal, trace }: RefusedMessage,
): Promise<string> {
  const { code: reason, details } = refusal;
  const { configuration } = connection;
  const attempt = { purpose, reason, details, configuration, trace };
  if (!verified) return (await attempts.noteUnverified(ctx, connection, attempt)).id;
  const { id: attemptId } = await attempts.note(ctx, connection, {
    ...attempt,
    outcome: 'refused',
  });
  const { target } = connectionEntry(connection, 'refused');
  const after = { reason, purpose, details, attemptId };
  await inOrganization(
    core.deps,
    ctx,
    connection.organizationId,
    (scope) => scope.journal.append({ type: 'sign_in.refused', target, after }),
    'any',
  );
  return attemptId;
}
