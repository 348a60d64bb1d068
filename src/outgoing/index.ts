/**
 * Owns calls that leave the server: questions to DNS, and what is asked by HTTP of addresses that customers name. It never knows why
 * something is asked, nor by whom; it is handed names and gives back what was answered, and nothing is tried twice. Mail leaves by
 * `notifications`, which speaks SMTP itself.
 */
export type { Lookup } from './allowed-urls.js';
export { OutgoingError, type OutgoingFailure, type OutgoingReason } from './errors.js';
export {
  createHttpClient,
  type Fetched,
  type FetchOptions,
  type HttpClient,
  type HttpClientOptions,
  type OutgoingAnswer,
  type OutgoingRequest,
} from './http-client.js';
export { createTxtResolver, tracedResolver, type TxtResolver } from './txt-resolver.js';
