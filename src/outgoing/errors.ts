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

/**
 * What failed, for those who try again and for those who repair it. `blocked`: never asked, the address is not allowed; another attempt
 * is of no use. `name`: the name is not known, or DNS does not answer. `refused`: nothing listens. `unreachable`: no way there. `tls`: the
 * certificate or the handshake. `timeout`: the time for everything was over. `reset`: the connection ended before the answer did.
 * `protocol`: the answer is no HTTP. `answer`: it was HTTP, and not what was asked for. `aborted`: the caller gave it up.
 */
export type OutgoingFailure =
  | 'blocked'
  | 'name'
  | 'refused'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'answer'
  | 'aborted';

interface OutgoingErrorOptions extends ErrorOptions {
  readonly failure?: OutgoingFailure;
  /** of an answer that began and did not end */
  readonly status?: number;
}

const FAILURES: Readonly<Record<OutgoingReason, OutgoingFailure>> = {
  url: 'blocked',
  not_https: 'blocked',
  address_refused: 'blocked',
  redirects: 'answer',
  status: 'answer',
  too_large: 'answer',
  encoding: 'answer',
  timeout: 'timeout',
  unreachable: 'unreachable',
};

/** A fetch that came to nothing. The message is for people; it names the address that was asked for and never what answered. */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';
  readonly failure: OutgoingFailure;
  readonly status: number | undefined;

  constructor(
    readonly reason: OutgoingReason,
    message: string,
    { failure = FAILURES[reason], status, ...options }: OutgoingErrorOptions = {},
  ) {
    super(message, options);
    this.failure = failure;
    this.status = status;
  }
}

const FAILURES_BY_NAME: Readonly<Record<string, OutgoingFailure | undefined>> = {
  TimeoutError: 'timeout',
  AbortError: 'aborted',
  HTTPParserError: 'protocol',
};

/** By the code of the error of Node or undici. */
const FAILURES_BY_CODE: readonly (readonly [beginning: string, OutgoingFailure])[] = [
  ['ENOTFOUND', 'name'],
  ['ENODATA', 'name'],
  ['EAI_', 'name'],
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['ECONNRESET', 'reset'],
  ['ECONNABORTED', 'reset'],
  ['EPIPE', 'reset'],
  ['UND_ERR_SOCKET', 'reset'],
  ['HPE_', 'protocol'],
  ['UND_ERR_HEADERS_OVERFLOW', 'protocol'],
  ['UND_ERR_RES_', 'protocol'],
  ['EPROTO', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['ERR_TLS_', 'tls'],
  ['CERT_', 'tls'],
  ['UNABLE_TO_', 'tls'],
  ['SELF_SIGNED_', 'tls'],
  ['DEPTH_ZERO_', 'tls'],
  ['HOSTNAME_MISMATCH', 'tls'],
];

const WORDS: Readonly<Record<OutgoingFailure, string>> = {
  blocked: 'may not be asked',
  name: 'cannot be reached: its name is not known, or DNS does not answer.',
  refused: 'cannot be reached: nothing listens there, the connection was refused.',
  unreachable: 'cannot be reached.',
  tls: 'cannot be reached: its certificate, or its TLS, is not accepted.',
  timeout: 'took too long.',
  reset: 'ended the connection before its answer was complete.',
  protocol: 'answered with something that is no HTTP.',
  answer: 'answered otherwise than it was asked for.',
  aborted: 'was not waited for any longer.',
};

/** What was thrown on the way to `host`, in words that name no other address. */
export function outgoingError(error: unknown, host: string, status?: number): OutgoingError {
  const own = ownErrorOf(error);
  if (own) return own;
  const { name = '', code } = (error ?? {}) as { name?: string; code?: unknown };
  const failure = FAILURES_BY_NAME[name] ?? failureOf(typeof code === 'string' ? code : '');
  const reason = name === 'TimeoutError' ? 'timeout' : 'unreachable';
  const more = { cause: error, failure, ...(status !== undefined && { status }) };
  return new OutgoingError(reason, `${host} ${WORDS[failure]}`, more);
}

/** The client's own refusal comes out of a connection as the cause of another error. */
function ownErrorOf(error: unknown): OutgoingError | undefined {
  if (error instanceof OutgoingError) return error;
  const { cause } = (error ?? {}) as { cause?: unknown };
  return cause instanceof OutgoingError ? cause : undefined;
}

function failureOf(code: string): OutgoingFailure {
  return FAILURES_BY_CODE.find(([beginning]) => code.startsWith(beginning))?.[1] ?? 'unreachable';
}
