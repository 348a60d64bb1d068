import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { TestServer } from './server.js';

/** One message of a stream of server-sent events. */
export interface StreamMessage {
  /** `message` where the stream says none */
  readonly name: string;
  readonly id?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventStream {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The next message; undefined once the stream has ended. Rejects after ten seconds without one, or as long as was said. */
  next(): Promise<StreamMessage | undefined>;
  /** Messages until one of that name, with it. */
  until(name: string): Promise<StreamMessage[]>;
  close(): void;
}

const PATIENCE_MS = 10_000;

export interface StreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** how long a message is waited for, milliseconds */
  readonly patienceMs?: number;
}

/** Opens a stream below /api/v1 with the operator's key, over a connection of its own. */
export async function openEventStream(
  { url, operatorKey }: Pick<TestServer, 'url' | 'operatorKey'>,
  path: string,
  { headers = {}, patienceMs = PATIENCE_MS }: StreamOptions = {},
): Promise<EventStream> {
  const authorization = `Bearer ${operatorKey}`;
  const { asked, response } = await new Promise<{
    asked: ClientRequest;
    response: IncomingMessage;
  }>((resolve, reject) => {
    const sent = request(`${url}/api/v1${path}`, {
      agent: false,
      headers: { authorization, accept: 'text/event-stream', ...headers },
    });
    sent.on('response', (answer) => resolve({ asked: sent, response: answer }));
    sent.on('error', reject);
    sent.end();
  });
  const messages = messagesOf(response);
  const next = async (): Promise<StreamMessage | undefined> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const error = new Error(`${path} sent nothing for ${patienceMs} ms.`);
      timer = setTimeout(() => reject(error), patienceMs);
    });
    try {
      return (await Promise.race([messages.next(), late])).value;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    next,
    async until(name) {
      const seen: StreamMessage[] = [];
      for (;;) {
        const message = await next();
        if (!message) throw new Error(`${path} ended before ${name}.`);
        seen.push(message);
        if (message.name === name) return seen;
      }
    },
    close: () => asked.destroy(),
  };
}

async function* messagesOf(response: IncomingMessage): AsyncGenerator<StreamMessage, undefined> {
  response.setEncoding('utf8');
  let text = '';
  try {
    for await (const chunk of response) {
      text += String(chunk);
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const message = parsed(text.slice(0, end));
        text = text.slice(end + 2);
        if (message) yield message;
      }
    }
  } catch (error) {
    // closed by the test itself, or cut by the server
    if ((error as { code?: unknown }).code !== 'ECONNRESET') throw error;
  }
  return undefined;
}

function parsed(block: string): StreamMessage | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)] as const;
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  const id = fields.get('id');
  return {
    name: fields.get('event') ?? 'message',
    ...(id !== undefined && { id }),
    data: JSON.parse(data) as StreamMessage['data'],
  };
}
