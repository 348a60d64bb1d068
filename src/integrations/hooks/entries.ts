import { inOrganization, type HookAsking, type HookQuestion } from '#core/index.js';
import { isFault, type Context } from '#kernel/index.js';
import type { Reason } from './answers.js';
import type { HookDeps } from './deps.js';
import type { AskedHook } from './registry.js';

interface Asked {
  readonly question: HookQuestion;
  readonly asking: HookAsking;
  readonly asked: AskedHook;
}

/** The journal says what did not happen, and why. */
export function appendDenied(
  deps: HookDeps,
  ctx: Context,
  { reason: { code, message }, ...asked }: Asked & { readonly reason: Reason },
): Promise<void> {
  return append(deps, ctx, { ...asked, type: 'hook.denied', more: { code, message } });
}

/** The one by which the circuit opens says so: those that follow while it is open write nothing. */
export function appendFailed(
  deps: HookDeps,
  ctx: Context,
  {
    problem,
    hasOpened,
    ...asked
  }: Asked & { readonly problem: string; readonly hasOpened: boolean },
): Promise<void> {
  const more = { problem, ...(hasOpened && { pausedSeconds: 30 }) };
  return append(deps, ctx, { ...asked, type: 'hook.failed', more });
}

/** In a transaction of its own: that of the change has been given up. */
async function append(
  deps: HookDeps,
  ctx: Context,
  { question, asking, asked, type, more }: Asked & { readonly type: string; readonly more: object },
): Promise<void> {
  const { hook, point } = asked;
  const { kind, id, name } = question.object;
  const object = { kind, ...(id !== undefined && { id }), ...(name !== undefined && { name }) };
  // the caller may not be admitted any more: that they asked is true all the same
  const own: Context = { ...ctx, followsUp: true };
  try {
    await inOrganization(deps.core, own, asking.organization.id, (scope) =>
      scope.journal.append({
        type,
        target: { kind: 'hook', id: hook.id, name: hook.name },
        after: { point, object, ...more },
      }),
    );
  } catch (error) {
    if (!isFault(error)) throw error;
    ctx.log.warn({ err: error, hook: hook.id, traceId: ctx.traceId }, `${type} was not noted`);
  }
}
