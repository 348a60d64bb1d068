/**
 * Owns how people sign in: what is said to identity providers and what they say, codes by mail, and the way of a sign-in from the first
 * page to the session. It knows no HTTP: it is handed forms and cookies' values, and gives back addresses and what to tell. Who belongs to
 * an organization is decided by the core.
 */
import type { SignInDeps } from './deps.js';
import { createSaml } from './saml/index.js';

export type { SignInDeps } from './deps.js';
export type { OutgoingMessage, Saml } from './saml/index.js';

export type SignIn = ReturnType<typeof createSignIn>;

export function createSignIn(deps: SignInDeps) {
  return {
    saml: createSaml(deps),
  };
}
