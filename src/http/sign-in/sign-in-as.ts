import type { HttpDeps } from '../deps.js';
import type { PageRequest } from './pages.js';
import type { Flow, Session } from './view-types.js';

type NewSession = Parameters<HttpDeps['core']['sessions']['create']>[1];

type Statement = NonNullable<Flow['statement']>;

const MAX_AGENT_LENGTH = 300;

/** A session of the person in this browser, in place of the one it had, with its cookie. */
export async function signInAs(
  page: PageRequest,
  input: NewSession,
): Promise<{ readonly session: Session; readonly cookies: readonly string[] }> {
  const { deps, ctx } = page;
  const { session, token } = await deps.core.sessions.create(ctx, { ...input, ...browserOf(page) });
  return { session, cookies: [await deps.cookies.session(token, session.expiresAt)] };
}

/** What a session says of the browser, and the one that it had. */
export function browserOf({
  request,
  signedIn,
}: PageRequest): Pick<NewSession, 'userAgent' | 'address' | 'replaces'> {
  const userAgent = request.get('user-agent')?.slice(0, MAX_AGENT_LENGTH);
  return {
    ...(userAgent !== undefined && { userAgent }),
    ...(request.ip !== undefined && { address: request.ip }),
    ...(signedIn && { replaces: signedIn.token }),
  };
}

/** How the person signed in there, as sessions keep it. */
export function saidOf({ authnContext, authnMethods, authenticatedAt }: Statement) {
  return {
    ...(authnContext !== undefined && { authnContext }),
    ...(authnMethods && { authnMethods }),
    ...(authenticatedAt !== undefined && { authnInstant: authenticatedAt }),
  };
}
