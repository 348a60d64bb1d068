import type { Json } from '../../kit/server.js';

/** A running server in which the history is played: the release of then, or today's. */
export interface Stage {
  readonly url: string;
  readonly operatorKey: string;
  /** moves the server's clock */
  advance(milliseconds: number): Promise<void>;
  /** milliseconds since 1970, by the server's clock */
  now(): number;
  /** one run of a job, to its end */
  run(job: string): Promise<void>;
  /** from now on DNS answers with these texts for a domain */
  record(domain: string, texts: readonly string[]): Promise<void>;
  /** every mail that was sent, as it went out */
  mails(): Promise<readonly string[]>;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Received {
  readonly status: number;
  readonly type: string;
  readonly etag?: string;
  readonly body: Json;
  readonly text: string;
}

/** One credential at one base address. */
export class Caller {
  constructor(
    readonly base: string,
    private readonly token?: string,
    private readonly standing: Readonly<Record<string, string>> = {},
  ) {}

  async send({ method, path, body, headers = {} }: Sent): Promise<Received> {
    const type = { 'content-type': 'application/json' };
    const response = await fetch(this.base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && type),
        ...this.standing,
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const etag = response.headers.get('etag');
    const mediaType = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      type: mediaType,
      ...(etag !== null && { etag }),
      body: (/[/+]json\b/.test(mediaType) && text !== '' ? JSON.parse(text) : {}) as Json,
      text,
    };
  }

  /** The body of a success. @throws Error with the answer */
  async ask(method: string, path: string, body?: unknown, headers = {}): Promise<Json> {
    const answer = await this.send({ method, path, body, headers });
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} gave ${String(answer.status)}: ${answer.text}`);
  }

  /** The code of a refusal. @throws Error when it was none */
  async refused(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await this.send({ method, path, body });
    if (answer.status >= 400) return String(answer.body['code'] ?? answer.body['scimType']);
    throw new Error(`${method} ${path} gave ${String(answer.status)} and was to be refused.`);
  }

  below(path: string): Caller {
    return new Caller(this.base + path, this.token, this.standing);
  }

  /** The same credential, for a member. */
  as(memberId: string): Caller {
    const standing = { ...this.standing, 'muster-acting-member': memberId };
    return new Caller(this.base, this.token, standing);
  }
}

export function operatorOf({ url, operatorKey }: Stage): Caller {
  return new Caller(`${url}/api/v1`, operatorKey);
}

/** Waits until work that a request began in the background is done. */
export async function until(what: string, isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await isDone()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not come to be.`);
}

/** The items of a page, of REST or of SCIM. */
export async function listed(caller: Caller, path: string): Promise<readonly Json[]> {
  const body = await caller.ask('GET', path);
  return (body['items'] ?? body['Resources'] ?? []) as unknown as readonly Json[];
}
