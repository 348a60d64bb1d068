/** Where a person is sent to sign in: by the domain of the address that an organization has proved, or by the organization asked for. */
export { createWays, type Ways } from './ways.js';
