/** An event as Muster writes it itself: JSON with the type, the time and `data` where Standard Webhooks 1.0 has them. */
import type { IntegrationDeps } from '../deps.js';
import type { EncodeEvent } from './encodings.js';

export function encodeNative(_deps: Pick<IntegrationDeps, 'baseUrl'>): EncodeEvent {
  return ({ data, ...event }, { payload }) => ({
    body: JSON.stringify(payload === 'thin' ? event : { ...event, data }),
    headers: { 'content-type': 'application/json' },
  });
}
