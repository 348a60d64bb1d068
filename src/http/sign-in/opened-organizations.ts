import { isWayInto } from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';
import { goOn } from './begin.js';
import { homeOf } from './return-addresses.js';
import type { PageAnswer, PageRequest, Redirect } from './pages.js';
import type { Organization, Session } from './view-types.js';

/**
 * Whether the session opens the organization, and if not, what is missing: a second step, the way that it enforces, or that an owner says
 * they come in without it.
 */
export type Access = 'open' | 'second_step' | 'enforced' | 'break_glass' | 'closed';

export async function accessOf(
  { deps, ctx }: Pick<PageRequest, 'deps' | 'ctx'>,
  session: Session,
  organizationId: string,
): Promise<Access> {
  try {
    await deps.core.sessions.asPerson(ctx, session, organizationId);
    return 'open';
  } catch (error) {
    return accessOfRefusal(error);
  }
}

/** What is missing, of the refusal of `asPerson`. Throws again what refuses nothing: a defect, a database that is away. */
export function accessOfRefusal(error: unknown): Exclude<Access, 'open'> {
  if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
  const { code, details } = error;
  if (code === 'step_up.required') return 'second_step';
  const { reason } = details;
  if (reason === 'sign_in_enforced') return 'enforced';
  return reason === 'break_glass' ? 'break_glass' : 'closed';
}

/**
 * The same, as it is told to the person: of an address that comes in by the enforced connections only it is no secret, so it is said to
 * who is no member too. Who is one by such a connection has no member in a session of their own.
 */
export async function accessTold(
  page: Pick<PageRequest, 'deps' | 'ctx'>,
  session: Session,
  organization: Organization,
): Promise<Access> {
  const access = await accessOf(page, session, organization.id);
  if (access !== 'closed' || !organization.signInEnforcement) return access;
  const { email } = await page.deps.core.accounts.get(page.ctx, session.accountId);
  return email !== undefined && !isWayInto(organization, email) ? 'enforced' : access;
}

/** The page that gives what is missing. */
export const PAGE_OF_ACCESS: Readonly<Record<Exclude<Access, 'open'>, string>> = {
  second_step: '/sign-in/step-up',
  enforced: '/sign-in/enforced',
  break_glass: '/sign-in/enforced',
  closed: '/sign-in',
};

/** On with a session that was just made or stepped up, by way of the page on which the organization that was asked for wants more of it. */
export async function goInto(
  page: PageRequest,
  {
    session,
    organization,
    returnTo,
  }: {
    readonly session: Session;
    readonly organization: Organization | undefined;
    readonly returnTo: string | undefined;
  },
  cookies: readonly string[],
): Promise<PageAnswer | Redirect> {
  const access = organization ? await accessTold(page, session, organization) : 'open';
  if (!organization || access === 'closed') return goOn(page, returnTo, cookies);
  if (access === 'open') return goOn(page, returnTo ?? homeOf(page, organization.id), cookies);
  const query = { organization: organization.slug, return: returnTo };
  return { redirect: page.to(PAGE_OF_ACCESS[access], query), cookies };
}

/** The person as a caller in the organization; undefined where the session does not open it. */
export async function personIn(
  { deps, ctx }: Pick<PageRequest, 'deps' | 'ctx'>,
  session: Session,
  organizationId: string,
): Promise<Context | undefined> {
  try {
    return await deps.core.sessions.asPerson(ctx, session, organizationId);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return undefined;
  }
}
