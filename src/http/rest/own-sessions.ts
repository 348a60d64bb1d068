import { Fault } from '#kernel/index.js';
import type { SignInSession } from './routes.js';

/** The router lets nobody without one come here. */
export function sessionOf(session: SignInSession | undefined): SignInSession {
  if (session) return session;
  throw new Fault('session.invalid');
}

/** The account belongs to the person: a company's provider speaks of its own organization. Fault `session.login_required`. */
export function requireOwnProof({ connectionId }: SignInSession): void {
  if (connectionId !== undefined) throw new Fault('session.login_required', { reason: 'account' });
}
