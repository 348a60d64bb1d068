import type { HttpDeps } from '../deps.js';

/** As the services of the core give them: this module knows no store. */
export type Session = Awaited<ReturnType<HttpDeps['core']['sessions']['authenticate']>>;
export type Account = Awaited<ReturnType<HttpDeps['core']['accounts']['get']>>;
export type Organization = Awaited<ReturnType<HttpDeps['core']['organizations']['get']>>;
export type Flow = NonNullable<Awaited<ReturnType<HttpDeps['signIn']['flows']['open']>>>;
export type SignInConnection = Awaited<
  ReturnType<HttpDeps['signIn']['ways']['ofOrganization']>
>[number];
