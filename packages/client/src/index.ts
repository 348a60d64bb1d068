/** Owns the way a host application speaks to Muster; never knows how Muster does what it is asked. Needs no package. */
export { createClient, MusterError } from './client.js';
export type { CallOptions, ClientOptions, MusterClient } from './client.js';
export type * from './contract.js';
