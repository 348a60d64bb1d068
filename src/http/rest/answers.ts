import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Answer } from './routes.js';

/** `W/"7"`: the version of a record. */
export function etagOf(version: number): string {
  return `W/"${version}"`;
}

export interface Sending {
  readonly status: number;
  readonly base: string;
  readonly traceId: string;
}

/** Writes an answer: JSON, something longer that is written as it is made, or nothing. */
export async function send(
  response: Response,
  { body, location, version, stream, headers = {} }: Answer,
  { status, base, traceId }: Sending,
): Promise<void> {
  const common = {
    ...(location !== undefined && { location: base + location }),
    ...(version !== undefined && { etag: etagOf(version) }),
    'cache-control': 'no-store',
    'x-trace-id': traceId,
    ...headers,
  };
  if (stream) {
    response.writeHead(status, { 'content-type': stream.mediaType, ...common });
    response.flushHeaders();
    await pipeline(Readable.from(stream.parts, { objectMode: false }), response);
    return;
  }
  const text = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    ...(text !== undefined && {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    }),
    ...common,
  });
  response.end(text);
}
