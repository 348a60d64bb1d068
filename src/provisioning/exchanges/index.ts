/**
 * Owns the exchange log: what is kept of each request of an identity provider, how it is written a moment later, how much of it one
 * connection may keep, and how it is looked through. Repeats of a refused request, and requests without a good token, are counted in
 * one entry (folds.ts, refused-tokens.ts). What is kept never holds a secret: next door, redaction.ts.
 */
export {
  createExchanges,
  type ExchangeOptions,
  type ExchangeFigures,
  type Exchanges,
} from './exchanges.js';
export { enoughLength } from './entries.js';
export { newestExchanges } from './lists.js';
