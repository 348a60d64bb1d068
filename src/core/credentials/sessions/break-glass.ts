import { Fault, type Context } from '#kernel/index.js';
import { all, equals, type SignInSession } from '#store/index.js';
import {
  endOfSession,
  enforcedAccess,
  inOrganization,
  nextVersion,
  refusalOfSession,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { newToken, personOf, requireAccount, type MadeSession } from './create.js';

/**
 * An owner comes in past the enforced connections: noted in the session and said in the organization's journal at once, so that the owners
 * are told of each use. The session goes on under another cookie. Faults `session.invalid`, `step_up.required` (no second factor was
 * shown), `session.login_required` (everybody else, and where it is not needed), those of a closed organization.
 */
export function breakGlass(
  deps: CoreDeps,
  ctx: Context,
  { id, accountId }: Pick<SignInSession, 'id' | 'accountId'>,
  organizationId: string,
): Promise<MadeSession> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    const { tx, organization } = scope;
    const before = await tx.sessions.get(id);
    const now = ctx.clock.now();
    const end = before && endOfSession(before, now);
    if (before?.accountId !== accountId || end) throw end ?? new Fault('session.invalid');
    const ofAccount = all(equals('accountId', accountId), equals('organizationId', organizationId));
    const member = await tx.members.first(all(ofAccount, equals('status', 'active')));
    const hasSecondStep = before.secondStepAt !== undefined;
    const asked = { organization, member, connection: undefined, now };
    const access = member && enforcedAccess({ ...before, hasSecondStep }, organization, member);
    const refusal = refusalOfSession(before, asked);
    if (!member || access !== 'break_glass' || refusal?.details['reason'] !== 'break_glass') {
      const { slug } = organization;
      const reason = 'sign_in_enforced';
      throw refusal ?? new Fault('session.login_required', { organizationId, slug, reason });
    }
    const { token, hash } = newToken();
    const brokeGlassFor = [...(before.brokeGlassFor ?? []), organizationId];
    const session = nextVersion<SignInSession>(scope.ctx, before, { hash, brokeGlassFor });
    await tx.sessions.update(session);
    const account = await requireAccount(tx, accountId);
    await scope.actingAs(personOf(account, id, member.id)).journal.append({
      type: 'sign_in.break_glass_used',
      target: { kind: 'member', id: member.id, name: member.name },
      after: { sessionId: id, method: before.method, by: before.steppedUpBy },
    });
    return { session, token };
  });
}
