import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, SentRequest } from './exchanges.js';

/** How a client presents itself on the wire. */
export interface ClientProfile {
  /** empty: the header has no value (fetch cannot leave it out) */
  readonly userAgent: string;
  readonly contentType: string;
  readonly accept: string;
}

export interface SendOptions {
  /** encoded already: `filter=…&count=1` */
  readonly query?: string;
  /** sent as JSON */
  readonly body?: unknown;
  /** sent as it stands, instead of `body` */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** the whole header instead of `Bearer {token}`; null leaves it out */
  readonly authorization?: string | null;
  /** the token without `Bearer ` before it */
  readonly withoutBearer?: boolean;
}

export interface ScimClient {
  /** absolute, without trailing slash and query */
  readonly baseUrl: string;
  /** with which it was created */
  readonly options: ScimClientOptions;
  /** requests sent so far */
  readonly exchanges: readonly Answer[];
  /** Never throws: what goes wrong on the way is an answer with status 0. `path` begins with a slash. */
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
}

export interface ScimClientOptions {
  /** base URL of the SCIM service; a query behind it is sent with every request, as Entra does */
  readonly url: string;
  readonly token: string;
  readonly clientProfile: ClientProfile;
  /** for one whole exchange */
  readonly timeoutMs: number;
  /** called after every exchange */
  readonly onExchange?: (answer: Answer) => void;
}

/** How often a 429 is waited out before it counts as the answer (O14: Okta tries ten times). */
const MAX_THROTTLED_TRIES = 10;
const MAX_WAIT_SECONDS = 60;

export function createScimClient(options: ScimClientOptions): ScimClient {
  const [address = '', ownQuery = ''] = options.url.split('?', 2);
  const baseUrl = address.replace(/\/+$/, '');
  const exchanges: Answer[] = [];
  return {
    baseUrl,
    options,
    exchanges,
    async send(method, path, sendOptions = {}) {
      const query = [ownQuery, sendOptions.query ?? ''].filter((part) => part !== '').join('&');
      const url = `${baseUrl}${path}${query === '' ? '' : `?${query}`}`;
      const body =
        sendOptions.text ??
        (sendOptions.body === undefined ? undefined : JSON.stringify(sendOptions.body));
      const request: SentRequest = { method, url, ...(body !== undefined && { body }) };
      const headers = headersOf(options, sendOptions, body);
      for (let tries = 1; ; tries += 1) {
        const answer = await exchange(request, headers, options.timeoutMs);
        exchanges.push(answer);
        options.onExchange?.(answer);
        const wait = secondsToWait(answer);
        if (wait === undefined || tries === MAX_THROTTLED_TRIES) return answer;
        await sleep(wait * 1000);
      }
    },
  };
}

/** Of a 429 with an integer Retry-After (O14: other forms are not understood); undefined when there is nothing to wait for. */
function secondsToWait(answer: Answer): number | undefined {
  if (answer.status !== 429) return undefined;
  const after = answer.headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(after) ? Math.min(Number(after), MAX_WAIT_SECONDS) : undefined;
}

function headersOf(
  { clientProfile, token }: ScimClientOptions,
  sendOptions: SendOptions,
  body: string | undefined,
): Record<string, string> {
  const usual = sendOptions.withoutBearer === true ? token : `Bearer ${token}`;
  const authorization = sendOptions.authorization === undefined ? usual : sendOptions.authorization;
  return {
    'user-agent': clientProfile.userAgent,
    accept: clientProfile.accept,
    ...(body !== undefined && { 'content-type': clientProfile.contentType }),
    ...(authorization !== null && { authorization }),
    ...sendOptions.headers,
  };
}

async function exchange(
  request: SentRequest,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Answer> {
  // A duration, not a time of day: the clock of the machine may be set back while we wait.
  const start = performance.now();
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers,
      ...(request.body !== undefined && { body: request.body }),
      // a redirect is an answer to be judged (row 2: never 302), not to be followed
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const milliseconds = performance.now() - start;
    const names = new Map(response.headers);
    return {
      request,
      status: response.status,
      headers: names,
      text,
      json: parse(text),
      milliseconds,
    };
  } catch (error) {
    const milliseconds = performance.now() - start;
    const failure = failureOf(error, timeoutMs);
    return {
      request,
      status: 0,
      headers: new Map(),
      text: '',
      json: undefined,
      milliseconds,
      failure,
    };
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch hides what happened in the cause; its errors may come from another realm, so only their fields are read. */
function failureOf(error: unknown, timeoutMs: number): string {
  const [name, message, cause] = [
    fieldOf(error, 'name'),
    fieldOf(error, 'message'),
    fieldOf(error, 'cause'),
  ];
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  const inner = fieldOf(cause, 'message');
  if (typeof inner === 'string' && inner !== '') return inner;
  const code = fieldOf(cause, 'code');
  if (typeof code === 'string') return code;
  return typeof message === 'string' ? message : String(error);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** `{filter: 'a eq "b"', count: 1}` → `filter=a%20eq%20%22b%22&count=1` */
export function queryOf(parameters: Readonly<Record<string, string | number>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** A text as a filter literal: JSON's own quoting (RFC 7644 section 3.4.2.2). */
export function literal(text: string): string {
  return JSON.stringify(text);
}
