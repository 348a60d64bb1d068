import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to the honest server. */
export interface ForwardedRequest {
  method: string;
  /** with query */
  path: string;
  body: unknown;
  /** the body as it came; passed on by a lie that changes no requests */
  readonly text: string;
  readonly authorization: string;
}

/** An answer on its way back. */
export interface ForwardedAnswer {
  status: number;
  headers: Record<string, string>;
  json: unknown;
}

/** One way of lying. Both may change what they are given. */
export interface Defect {
  readonly name: string;
  /** answers by itself instead of asking the honest server */
  readonly replace?: (forwarded: ForwardedRequest) => ForwardedAnswer | undefined;
  readonly changeRequest?: (forwarded: ForwardedRequest) => void;
  readonly changeAnswer?: (answer: ForwardedAnswer, forwarded: ForwardedRequest) => void;
}

export interface DefectiveServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A server that passes everything on to `target` (a SCIM base URL) and lies about it. */
export async function startDefectiveServer(
  target: string,
  defect: Defect,
): Promise<DefectiveServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const forwarded: ForwardedRequest = {
        method: request.method ?? '',
        path: (request.url ?? '').replace(/^\/scim\/v2/, ''),
        body: parsed(text),
        text,
        authorization: request.headers.authorization ?? '',
      };
      void forward(target, defect, forwarded, request.headers).then(({ status, headers, json }) => {
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

async function forward(
  target: string,
  defect: Defect,
  forwarded: ForwardedRequest,
  headers: NodeJS.Dict<string | string[]>,
): Promise<ForwardedAnswer> {
  const own = defect.replace?.(forwarded);
  if (own) return own;
  defect.changeRequest?.(forwarded);
  const kept = ['authorization', 'content-type', 'accept', 'if-match', 'if-none-match'];
  const passed = kept.flatMap((name): [string, string][] => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  const reply = await fetch(target + forwarded.path, {
    method: forwarded.method,
    headers: passed,
    redirect: 'manual',
    ...(forwarded.text !== '' && {
      body: defect.changeRequest ? JSON.stringify(forwarded.body) : forwarded.text,
    }),
  });
  const text = await reply.text();
  const names = ['content-type', 'etag', 'location', 'allow', 'www-authenticate'];
  const answer: ForwardedAnswer = {
    status: reply.status,
    headers: Object.fromEntries(
      names.flatMap((name) => (reply.headers.has(name) ? [[name, reply.headers.get(name)]] : [])),
    ) as Record<string, string>,
    json: parsed(text),
  };
  defect.changeAnswer?.(answer, forwarded);
  return answer;
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
export function resources(json: unknown, change: (resource: JsonObject) => void): void {
  if (!isJsonObject(json)) return;
  const rows = json['Resources'];
  for (const one of Array.isArray(rows) ? rows : [json]) if (isJsonObject(one)) change(one);
}

export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The operations of a PATCH, to be changed. */
export function operations({ method, body }: ForwardedRequest): JsonObject[] {
  const list = method === 'PATCH' && isJsonObject(body) ? body['Operations'] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** The lists of an answer, to be changed. */
export function listResponses(json: unknown, change: (list: JsonObject) => void): void {
  if (isJsonObject(json) && 'totalResults' in json) change(json);
}
