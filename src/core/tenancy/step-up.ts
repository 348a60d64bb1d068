import { Fault, instant, type Context } from '#kernel/index.js';
import type { Member, Organization, OrganizationPolicies, SignInSession } from '#store/index.js';
import { isLive } from './roles.js';

/** How long a step-up is good for. */
export const STEP_UP_MINUTES = 10;

const MINUTE_MS = 60_000;

/** What is done that an organization may want proved once more. */
export type HighRiskAct =
  'ownership' | 'administrators' | 'keys' | 'deletion' | 'mappings' | 'connections' | 'security';

type Stepped = Pick<SignInSession, 'steppedUpAt'>;

/**
 * How a person's session stands to acts of high risk, of the records that the transaction has read anyhow. Work that outlives the session
 * was allowed when it began: a step-up of the session counts as long as the session is kept.
 */
export function stepUpOf(
  { clock, outlivesSession }: Pick<Context, 'clock' | 'outlivesSession'>,
  { id: organizationId, slug, policies }: Pick<Organization, 'id' | 'slug' | 'policies'>,
  { session, member }: { readonly session: Stepped | undefined; readonly member: Member },
): NonNullable<Context['stepUp']> {
  const at = session?.steppedUpAt;
  const now = clock.now();
  const isFresh = at !== undefined && (outlivesSession === true || isFreshAt(at, now));
  const policy = policies?.secondFactor;
  const isAsked = policy?.highRisk === true && concerns(policy, member, now);
  return { isFresh, isAsked, organizationId, slug };
}

/** Whether the policy is about this member today: about everybody, or about the holders of its roles, from the day of each role on. */
export function concerns(
  { roles }: NonNullable<OrganizationPolicies['secondFactor']>,
  { grants }: Pick<Member, 'grants'>,
  now: number,
): boolean {
  if (roles === undefined) return true;
  const held = new Set(grants.filter((one) => isLive(one, now)).map(({ role }) => role));
  return roles.some(({ role, from }) => held.has(role) && Date.parse(from) <= now);
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
