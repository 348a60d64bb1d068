import type { IncomingMessage } from 'node:http';
import { Fault } from '#kernel/index.js';
import { SMALL } from './holdings.js';

/** The client went away before its request was whole. Nobody is there to be answered. */
export class GoneError extends Error {
  override readonly name = 'GoneError';
}

/** Whether a body was announced (RFC 9112 section 6). `Content-Length: 0` is none. */
export function hasBody(request: IncomingMessage): boolean {
  const { headers } = request;
  if (headers['transfer-encoding'] !== undefined) return true;
  const length = headers['content-length'];
  return length !== undefined && length !== '0';
}

/**
 * Faults `request.media_type` and `request.encoding`. A body without a media type is taken for JSON: small clients forget it, and
 * what is not JSON is found out at once.
 */
export function requireJson(request: IncomingMessage, types: readonly string[]): void {
  const encoding = request.headers['content-encoding'];
  // a compressed body could be a thousand times larger than its limit
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Fault('request.encoding', { encoding: encoding.slice(0, 40) });
  }
  const given = request.headers['content-type'];
  if (given === undefined || types.includes(given)) return;
  const [type = '', ...parameters] = given.toLowerCase().split(';');
  const charset = parameters.map((text) => /^\s*charset="?([^"\s]*)/.exec(text)?.[1]).find(Boolean);
  const readable = charset === undefined || charset === 'utf-8' || charset === 'us-ascii';
  if (!types.includes(type.trim()) || !readable) {
    throw new Fault('request.media_type', { mediaType: given.slice(0, 100), accepted: types });
  }
}

/**
 * The whole body. Fault `request.too_large` as soon as it is known to be; what then still comes is read and dropped by node,
 * within the time a request may take, so that the client lives to see the answer. `hold` is told of every byte of a large body
 * as it comes, and its Fault ends the reading too. @throws GoneError
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  hold?: (bytes: number) => void,
): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      try {
        if (size > limit) throw tooLarge(limit);
        if (size > SMALL) hold?.(chunk.length);
        chunks.push(chunk);
      } catch (refusal) {
        stop();
        chunks.length = 0;
        request.resume();
        reject(refusal instanceof Fault ? refusal : tooLarge(limit));
      }
    };
    const onEnd = (): void => {
      stop();
      const [only] = chunks;
      resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks, size));
    };
    const onGone = (): void => {
      stop();
      reject(new GoneError('The client left before its body was complete.'));
    };
    const stop = (): void => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      // an error without a listener would end the process
      request.on('error', ignore);
    };
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

const ignore = (): void => undefined;

function tooLarge(limit: number): Fault {
  return new Fault('request.too_large', { limit });
}

/**
 * A body that is handed on as it comes. Faults `request.media_type` at once, `request.encoding`, and `request.too_large` as soon as
 * it is known to be.
 */
export async function* uploadOf(
  request: IncomingMessage,
  { mediaTypes, bytes }: { readonly mediaTypes: readonly string[]; readonly bytes: number },
): AsyncGenerator<Uint8Array> {
  const given = request.headers['content-type'] ?? '';
  const type = given.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!mediaTypes.includes(type)) {
    throw new Fault('request.media_type', { mediaType: given.slice(0, 100), accepted: mediaTypes });
  }
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined) throw new Fault('request.encoding', { encoding });
  if (Number(request.headers['content-length'] ?? 0) > bytes) throw tooLarge(bytes);
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > bytes) throw tooLarge(bytes);
    yield chunk;
  }
}

export async function* nothing(): AsyncGenerator<Uint8Array> {
  // for operations that take no upload
}
