import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to the honest server. */
export interface Asked {
  method: string;
  /** with query */
  path: string;
  body: unknown;
  /** the body as it came; passed on by a lie that changes no requests */
  readonly text: string;
  readonly authorization: string;
}

/** An answer on its way back. */
export interface Answered {
  status: number;
  headers: Record<string, string>;
  json: unknown;
}

/** One way of lying. Both may change what they are given. */
export interface Lie {
  readonly name: string;
  /** answers by itself instead of asking the honest server */
  readonly instead?: (asked: Asked) => Answered | undefined;
  readonly ask?: (asked: Asked) => void;
  readonly answer?: (answered: Answered, asked: Asked) => void;
}

export interface Liar {
  readonly url: string;
  close(): Promise<void>;
}

/** A server that passes everything on to `target` (a SCIM base URL) and lies about it. */
export async function startLiar(target: string, lie: Lie): Promise<Liar> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const asked: Asked = {
        method: request.method ?? '',
        path: (request.url ?? '').replace(/^\/scim\/v2/, ''),
        body: parsed(text),
        text,
        authorization: request.headers.authorization ?? '',
      };
      void pass(target, lie, asked, request.headers).then(({ status, headers, json }) => {
        response.writeHead(status, headers);
        const empty = json === undefined || status === 204 || status === 304;
        response.end(empty || request.method === 'HEAD' ? '' : JSON.stringify(json));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/scim/v2`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function pass(
  target: string,
  lie: Lie,
  asked: Asked,
  headers: NodeJS.Dict<string | string[]>,
): Promise<Answered> {
  const own = lie.instead?.(asked);
  if (own) return own;
  lie.ask?.(asked);
  const kept = ['authorization', 'content-type', 'accept', 'if-match', 'if-none-match'];
  const passed = kept.flatMap((name): [string, string][] => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  const reply = await fetch(target + asked.path, {
    method: asked.method,
    headers: passed,
    redirect: 'manual',
    ...(asked.text !== '' && { body: lie.ask ? JSON.stringify(asked.body) : asked.text }),
  });
  const text = await reply.text();
  const names = ['content-type', 'etag', 'location', 'allow', 'www-authenticate'];
  const answered: Answered = {
    status: reply.status,
    headers: Object.fromEntries(
      names.flatMap((name) => (reply.headers.has(name) ? [[name, reply.headers.get(name)]] : [])),
    ) as Record<string, string>,
    json: parsed(text),
  };
  lie.answer?.(answered, asked);
  return answered;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Calls `change` with every resource of an answer: the one, or those of a list. */
export function resources(json: unknown, change: (resource: Loose) => void): void {
  if (!isLoose(json)) return;
  const rows = json['Resources'];
  for (const one of Array.isArray(rows) ? rows : [json]) if (isLoose(one)) change(one);
}

export type Loose = Record<string, unknown>;

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The operations of a PATCH, to be changed. */
export function operations({ method, body }: Asked): Loose[] {
  const list = method === 'PATCH' && isLoose(body) ? body['Operations'] : undefined;
  return Array.isArray(list) ? list.filter(isLoose) : [];
}

/** The lists of an answer, to be changed. */
export function lists(json: unknown, change: (list: Loose) => void): void {
  if (isLoose(json) && 'totalResults' in json) change(json);
}
