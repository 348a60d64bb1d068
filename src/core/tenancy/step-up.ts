import { Fault, instant, type Context } from '#kernel/index.js';
import type { Organization, SignInSession } from '#store/index.js';

/** How long a step-up is good for. */
export const STEP_UP_MINUTES = 10;

const MINUTE_MS = 60_000;

/** What is done that an organization may want proved once more. */
export type HighRiskAct =
  'ownership' | 'administrators' | 'keys' | 'deletion' | 'mappings' | 'connections' | 'security';

/**
 * How a person's session stands to acts of high risk, of the records that the transaction has read anyhow. Work that outlives the session
 * was allowed when it began: a step-up of the session counts as long as the session is kept.
 */
export function stepUpOf(
  { clock, outlivesSession }: Pick<Context, 'clock' | 'outlivesSession'>,
  { id: organizationId, slug, policies }: Pick<Organization, 'id' | 'slug' | 'policies'>,
  session: Pick<SignInSession, 'steppedUpAt'> | undefined,
): NonNullable<Context['stepUp']> {
  const at = session?.steppedUpAt;
  const isFresh = at !== undefined && (outlivesSession === true || isFreshAt(at, clock.now()));
  return { isFresh, isAsked: policies?.secondFactor?.highRisk === true, organizationId, slug };
}

/** Not one of the future either: the clock may have been set back. */
export function isFreshAt(at: string, now: number): boolean {
  return at <= instant(now) && Date.parse(at) > now - STEP_UP_MINUTES * MINUTE_MS;
}

/**
 * Fault `step_up.required`: a person with a session has to prove once more who they are. Asked where the organization's policy says so, or
 * by every organization (`always`). Keys, directories, jobs and members for whom a host application speaks have limits of their own, and
 * are not asked.
 */
export function requireStepUp(
  { stepUp }: Pick<Context, 'stepUp'>,
  act: HighRiskAct,
  { always = false }: { readonly always?: boolean } = {},
): void {
  if (stepUp === undefined || stepUp.isFresh || !(always || stepUp.isAsked)) return;
  const { organizationId, slug } = stepUp;
  throw new Fault('step_up.required', { organizationId, slug, act, minutes: STEP_UP_MINUTES });
}
