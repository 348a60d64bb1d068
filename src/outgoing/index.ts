/**
 * Owns calls that leave the server: questions to DNS, and what is fetched by HTTP from addresses that customers name. It never knows why
 * something is asked, nor by whom; it is handed names and gives back what was answered. Mail leaves by `notifications`, which speaks SMTP
 * itself.
 */
export {
  createHttpClient,
  OutgoingError,
  type Fetched,
  type FetchOptions,
  type HttpClient,
  type HttpClientOptions,
  type Lookup,
  type OutgoingReason,
} from './http-client.js';
export { createTxtResolver, tracedResolver, type TxtResolver } from './txt-resolver.js';
