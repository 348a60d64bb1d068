import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verify, type SigningSecret } from '#integrations/signing/index.js';

/** A request as a receiver got it. */
export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** the body, read as JSON; of a security event token its claims */
  readonly event: { readonly id: string; readonly type: string; readonly [name: string]: unknown };
}

type Answer = (response: ServerResponse, received: ReceivedWebhook) => void;

/** A receiver on 127.0.0.1. Each path can be told how it answers; 204 unless it was. */
export class Receiver {
  readonly received: ReceivedWebhook[] = [];
  /** Paths that were asked by OPTIONS, and from where. */
  readonly questions: { readonly path: string; readonly origin: string | undefined }[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #consents = new Map<string, Record<string, string>>();
  #server: Server | undefined;
  #port = 0;
  #waiting: (() => void)[] = [];

  /** `again` after `stop` takes the same port. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#take(request, response));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  /** As the setting outgoing.allow takes it. */
  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  url(path: string): string {
    return `http://${this.host}${path}`;
  }

  /** From now on; absent: 204 again. */
  answer(path: string, answer?: Answer): void {
    if (answer) this.#answers.set(path, answer);
    else this.#answers.delete(path);
  }

  answerStatus(path: string, status: number, headers: Record<string, string> = {}): void {
    this.answer(path, (response) => void response.writeHead(status, headers).end());
  }

  /** What the path says to OPTIONS; nothing of the handshake unless it was told. */
  consent(path: string, headers: Record<string, string>): void {
    this.#consents.set(path, headers);
  }

  of(path: string): ReceivedWebhook[] {
    return this.received.filter((one) => one.path === path);
  }

  /** Until the path has got so many. Bounded by the time of the test. */
  async waitFor(path: string, count: number): Promise<ReceivedWebhook[]> {
    while (this.of(path).length < count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.of(path);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'OPTIONS') {
      const path = request.url ?? '';
      const origin = request.headers['webhook-request-origin'] as string | undefined;
      this.questions.push({ path, origin });
      response.writeHead(405, this.#consents.get(path) ?? {}).end();
      return;
    }
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks).toString('utf8');
    const received: ReceivedWebhook = {
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body,
      event: readEvent(body),
    };
    this.received.push(received);
    const answer = this.#answers.get(received.path);
    if (answer) answer(response, received);
    else response.writeHead(204).end();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function readEvent(body: string): ReceivedWebhook['event'] {
  const [, claims] = body.split('.');
  const isToken = body.startsWith('ey') && claims !== undefined;
  const text = isToken ? Buffer.from(claims, 'base64url').toString('utf8') : body;
  return JSON.parse(text) as ReceivedWebhook['event'];
}

/** Why the receiver would not believe it; undefined: it does. */
export function refusalOf(
  { headers, body }: ReceivedWebhook,
  secrets: readonly SigningSecret[],
  now: number,
): string | undefined {
  return verify(
    {
      id: headers['webhook-id'],
      timestamp: headers['webhook-timestamp'],
      signature: headers['webhook-signature'],
      body: Buffer.from(body),
    },
    secrets,
    { now },
  );
}
