import { Fault } from '#kernel/index.js';
import type { SignInSession } from './routes.js';

/** The router lets nobody without one come here. */
export function sessionOf(session: SignInSession | undefined): SignInSession {
  if (session) return session;
  throw new Fault('session.invalid');
}

/** The account belongs to the person: a company's provider speaks of its own organization. Fault `session.login_required`. */
export function requireOwnProof(session: SignInSession): void {
  if (!isOwnProof(session)) throw new Fault('session.login_required', { reason: 'account' });
}

/** Whether the person proved who they are by something of their own, and no company's provider said it. */
export function isOwnProof({ connectionId }: SignInSession): boolean {
  return connectionId === undefined;
}
