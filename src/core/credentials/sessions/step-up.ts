import { Fault, instant, type Context } from '#kernel/index.js';
import type { SignInSession, StepUpMethod } from '#store/index.js';
import {
  endOfSession,
  inInstallation,
  inOrganization,
  nextVersion,
  type CoreDeps,
  type InstallationScope,
} from '#core/tenancy/index.js';
import { newToken, personOf, requireAccount, type MadeSession } from './create.js';

/**
 * The person has proved once more who they are: the same session under another cookie, so that a copy of the one before has no part in
 * it. The entry stands in the journal of the organization whose provider made the session, else in that of the installation. Faults
 * `session.invalid`, `account.missing`, `organization.disabled`, `organization.deleted`.
 */
export async function stepUpSession(
  deps: CoreDeps,
  ctx: Context,
  { id, accountId, organizationId }: Pick<SignInSession, 'id' | 'accountId' | 'organizationId'>,
  steppedUpBy: StepUpMethod,
): Promise<MadeSession> {
  const { token, hash } = newToken();
  const work = async (scope: Pick<InstallationScope, 'ctx' | 'tx' | 'journal'>) => {
    const { tx, journal } = scope;
    const before = await tx.sessions.get(id);
    const end = before && endOfSession(before, ctx.clock.now());
    if (!before || end) throw end ?? new Fault('session.invalid');
    const steppedUpAt = instant(ctx.clock.now());
    const change = { hash, steppedUpAt, steppedUpBy };
    const after = nextVersion<SignInSession>(ctx, before, change);
    await tx.sessions.update(after);
    await journal.append({
      type: 'session.stepped_up',
      target: { kind: 'account', id: accountId },
      after: { sessionId: id, by: steppedUpBy },
    });
    return after;
  };
  const actor = personOf(await requireAccount(deps.store.read, accountId), id);
  const session =
    organizationId === undefined
      ? await inInstallation(deps, { ...ctx, actor }, accountId, work)
      : await inOrganization(deps, ctx, organizationId, (scope) => work(scope.actingAs(actor)));
  return { session, token };
}
