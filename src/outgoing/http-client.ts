import { rootCertificates } from 'node:tls';
import type { Agent, Dispatcher } from 'undici';
import { pinnedLookup, readUrl, systemAddresses, type Lookup } from './allowed-urls.js';
import { readBody, type KeptBody } from './bodies.js';
import { outgoingError, OutgoingError } from './errors.js';
import { readAllowedPlace } from './public-addresses.js';

export interface FetchOptions {
  readonly maxBytes: number;
  /** for everything, redirects included; 10 when absent */
  readonly seconds?: number;
  readonly accept?: string;
}

export interface Fetched {
  readonly body: Buffer;
  readonly contentType: string;
  /** after redirects */
  readonly url: string;
}

/** A request of a protocol, whose answer counts whatever its status is. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'OPTIONS';
  readonly headers: Readonly<Record<string, string>>;
  /** a buffer is sent as it is: what was signed is what is sent */
  readonly body?: string | Buffer;
  readonly maxBytes: number;
  /**
   * `whole` when absent: a longer or compressed answer is an error. `start`: the answer counts, its first `maxBytes` are kept as they came,
   * and the connection is closed.
   */
  readonly keep?: 'whole' | 'start';
  /** for everything, from the question to DNS to the last byte; 10 when absent */
  readonly seconds?: number;
  /** gives the request up, with the failure `aborted` */
  readonly signal?: AbortSignal;
}

export interface OutgoingAnswer extends KeptBody {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** from the question to DNS to the last byte that was read */
  readonly milliseconds: number;
}

/** Calls what customers name: metadata, keys, logos, receivers of webhooks, hooks. Nothing is tried twice. */
export interface HttpClient {
  /** One request, to that address alone: a redirect is an answer like any other. @throws OutgoingError */
  request(url: string, request: OutgoingRequest): Promise<OutgoingAnswer>;
  /** GET. @throws OutgoingError */
  fetch(url: string, options: FetchOptions): Promise<Fetched>;
  /** What speaks against an address before anything is asked of it: a name is resolved at the fetch. @throws OutgoingError */
  requireAllowedUrl(url: string): void;
}

export interface HttpClientOptions {
  /** the setting `outgoing.allow` */
  readonly allow: readonly string[];
  /** PEM: certificates of authorities that are believed beside those that Node knows */
  readonly authorities?: string;
  /** instead of asking DNS */
  readonly lookup?: Lookup;
}

const MAX_REDIRECTS = 3;
const DEFAULT_SECONDS = 10;

/** Of the question to DNS, TCP and TLS together. */
const CONNECT_MS = 5_000;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The one way out by HTTP. Only public addresses, by HTTPS, unless the operator admits a place. The address that is checked is the one
 * that is connected to; every redirect is checked anew; no proxy of the environment is asked, and no variable of it switches the check of
 * certificates off.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const places = options.allow.map(readAllowedPlace);
  const { authorities, lookup = systemAddresses } = options;
  const ca = authorities === undefined ? undefined : [...rootCertificates, authorities];
  // one for each request: what its look-up has checked is what it connects to
  const agentFor = async (url: URL): Promise<Agent> => {
    const connect = {
      lookup: pinnedLookup(url, places, lookup),
      timeout: CONNECT_MS,
      rejectUnauthorized: true,
      ...(ca && { ca }),
    };
    const { Agent } = await library();
    return new Agent({ connect, pipelining: 0 });
  };
  return {
    requireAllowedUrl: (url) => void readUrl(url, places),
    async request(url, options) {
      const target = readUrl(url, places);
      const dispatcher = await agentFor(target);
      const begun = performance.now();
      const limits = { dispatcher, signal: budgetOf(options) };
      const answer = await within(limits, target, () =>
        requestOnce(target, { ...options, ...limits }),
      );
      return { ...answer, milliseconds: Math.round(performance.now() - begun) };
    },
    async fetch(url, options) {
      let target = readUrl(url, places);
      // to load it takes no part of the time that a call has
      await library();
      const signal = budgetOf(options);
      for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
        const limits = { dispatcher: await agentFor(target), signal };
        const result = await within(limits, target, () =>
          fetchOnce(target, { ...options, ...limits }),
        );
        if (typeof result !== 'string') return result;
        target = readUrl(result, places);
      }
      throw new OutgoingError('redirects', `There were more than ${MAX_REDIRECTS} redirects.`);
    },
  };
}

interface Limits {
  readonly dispatcher: Agent;
  readonly signal: AbortSignal;
}

function budgetOf({
  seconds = DEFAULT_SECONDS,
  signal,
}: Pick<OutgoingRequest, 'seconds' | 'signal'>): AbortSignal {
  const budget = AbortSignal.timeout(seconds * 1_000);
  return signal ? AbortSignal.any([signal, budget]) : budget;
}

/** Runs the work until its time is over, also while DNS does not answer, and closes the connection. */
async function within<T>(
  { dispatcher, signal }: Limits,
  target: URL,
  work: () => Promise<T>,
): Promise<T> {
  let giveUp = (): void => undefined;
  const over = new Promise<never>((_resolve, reject) => {
    // after the client had its turn, which knows whether an answer had begun
    giveUp = () => void setImmediate(() => reject(signal.reason as Error));
    signal.addEventListener('abort', giveUp);
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([work(), over]);
  } catch (error) {
    throw outgoingError(error, target.host);
  } finally {
    signal.removeEventListener('abort', giveUp);
    // a stream that was not read to its end goes with its connection
    await dispatcher.destroy();
  }
}

/** Loaded with the first call that leaves: until then its megabyte of source, and what is made of it, is not in memory. */
function library(): Promise<typeof import('undici')> {
  return import('undici');
}

async function requestOnce(
  url: URL,
  { method, headers, body, maxBytes, keep = 'whole', ...limits }: OutgoingRequest & Limits,
): Promise<Omit<OutgoingAnswer, 'milliseconds'>> {
  const { request } = await library();
  const response = await request(url, {
    ...limits,
    method,
    headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'Muster' },
    ...(body !== undefined && { body }),
  });
  const { statusCode: status } = response;
  const kept = await readBody(response, url, { maxBytes, keep }).catch((error: unknown) => {
    throw outgoingError(error, url.host, status);
  });
  const single = Object.entries(response.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return { status, headers: Object.fromEntries(single), ...kept };
}

/** What was fetched, or where the redirect leads. */
async function fetchOnce(
  url: URL,
  { accept = '*/*', maxBytes, dispatcher, signal }: FetchOptions & Limits,
): Promise<Fetched | string> {
  const headers = { accept, 'accept-encoding': 'identity', 'user-agent': 'Muster' };
  const { request } = await library();
  const response = await request(url, { dispatcher, signal, headers, method: 'GET' });
  if (REDIRECTS.has(response.statusCode)) return redirectOf(response, url);
  if (response.statusCode !== 200) {
    const { statusCode: status } = response;
    throw new OutgoingError('status', `${url.host} answered with status ${status}.`, { status });
  }
  const { body } = await readBody(response, url, { maxBytes, keep: 'whole' });
  const contentType = response.headers['content-type'];
  return {
    body,
    contentType: typeof contentType === 'string' ? contentType : '',
    url: url.href,
  };
}

function redirectOf({ headers }: Dispatcher.ResponseData, url: URL): string {
  const { location } = headers;
  if (typeof location !== 'string') {
    throw new OutgoingError('status', `${url.host} redirects to nowhere.`);
  }
  return URL.canParse(location, url.href) ? new URL(location, url).href : location;
}
