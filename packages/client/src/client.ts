import { OPERATIONS, type Operations, type Problem } from './contract.js';

export interface ClientOptions {
  /** of the server, without a slash at its end: `https://muster.example.com` */
  readonly url: string;
  /** the operator's key, or an API key of an organization */
  readonly key?: string;
  /** the member for whom all calls are made */
  readonly actingMember?: string;
  /** one attempt and so many more when the server is busy, limits, or cannot be reached; 2 when absent */
  readonly retries?: number;
  /** milliseconds for one attempt; 30,000 when absent */
  readonly timeout?: number;
  /** instead of the global one */
  readonly fetch?: typeof fetch;
}

/** Beside what the operation takes. */
export interface CallOptions {
  /** the ETag that was read: the change is refused when another one came first */
  readonly ifMatch?: string;
  /** the same request under the same key is done once; generated when absent, so that a retry of this client is harmless */
  readonly idempotencyKey?: string;
  readonly actingMember?: string;
  readonly signal?: AbortSignal;
}

type Name = keyof Operations;

/** One function for each operation: `client.createInvitation({ params: { organizationId }, body: { … } })`. */
export type MusterClient = {
  readonly [N in Name]: (
    input: Operations[N]['input'] & CallOptions,
  ) => Promise<Operations[N]['output']>;
};

/** The server said no, with a problem document (RFC 9457); `code` is stable. */
export class MusterError extends Error {
  override readonly name = 'MusterError';
  readonly code: string;
  readonly status: number;

  constructor(
    readonly problem: Problem,
    /** seconds after which it is worth trying again */
    readonly retryAfter?: number,
  ) {
    super(`${problem.code}: ${problem.detail}`);
    this.code = problem.code;
    this.status = problem.status;
  }
}

/** What any operation may be called with. */
interface Input extends CallOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const ATTEMPT_MS = 30_000;
const RETRIES = 2;
const MAX_WAIT_MS = 20_000;

/** A client for one server. It keeps nothing between calls. @throws MusterError from every call that the server refuses */
export function createClient(options: ClientOptions): MusterClient {
  const names = Object.keys(OPERATIONS) as Name[];
  return Object.fromEntries(
    names.map((name) => [name, (input: Input = {}) => call(options, name, input)]),
  ) as unknown as MusterClient;
}

async function call(options: ClientOptions, name: Name, input: Input): Promise<unknown> {
  const { method, path } = OPERATIONS[name];
  const url = addressOf(options.url, path, input);
  const headers = headersOf(options, method, input);
  const retries = options.retries ?? RETRIES;
  for (let attempt = 0; ; attempt += 1) {
    const again = attempt < retries;
    const answer = await attemptOnce(options, { url, method, headers, input }).catch(
      (error: unknown) => {
        if (!again || input.signal?.aborted) throw error;
        return undefined;
      },
    );
    if (answer?.ok) return readAnswer(answer);
    const refusal = answer && (await readRefusal(answer));
    if (refusal && !(again && [429, 503].includes(refusal.status))) throw refusal;
    await pause(Math.min((refusal?.retryAfter ?? 2 ** attempt) * 1_000, MAX_WAIT_MS));
  }
}

/** The path with its parameters filled in. @throws TypeError for one that is missing */
export function addressOf(base: string, path: string, { params = {}, query = {} }: Input): string {
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined || value === '')
      throw new TypeError(`The parameter ${name} is missing.`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.append(name, String(value));
  }
  return `${base}/api/v1${filled}${search.size > 0 ? `?${search.toString()}` : ''}`;
}

function headersOf(options: ClientOptions, method: string, input: Input): Record<string, string> {
  const acting = input.actingMember ?? options.actingMember;
  const once = input.idempotencyKey ?? (method === 'POST' ? randomKey() : undefined);
  return {
    ...(options.key !== undefined && { authorization: `Bearer ${options.key}` }),
    ...(acting !== undefined && { 'muster-acting-member': acting }),
    ...(input.ifMatch !== undefined && { 'if-match': input.ifMatch }),
    ...(once !== undefined && { 'idempotency-key': once }),
    // a Blob brings its own
    ...(input.body !== undefined &&
      !(input.body instanceof Blob) && { 'content-type': 'application/json' }),
  };
}

interface Attempt {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly input: Input;
}

function attemptOnce(
  { fetch: send = fetch, timeout = ATTEMPT_MS }: ClientOptions,
  { url, method, headers, input: { body, signal } }: Attempt,
): Promise<Response> {
  const late = AbortSignal.timeout(timeout);
  const content = body instanceof Blob ? body : JSON.stringify(body);
  return send(url, {
    method,
    headers,
    redirect: 'error',
    ...(body !== undefined && { body: content }),
    signal: signal ? AbortSignal.any([signal, late]) : late,
  });
}

async function readAnswer(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined;
  const isText = answer.headers.get('content-type')?.startsWith('application/json');
  return isText ? answer.json() : answer;
}

/** A proxy in between may say no without a problem document. */
export async function readRefusal(answer: Response): Promise<MusterError> {
  const text = await answer.text();
  const wait = Number(answer.headers.get('retry-after'));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : undefined;
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.code === 'string') return new MusterError(problem, retryAfter);
  } catch {
    // reported below
  }
  const { status, statusText: title } = answer;
  const detail = `The answer is no problem document: ${text.slice(0, 200)}`;
  const unknown = { type: 'about:blank', title, status, detail, code: 'client.unreadable' };
  return new MusterError({ ...unknown, traceId: '' }, retryAfter);
}

/** 128 bits. A page on plain http has no `crypto.randomUUID`. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
