import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import type { Lookup } from '#outgoing/index.js';
import type { TlsPair } from './certificates.js';
import { Receiver, type Answer } from './receivers.js';

/** What a receiver does once it has the request. `bytes` writes to the socket itself, past HTTP. */
type Behaviour = (reply: Reply) => void | Promise<void>;

interface Reply {
  readonly socket: Socket;
  /** an answer by the rules */
  send(status: number, headers?: Readonly<Record<string, string>>, body?: string | Buffer): void;
  bytes(data: string | Buffer): void;
  /** resolves early when the caller is gone */
  pause(ms: number): Promise<void>;
}

export const HUGE_BYTES = 10 * 1_024 * 1_024;

/** Each is the first part of the path: `receivers.url('/hang')`. Anything else is answered with 204. */
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

/** A receiver on 127.0.0.1, started, that misbehaves as the first part of a path says. */
export async function startMisbehaving({
  tls,
}: { readonly tls?: TlsPair } = {}): Promise<Receiver> {
  const answers = Object.fromEntries(
    Object.entries<Behaviour>(BEHAVIOURS).map(([name, behave]) => [name, answerOf(behave)]),
  );
  const receiver = new Receiver({ answers, ...(tls && { tls }) });
  await receiver.start();
  return receiver;
}

/** Past the response: what is written is no HTTP, or not all of it. */
function answerOf(behave: Behaviour): Answer {
  return ({ socket }) => (socket ? behave(replyOn(socket)) : undefined);
}

function replyOn(socket: Socket): Reply {
  const bytes = (data: string | Buffer): void => {
    if (!socket.destroyed && socket.writable) socket.write(data);
  };
  return {
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
