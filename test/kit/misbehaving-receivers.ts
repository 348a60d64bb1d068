import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import type { Lookup } from '#outgoing/index.js';
import type { TlsPair } from './certificates.js';

/** A request as it came, body included. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** milliseconds since 1970 */
  readonly at: number;
  /** of the TLS handshake: the name that was asked for */
  readonly serverName?: string;
}

/** What a receiver does once it has the request. `bytes` writes to the socket itself, past HTTP. */
type Behaviour = (reply: Reply) => void | Promise<void>;

interface Reply {
  readonly request: ReceivedRequest;
  readonly socket: Socket;
  /** an answer by the rules */
  send(status: number, headers?: Readonly<Record<string, string>>, body?: string | Buffer): void;
  bytes(data: string | Buffer): void;
  /** resolves early when the caller is gone */
  pause(ms: number): Promise<void>;
}

export const HUGE_BYTES = 10 * 1_024 * 1_024;

/** Each is the first part of the path: `receivers.url('hang')`. Anything else is answered with 204. */
export const BEHAVIOURS = {
  /** takes the request and never says a word */
  hang: () => undefined,
  /** headers one byte at a time, for ever */
  'drip-headers': ({ bytes, pause, socket }) =>
    drip(socket, bytes, pause, 'HTTP/1.1 200 OK\r\nx-drip: '),
  /** the headers at once, the body one byte at a time, for ever */
  'drip-body': async ({ bytes, pause, socket }) => {
    bytes('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n');
    await drip(socket, bytes, pause, '');
  },
  /** says 100 bytes, sends 4, ends */
  'long-length': ({ bytes, socket }) => {
    bytes('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
    socket.end();
  },
  /** says 2 bytes, sends many more */
  'short-length': ({ bytes, socket }) => {
    bytes('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and much more');
    socket.end();
  },
  /** two lengths, which do not agree */
  'two-lengths': ({ bytes, socket }) => {
    bytes('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok');
    socket.end();
  },
  /** 200 with 10 MB */
  huge: ({ send }) => send(200, { 'content-type': 'text/plain' }, Buffer.alloc(HUGE_BYTES, 'x')),
  /** closes its side in the middle of a chunk */
  'half-close': ({ bytes, socket }) => {
    bytes('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\nhalf');
    socket.end();
  },
  /** resets the connection with the request taken and no answer given */
  reset: ({ socket }) => void socket.resetAndDestroy(),
  /** closes the connection without a word */
  'no-answer': ({ socket }) => void socket.end(),
  /** what answers is no HTTP */
  garbage: ({ bytes, socket }) => {
    bytes('220 mail.example ESMTP ready\r\n');
    socket.end();
  },
  /** a header longer than anybody reads */
  'huge-header': ({ bytes }) => bytes(`HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(200_000)}\r\n\r\n`),
  /** compressed, though nobody asked for it; not even that is true */
  compressed: ({ send }) => send(200, { 'content-encoding': 'gzip' }, 'not compressed at all'),
  /** to the metadata address of a cloud */
  'redirect-metadata': ({ send }) =>
    send(302, { location: 'http://169.254.169.254/latest/meta-data/' }),
  'redirect-here': ({ send }) => send(307, { location: '/other' }),
  /** one answer, and another one that nobody asked for */
  twice: ({ bytes, socket }) => {
    const one = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
    bytes(one + one.replace('200 OK', '500 Not'));
    socket.end();
  },
} satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof BEHAVIOURS;

const DRIP_MS = 20;

async function drip(
  socket: Socket,
  bytes: Reply['bytes'],
  pause: Reply['pause'],
  first: string,
): Promise<void> {
  if (first !== '') bytes(first);
  while (!socket.destroyed && socket.writable) {
    bytes('x');
    await pause(DRIP_MS);
  }
}

interface ReceiverOptions {
  /** speaks TLS with this certificate; plain HTTP when absent */
  readonly tls?: TlsPair;
}

/** A server on 127.0.0.1 that misbehaves as the path of a request says, and remembers what it was sent. */
export class MisbehavingReceivers {
  readonly requests: ReceivedRequest[] = [];
  readonly #own = new Map<string, Behaviour>();
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly isTls: boolean,
  ) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('request', (request: IncomingMessage) => void this.#receive(request));
  }

  static async start({ tls }: ReceiverOptions = {}): Promise<MisbehavingReceivers> {
    const server = tls ? createTlsServer({ key: tls.key, cert: tls.cert }) : createServer();
    const receivers = new MisbehavingReceivers(server as Server, tls !== undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receivers;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** `host:port` for the setting outgoing.allow */
  get place(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  url(path: BehaviourName | (string & {}), host = '127.0.0.1'): string {
    return `${this.isTls ? 'https' : 'http'}://${host}:${this.port}/${path}`;
  }

  /** Requests to the path from now on: the status, or whatever is done with them. */
  on(path: string, behaviour: number | Behaviour): void {
    const own: Behaviour =
      typeof behaviour === 'number' ? ({ send }) => send(behaviour) : behaviour;
    this.#own.set(path, own);
  }

  /** Those to one path, the first first. */
  to(path: string): readonly ReceivedRequest[] {
    return this.requests.filter((request) => request.path === `/${path}`);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  async #receive(incoming: IncomingMessage): Promise<void> {
    const { socket, method = '', url = '', headers, rawHeaders } = incoming;
    const parts: Buffer[] = [];
    try {
      for await (const part of incoming) parts.push(part as Buffer);
    } catch {
      return;
    }
    const serverName = (socket as Socket & { servername?: string | false }).servername;
    const request: ReceivedRequest = {
      method,
      path: url,
      headers,
      rawHeaders,
      body: Buffer.concat(parts),
      at: Date.now(),
      ...(typeof serverName === 'string' && { serverName }),
    };
    this.requests.push(request);
    const path = url.slice(1).split(/[/?]/)[0] ?? '';
    const known: Readonly<Record<string, Behaviour | undefined>> = BEHAVIOURS;
    const behave = this.#own.get(url.slice(1)) ?? this.#own.get(path) ?? known[path];
    await (behave ?? (({ send }) => send(204)))(replyOn(request, socket));
  }
}

function replyOn(request: ReceivedRequest, socket: Socket): Reply {
  const bytes = (data: string | Buffer): void => {
    if (!socket.destroyed && socket.writable) socket.write(data);
  };
  return {
    request,
    socket,
    bytes,
    send(status, headers = {}, body = '') {
      const length = Buffer.byteLength(body);
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      bytes(`HTTP/1.1 ${status} Answer\r\n${lines.join('')}content-length: ${length}\r\n\r\n`);
      if (length > 0) bytes(body);
    },
    pause: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(end, ms);
        function end(): void {
          clearTimeout(timer);
          socket.off('close', end);
          resolve();
        }
        socket.once('close', end);
      }),
  };
}

/** A port of 127.0.0.1 at which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A name that resolves to the first addresses at the first look, to the second at the second, and to the last from then on. */
export function rebindingLookup(...answers: readonly (readonly string[])[]): {
  readonly lookup: Lookup;
  readonly asked: () => number;
} {
  let asked = 0;
  const lookup: Lookup = (_host, callback) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    const family = (address: string): number => (address.includes(':') ? 6 : 4);
    callback(
      null,
      addresses.map((address) => ({ address, family: family(address) })),
    );
  };
  return { lookup, asked: () => asked };
}

/** DNS that fails with this code, or never answers. */
export function failingLookup(code: string | undefined): Lookup {
  return (host, callback) => {
    if (code === undefined) return;
    callback(Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code }), []);
  };
}
