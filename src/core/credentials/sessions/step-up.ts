import { Fault, instant, isFault, type Context } from '#kernel/index.js';
import { equals, type SignInSession, type StepUpMethod } from '#store/index.js';
import {
  endOfSession,
  findAll,
  inInstallation,
  inOrganization,
  nextVersion,
  type CoreDeps,
  type InstallationScope,
} from '#core/tenancy/index.js';
import { newToken, personOf, requireAccount, type MadeSession } from './create.js';
import { endSessions } from './end.js';

type SessionOf = Pick<SignInSession, 'id' | 'accountId' | 'organizationId'>;

const SECOND_STEPS: ReadonlySet<StepUpMethod> = new Set(['totp', 'passkey', 'recovery_code']);

/** Whether it was a second factor, and not once more what the session was made with. */
export function isSecondStep(by: StepUpMethod | undefined): boolean {
  return by !== undefined && SECOND_STEPS.has(by);
}

/** Another process was a moment earlier. */
const MAX_ATTEMPTS = 4;

/**
 * What a person changes of what they prove themselves by, as that person: in the organization whose provider made the session, with its
 * journal, else in the installation. Faults `account.missing`, `organization.disabled`, `organization.deleted`.
 */
export async function inScopeOfSession<T>(
  deps: CoreDeps,
  ctx: Context,
  { id, accountId, organizationId }: SessionOf,
  work: (scope: InstallationScope) => Promise<T>,
): Promise<T> {
  const actor = personOf(await requireAccount(deps.store.read, accountId), id);
  if (organizationId !== undefined) {
    return inOrganization(deps, ctx, organizationId, (scope) => work(scope.actingAs(actor)));
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inInstallation(deps, { ...ctx, actor }, accountId, work);
    } catch (error) {
      if (!isFault(error, 'record.exists', 'record.stale') || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * The person has proved once more who they are: the same session under another cookie, so that a copy of the one before has no part in
 * it. Faults `session.invalid`, and those of `inScopeOfSession`.
 */
export function stepUpSession(
  deps: CoreDeps,
  ctx: Context,
  session: SessionOf,
  by: StepUpMethod,
): Promise<MadeSession> {
  return inScopeOfSession(deps, ctx, session, (scope) => stepUpIn(scope, session, by));
}

/** The same in a transaction that checks the proof. Fault `session.invalid`. */
export async function stepUpIn(
  { ctx, tx, journal }: InstallationScope,
  { id, accountId }: SessionOf,
  steppedUpBy: StepUpMethod,
): Promise<MadeSession> {
  const { token, hash } = newToken();
  const before = await tx.sessions.get(id);
  const end = before && endOfSession(before, ctx.clock.now());
  if (!before || end) throw end ?? new Fault('session.invalid');
  const steppedUpAt = instant(ctx.clock.now());
  const session = nextVersion<SignInSession>(ctx, before, {
    hash,
    steppedUpAt,
    steppedUpBy,
    ...(isSecondStep(steppedUpBy) && { secondStepAt: steppedUpAt }),
  });
  await tx.sessions.update(session);
  await journal.append({
    type: 'session.stepped_up',
    target: { kind: 'account', id: accountId },
    after: { sessionId: id, by: steppedUpBy },
  });
  return { session, token };
}

/**
 * The person's other sessions end, as far as the factor counts that was set up in this one: of the organization, or all of them. Resolves
 * to how many.
 */
export async function endOtherSessions(
  scope: InstallationScope,
  { id, accountId, organizationId }: SessionOf,
): Promise<number> {
  const found = await findAll(scope.tx.sessions, equals('accountId', accountId));
  const others = found.filter(
    (one) =>
      one.id !== id && (organizationId === undefined || one.organizationId === organizationId),
  );
  return endSessions(scope, others, 'revoked');
}
