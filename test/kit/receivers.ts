import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { verify, type SigningSecret } from '#integrations/signing/index.js';
import type { TlsPair } from './certificates.js';

/** A request as a receiver got it. */
export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** the body as it came */
  readonly bytes: Buffer;
  /** of the TLS handshake: the name that was asked for */
  readonly serverName?: string;
  /** the body, read as JSON; of a security event token its claims */
  readonly event: { readonly id: string; readonly type: string; readonly [name: string]: unknown };
}

export type Answer = (response: ServerResponse, received: ReceivedWebhook) => void | Promise<void>;

interface ReceiverOptions {
  /** speaks TLS with this certificate; plain HTTP when absent */
  readonly tls?: TlsPair;
  /** by the first part of the path, for paths that were not told another answer */
  readonly answers?: Readonly<Partial<Record<string, Answer>>>;
}

/** A receiver on 127.0.0.1. Each path can be told how it answers; 204 unless it was. */
export class Receiver {
  readonly received: ReceivedWebhook[] = [];
  /** Paths that were asked by OPTIONS, and from where. */
  readonly questions: { readonly path: string; readonly origin: string | undefined }[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #consents = new Map<string, { status: number; headers: Record<string, string> }>();
  readonly #options: ReceiverOptions;
  #server: Server | undefined;
  #port = 0;
  #waiting: (() => void)[] = [];

  constructor(options: ReceiverOptions = {}) {
    this.#options = options;
  }

  /** `again` after `stop` takes the same port. */
  async start(): Promise<void> {
    const { tls } = this.#options;
    const take: RequestListener = (request, response) => void this.#take(request, response);
    const server = tls
      ? createTlsServer({ key: tls.key, cert: tls.cert }, take)
      : createServer(take);
    // what answers past HTTP leaves sockets that fail
    server.on('connection', (socket: Socket) => socket.on('error', () => undefined));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server as Server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  get port(): number {
    return this.#port;
  }

  /** As the setting outgoing.allow takes it. */
  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  url(path: string, name = '127.0.0.1'): string {
    return `${this.#options.tls ? 'https' : 'http'}://${name}:${this.#port}${path}`;
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
  consent(path: string, headers: Record<string, string>, status = 405): void {
    this.#consents.set(path, { status, headers });
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
      const { status = 405, headers } = this.#consents.get(path) ?? {};
      response.writeHead(status, headers).end();
      return;
    }
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const received = receivedOf(request, Buffer.concat(chunks));
    this.received.push(received);
    const { path } = received;
    const byFirstPart = this.#options.answers?.[path.slice(1).split(/[/?]/)[0] ?? ''];
    const answer = this.#answers.get(path) ?? byFirstPart;
    if (answer) void answer(response, received);
    else response.writeHead(204).end();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function receivedOf(
  { url = '', headers, socket }: IncomingMessage,
  bytes: Buffer,
): ReceivedWebhook {
  const { servername } = socket as Socket & { servername?: string | false };
  const body = bytes.toString('utf8');
  return {
    path: url,
    headers: headers as Record<string, string>,
    body,
    bytes,
    ...(typeof servername === 'string' && { serverName: servername }),
    // not every request is an event
    get event() {
      return readEvent(body);
    },
  };
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
