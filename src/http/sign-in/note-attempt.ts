import type { AdmissionResult } from '#sign-in/index.js';
import type { PageRequest } from './pages.js';
import type { Flow, SignInConnection } from './view-types.js';

/** For the log of sign-ins: the page's code finds it. */
export async function noteAttempt(
  { deps, ctx }: PageRequest,
  { statement, configuration = 0, purpose }: Flow,
  { connection, result }: { connection: SignInConnection; result: AdmissionResult },
): Promise<void> {
  if (!statement) return;
  const { issuer, subject, attributes } = statement;
  const isIn = result.outcome === 'admitted';
  await deps.signIn.attempts.note(ctx, connection, {
    purpose,
    outcome: isIn ? 'ok' : result.outcome === 'refused' ? 'refused' : 'waiting',
    ...(!isIn && { reason: result.code }),
    ...(isIn && { accountId: result.account.id, memberId: result.member.id }),
    // by which the log is found when the person is erased
    ...(result.outcome === 'waiting' && { memberId: result.linkRequest.memberId }),
    issuer,
    subject,
    attributes,
    configuration,
    trace: result.trace,
  });
}
