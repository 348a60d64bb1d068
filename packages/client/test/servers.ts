import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  /** with query */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the server says next; `cut` ends the connection instead. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly cut?: boolean;
  readonly delayMs?: number;
}

export interface RecordingServer {
  readonly url: string;
  readonly received: ReceivedRequest[];
  /** in this order; without any it answers `{}` */
  readonly answers: Answer[];
  close(): Promise<void>;
}

/** A server that keeps the requests, and sends the answers that a test has queued. */
export async function startRecordingServer(): Promise<RecordingServer> {
  const received: ReceivedRequest[] = [];
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      received.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') });
      const { status = 200, json, text, cut, delayMs = 0, ...answer } = answers.shift() ?? {};
      if (cut) return request.socket.destroy();
      const type = text === undefined ? 'application/json' : 'text/plain';
      const body = text ?? JSON.stringify(json ?? {});
      return setTimeout(() => {
        response.writeHead(status, { 'content-type': type, ...answer.headers });
        response.end(status === 204 ? undefined : body);
      }, delayMs).unref();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
