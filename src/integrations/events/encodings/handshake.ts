import { OutgoingError, type HttpClient } from '#outgoing/index.js';

/**
 * What a receiver of CloudEvents says when it is asked whether it wants to be sent to (HTTP 1.1 Web Hooks for Event Delivery 1.0,
 * section 4). `no_handshake`: it answered and knows nothing of the question; `denied`: it admits other origins only.
 */
export type ReceiverConsent =
  | {
      readonly isGiven: true;
      /** absent: as many as there are */ readonly requestsPerMinute?: number;
    }
  | {
      readonly isGiven: false;
      readonly reason: 'no_handshake' | 'denied' | 'failed';
      /** in words, for administrators */
      readonly message: string;
    };

interface Question {
  readonly url: string;
  /** DNS name of this installation */
  readonly origin: string;
  readonly seconds: number;
}

/** OPTIONS. The status says nothing: a server without the handshake and one that denies both answer 405, and the header decides. */
export async function askReceiver(
  outgoing: Pick<HttpClient, 'request'>,
  { url, origin, seconds }: Question,
): Promise<ReceiverConsent> {
  try {
    const { headers } = await outgoing.request(url, {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': origin },
      maxBytes: 0,
      keep: 'start',
      seconds,
    });
    return consentOf(headers, origin);
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    return { isGiven: false, reason: 'failed', message: error.message };
  }
}

function consentOf(headers: Readonly<Record<string, string>>, origin: string): ReceiverConsent {
  const allowed = headers['webhook-allowed-origin']?.trim();
  if (allowed === undefined || allowed === '') {
    const message =
      'The receiver answered OPTIONS without WebHook-Allowed-Origin: it does not know the handshake of CloudEvents, or is another one.';
    return { isGiven: false, reason: 'no_handshake', message };
  }
  const origins = allowed.split(',').map((text) => text.trim().toLowerCase());
  if (!origins.includes('*') && !origins.includes(origin.toLowerCase())) {
    const message = `The receiver admits other origins only; admit ${origin} there.`;
    return { isGiven: false, reason: 'denied', message };
  }
  const rate = headers['webhook-allowed-rate']?.trim() ?? '';
  const requestsPerMinute = /^[1-9]\d{0,8}$/.test(rate) ? Number(rate) : undefined;
  return { isGiven: true, ...(requestsPerMinute !== undefined && { requestsPerMinute }) };
}
