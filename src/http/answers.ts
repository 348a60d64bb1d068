import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Response } from 'express';
import { GoneError } from './bodies.js';
import type { HttpDeps } from './deps.js';
import { HEADER_POLICY, PLAIN_HEADER_POLICY } from './header-policy.js';
import { requestInfo, type HttpBody } from './request-info.js';

/** nginx's status for a client that left; it stands in logs and metrics only. */
const CLIENT_LEFT = 499;

/** An answer whose whole body is there. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>> | undefined;
  readonly body?: HttpBody | undefined;
}

/** Characters of a text whose writing takes milliseconds. */
export const LARGE_LENGTH = 1_048_576;

/** Characters of texts that are cheaper as one: node writes it together with the headers, in one piece. */
const SMALL_LENGTH = 16_384;

/** Writes an answer, its log line and its metrics. Every answer but a stream goes this way. */
export function sendAnswer(
  deps: HttpDeps,
  response: Response,
  { status, headers = {}, body }: HttpAnswer,
): void {
  const hasLeft = response.destroyed;
  const sent = isTexts(body) ? joined(body) : body;
  const length = sent === undefined ? undefined : { 'content-length': bytesOf(sent) };
  response.writeHead(status, { ...commonHeaders(deps, response), ...headers, ...length });
  if (Array.isArray(sent)) sendInPieces(response, sent.values());
  else if (typeof sent === 'string' && sent.length > LARGE_LENGTH)
    sendInPieces(response, cut(sent));
  // what has a byte for each character needs no look at each of them, in whichever of the two it is written
  else if (typeof sent === 'string' && sent.length === length?.['content-length'])
    response.end(sent, 'latin1');
  else response.end(sent);
  const latencyMs = finish(deps, response, hasLeft ? CLIENT_LEFT : status);
  requestInfo(response).onAnswered?.({ status, body, latencyMs });
}

function isTexts(body: HttpBody | undefined): body is readonly string[] {
  return typeof body === 'object' && typeof body[0] === 'string';
}

/** How many characters of texts a body is, or bytes. */
export function lengthOf(body: HttpBody): number {
  return typeof body === 'string' ? body.length : sumOf(body);
}

function bytesOf(body: string | Uint8Array | readonly Uint8Array[]): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.length : sumOf(body);
}

function sumOf(pieces: readonly { readonly length: number }[]): number {
  let sum = 0;
  for (const { length } of pieces) sum += length;
  return sum;
}

/** The texts as the bytes of one; of a small one the text, and of a large one, which is made into bytes in its turns. */
function joined(texts: readonly string[]): string | Uint8Array {
  const length = sumOf(texts);
  if (length <= SMALL_LENGTH || length > LARGE_LENGTH) return texts.join('');
  // room for some characters that are more than one byte
  const bytes = Buffer.allocUnsafe(length + (length >> 4));
  let end = 0;
  for (const text of texts) {
    if (end + 3 * text.length > bytes.length && end + Buffer.byteLength(text) > bytes.length) {
      return texts.join('');
    }
    end += bytes.write(text, end);
  }
  return bytes.subarray(0, end);
}

/** Characters that are turned into bytes at once. */
const PIECE_LENGTH = 262_144;

/** A piece in each turn of the event loop, and the next one when the client has taken what waits. */
function sendInPieces(response: Response, pieces: Iterator<string | Uint8Array>): void {
  const sendNext = (): void => {
    if (response.destroyed) return;
    const next = pieces.next();
    if (next.done === true) response.end();
    else if (response.write(next.value)) setImmediate(sendNext);
    else response.once('drain', sendNext);
  };
  sendNext();
}

function* cut(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = pieceEnd(text, at + PIECE_LENGTH);
    yield text.slice(at, end);
    at = end;
  }
}

/** A character of two units stays whole. */
function pieceEnd(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit < 0xdc00 ? end - 1 : end;
}

interface StreamedParts {
  readonly parts: AsyncIterable<Uint8Array | string>;
  /** milliseconds without a byte taken after which the connection is cut */
  readonly stallMs?: number;
}

/**
 * Writes an answer as it is made: CSV, xlsx, server-sent events. It can only be cut off when it fails half way.
 * @throws GoneError when the connection ended first, by the client or by the end of a shutdown
 */
export async function sendStream(
  deps: HttpDeps,
  response: Response,
  { status, headers = {} }: HttpAnswer,
  { parts, stallMs }: StreamedParts,
): Promise<void> {
  response.writeHead(status, { ...commonHeaders(deps, response), ...headers });
  response.flushHeaders();
  if (response.req.method === 'HEAD') return endWithoutParts(deps, response, status);
  // what is written waits in the socket then, and nothing more is made: the silence is the client's
  if (stallMs !== undefined) response.setTimeout(stallMs, () => response.destroy());
  try {
    await pipeline(Readable.from(inTurns(parts), { objectMode: false }), response);
  } catch (error) {
    if (!isPrematureClose(error)) throw error;
    throw new GoneError('The connection ended before the answer was complete.');
  }
  finish(deps, response, status);
}

/** The answer to HEAD: nothing is made of what nobody reads. */
function endWithoutParts(deps: HttpDeps, response: Response, status: number): void {
  response.end();
  finish(deps, response, status);
}

/** How long the parts of an answer may keep the thread before others get a turn of it. */
const SLICE_MS = 5;

/** A client that reads fast would have everybody else wait for the end of its answer: what the parts are made of is often there at once. */
async function* inTurns<T>(parts: AsyncIterable<T>): AsyncGenerator<T> {
  let start = performance.now();
  for await (const part of parts) {
    yield part;
    if (performance.now() - start < SLICE_MS) continue;
    await nextTurn();
    start = performance.now();
  }
}

/** node's word for a connection that ended first; a failure of the parts themselves keeps its own error. */
function isPrematureClose(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function commonHeaders(
  { isStopping, publicUrl }: HttpDeps,
  response: Response,
): Record<string, string> {
  const isPlain = publicUrl().startsWith('http:');
  return {
    ...(isPlain ? PLAIN_HEADER_POLICY : HEADER_POLICY),
    'x-trace-id': requestInfo(response).traceId,
    ...(isStopping() && { connection: 'close' }),
  };
}

/** The client has left, or its answer broke off: nothing more is written. */
export function abandon(deps: HttpDeps, response: Response): void {
  const status = response.headersSent ? response.statusCode : CLIENT_LEFT;
  response.destroy();
  const latencyMs = finish(deps, response, status);
  requestInfo(response).onAnswered?.({ status: CLIENT_LEFT, latencyMs });
}

/** @returns the milliseconds since the request began */
function finish(deps: HttpDeps, response: Response, status: number): number {
  const info = requestInfo(response);
  const latencyMs = Math.round((performance.now() - info.startedAt) * 1_000) / 1_000;
  deps.requestFinished(info, status, latencyMs);
  return latencyMs;
}
