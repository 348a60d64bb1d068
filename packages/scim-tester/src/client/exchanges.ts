import { excerpt } from './json.js';

/** What was asked, as it went over the wire, without the credential. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

/** What was answered. `status` is 0 when nothing came: then `failure` says why. */
export interface Answer {
  readonly request: SentRequest;
  readonly status: number;
  /** lower-case names */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** undefined when the body is empty or is no JSON */
  readonly json: unknown;
  readonly milliseconds: number;
  readonly failure?: string;
}

/** One line for people: what went. */
export function describeRequest({ request }: Answer): string {
  const { pathname, search } = new URL(request.url);
  const body = request.body === undefined ? '' : ` ${excerpt(request.body)}`;
  return `${request.method} ${readable(pathname + search)}${body}`;
}

/** One line for people: what came. */
export function describeAnswer(answer: Answer): string {
  if (answer.failure !== undefined) return `nothing: ${answer.failure}`;
  const type = answer.headers.get('content-type');
  const body = answer.text === '' ? 'without a body' : excerpt(answer.text);
  return `${answer.status}${type === undefined ? '' : ` ${type}`} ${body}`;
}

function readable(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
