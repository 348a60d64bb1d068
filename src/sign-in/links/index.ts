/** Links that the operator makes, for the first person and for one who is locked out. */
export { createSignInLinks, LINK_MINUTES } from './links.js';
export type { NewSignInLink, OpenLink, SignInLinks } from './links.js';
