import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import {
  bareHost,
  isInNetworks,
  isPublicAddress,
  readAllowedPlace,
  type AllowedPlace,
} from './public-addresses.js';

/** Why nothing was fetched. */
export type OutgoingReason =
  | 'url'
  | 'not_https'
  | 'address_refused'
  | 'redirects'
  | 'status'
  | 'too_large'
  | 'encoding'
  | 'timeout'
  | 'unreachable';

/** A fetch that came to nothing. The message is for people; it names the address that was asked for and never what answered. */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';

  constructor(
    readonly reason: OutgoingReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

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
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly maxBytes: number;
  /** 10 when absent */
  readonly seconds?: number;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Fetches what customers name: metadata, keys, logos. */
export interface HttpClient {
  /** One request, to that address alone: a redirect is an answer like any other. @throws OutgoingError */
  request(url: string, request: OutgoingRequest): Promise<OutgoingAnswer>;
  /** GET. @throws OutgoingError */
  fetch(url: string, options: FetchOptions): Promise<Fetched>;
  /** What speaks against an address before anything is asked of it: a name is resolved at the fetch. @throws OutgoingError */
  requireAllowedUrl(url: string): void;
}

export type Lookup = (
  host: string,
  callback: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface HttpClientOptions {
  /** the setting `outgoing.allow` */
  readonly allow: readonly string[];
  /** instead of asking DNS */
  readonly lookup?: Lookup;
}

const NEEDS_HTTPS =
  'The address must begin with https; by http only a host and port that the operator admits in outgoing.allow.';

const MAX_REDIRECTS = 3;
const MAX_URL_LENGTH = 2_000;
const DEFAULT_SECONDS = 10;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The one way out by HTTP. Only public addresses, by HTTPS, unless the operator admits a place. The address that is checked is the one
 * that is connected to; every redirect is checked anew; no proxy of the environment is asked.
 */
export function createHttpClient({ allow, lookup = lookUp }: HttpClientOptions): HttpClient {
  const places = allow.map(readAllowedPlace);
  return {
    requireAllowedUrl: (url) => void readUrl(url, places),
    async request(url, { seconds = DEFAULT_SECONDS, ...options }) {
      const signal = AbortSignal.timeout(seconds * 1_000);
      const target = readUrl(url, places);
      const agent = agentFor(target, places, lookup);
      try {
        return await requestOnce(target, agent, { ...options, signal });
      } catch (error) {
        throw outgoingError(error, target);
      } finally {
        await agent.destroy();
      }
    },
    async fetch(url, options) {
      const signal = AbortSignal.timeout((options.seconds ?? DEFAULT_SECONDS) * 1_000);
      let target = readUrl(url, places);
      for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
        const agent = agentFor(target, places, lookup);
        try {
          const response = await send(target, agent, { ...options, signal });
          const location = response.headers['location'];
          if (!REDIRECTS.has(response.statusCode)) return await read(response, target, options);
          if (typeof location !== 'string') {
            throw new OutgoingError('status', `${target.host} redirects to nowhere.`);
          }
          target = readUrl(absolute(location, target), places);
        } catch (error) {
          throw outgoingError(error, target);
        } finally {
          // a stream that was not read to its end goes with its connection
          await agent.destroy();
        }
      }
      throw new OutgoingError('redirects', `There were more than ${MAX_REDIRECTS} redirects.`);
    },
  };
}

function absolute(location: string, base: URL): string {
  return URL.canParse(location, base.href) ? new URL(location, base).href : location;
}

/** Everything that can be refused before a name is resolved. */
function readUrl(text: string, places: readonly AllowedPlace[]): URL {
  if (text.length > MAX_URL_LENGTH || !URL.canParse(text)) {
    throw new OutgoingError('url', 'The address is no URL, or longer than 2,000 characters.');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OutgoingError('not_https', NEEDS_HTTPS);
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutgoingError('url', 'The address must hold no user name and no password.');
  }
  const isAllowed = isAllowedHost(url, places);
  if (url.protocol === 'http:' && !isAllowed) {
    throw new OutgoingError('not_https', NEEDS_HTTPS);
  }
  const host = bareHost(url.hostname);
  if (isIP(host) !== 0 && !isAllowed && !isAllowedAddress(host, places)) throw refusedAddress(url);
  return url;
}

function isAllowedHost(url: URL, places: readonly AllowedPlace[]): boolean {
  const host = bareHost(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return places.some(
    (place) => place.kind === 'host' && place.host === host && place.port === port,
  );
}

function isAllowedAddress(address: string, places: readonly AllowedPlace[]): boolean {
  return isPublicAddress(address) || isInNetworks(address, places);
}

function refusedAddress(url: URL): OutgoingError {
  const text = `${url.host} is no address of the public internet; an operator can admit it in outgoing.allow.`;
  return new OutgoingError('address_refused', text);
}

/** An agent for one request: what its lookup has checked is what it connects to. */
function agentFor(url: URL, places: readonly AllowedPlace[], lookup: Lookup): Agent {
  const isAllowed = isAllowedHost(url, places);
  const pinned: LookupFunction = (host, options, callback) => {
    lookup(host, (error, addresses) => {
      if (error) return callback(error, []);
      const [first] = addresses;
      const areAllowed =
        isAllowed || addresses.every(({ address }) => isAllowedAddress(address, places));
      if (!first || !areAllowed) return callback(refusedAddress(url), []);
      if (options.all === true) return callback(null, [...addresses]);
      return callback(null, first.address, first.family);
    });
  };
  return new Agent({ connect: { lookup: pinned, timeout: 5_000 }, pipelining: 0 });
}

function lookUp(host: string, callback: Parameters<Lookup>[1]): void {
  systemLookup(host, { all: true }, (error, addresses) => callback(error, addresses));
}

function send(
  url: URL,
  dispatcher: Agent,
  { accept = '*/*', signal }: FetchOptions & { readonly signal: AbortSignal },
): Promise<Dispatcher.ResponseData> {
  const headers = { accept, 'accept-encoding': 'identity', 'user-agent': 'Muster' };
  return request(url, { dispatcher, signal, headers, method: 'GET' });
}

async function requestOnce(
  url: URL,
  dispatcher: Agent,
  { method, headers, body, maxBytes, signal }: OutgoingRequest & { readonly signal: AbortSignal },
): Promise<OutgoingAnswer> {
  const response = await request(url, {
    dispatcher,
    signal,
    method,
    headers: { ...headers, 'accept-encoding': 'identity', 'user-agent': 'Muster' },
    ...(body !== undefined && { body }),
  });
  const single = Object.entries(response.headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return {
    status: response.statusCode,
    headers: Object.fromEntries(single),
    body: await readBody(response, url, maxBytes),
  };
}

async function read(
  response: Dispatcher.ResponseData,
  url: URL,
  { maxBytes }: FetchOptions,
): Promise<Fetched> {
  const { statusCode, headers } = response;
  if (statusCode !== 200) {
    throw new OutgoingError('status', `${url.host} answered with status ${statusCode}.`);
  }
  const body = await readBody(response, url, maxBytes);
  const contentType = headers['content-type'];
  return {
    body,
    contentType: typeof contentType === 'string' ? contentType : '',
    url: url.href,
  };
}

async function readBody(
  { headers, body }: Dispatcher.ResponseData,
  url: URL,
  maxBytes: number,
): Promise<Buffer> {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new OutgoingError('encoding', `${url.host} sends compressed what was asked for plain.`);
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) {
      throw new OutgoingError('too_large', `${url.host} sends more than ${maxBytes} bytes.`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

function outgoingError(error: unknown, url: URL): OutgoingError {
  if (error instanceof OutgoingError) return error;
  const { name = '', cause } = (error ?? {}) as { name?: string; cause?: unknown };
  if (cause instanceof OutgoingError) return cause;
  if (name === 'TimeoutError') {
    return new OutgoingError('timeout', `${url.host} took too long.`, { cause: error });
  }
  return new OutgoingError('unreachable', `${url.host} cannot be reached.`, { cause: error });
}
