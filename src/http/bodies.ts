import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '#kernel/index.js';
import type { HttpDeps } from './deps.js';
import { SMALL_BYTES } from './held-bytes.js';
import { decodeText, decodeWith } from './json.js';

/** The client left before its request was whole: there is no one to answer. */
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

export interface BodyRules {
  readonly mediaTypes: readonly string[];
  /** bytes */
  readonly limit: number;
}

/**
 * The one way in which a body is read: after authentication and rate limit, with the limit of its route, never compressed, as UTF-8
 * unless its charset says otherwise. Undefined when there is none. Faults `request.media_type`, `request.charset`,
 * `request.encoding`, `request.too_large`, `service.busy`.
 * @throws GoneError, JsonError
 */
export async function readText(
  deps: Pick<HttpDeps, 'holdBytes'>,
  request: IncomingMessage,
  response: ServerResponse,
  { mediaTypes, limit }: BodyRules,
): Promise<string | undefined> {
  if (!hasBody(request)) return undefined;
  const charset = requireMediaType(request, mediaTypes);
  requireUncompressed(request);
  const decode = decoderOf(charset);
  const hold = (bytes: number): void => deps.holdBytes(response, bytes);
  const text = decode(await readBody(request, limit, hold));
  return text === '' ? undefined : text;
}

/**
 * The charset that the media type names. A body without a media type is taken for the right one: small clients forget it, and a
 * wrong body is found out at once.
 */
export function requireMediaType(
  { headers }: Pick<IncomingMessage, 'headers'>,
  mediaTypes: readonly string[],
): string | undefined {
  const given = headers['content-type'];
  if (given === undefined || mediaTypes.includes(given)) return undefined;
  const [type = '', ...parameters] = given.toLowerCase().split(';');
  if (!mediaTypes.includes(type.trim())) {
    throw new Fault('request.media_type', { mediaType: given.slice(0, 100), accepted: mediaTypes });
  }
  return parameters.flatMap((text) => CHARSET.exec(text)?.[1] ?? [])[0];
}

const CHARSET = /^\s*charset\s*=\s*["']?([^"'\s]+)/;

/** Small clients name another charset than UTF-8, or UTF-8 by another name (`utf8`). Fault `request.charset` for an unknown one. */
function decoderOf(charset: string | undefined): (bytes: Buffer) => string {
  if (charset === undefined || charset === 'utf-8') return decodeText;
  try {
    const decoder = new TextDecoder(charset, { fatal: true });
    if (decoder.encoding === 'utf-8') return decodeText;
    return (bytes) => decodeWith(decoder, bytes);
  } catch {
    throw new Fault('request.charset', { charset: charset.slice(0, 40) });
  }
}

/** A compressed body could be a thousand times larger than its limit. */
function requireUncompressed({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Fault('request.encoding', { encoding: encoding.slice(0, 40) });
  }
}

/**
 * The whole body. Fault `request.too_large` as soon as its size is known or reached: Express's own parsers answer only when the body
 * has ended. What still comes is read and dropped by node, within the time that a request may take, so that the client lives to see
 * the answer. `hold` is called with the bytes of a large body as they come, and its Fault ends the reading too. @throws GoneError
 */
function readBody(
  request: IncomingMessage,
  limit: number,
  hold: (bytes: number) => void,
): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    const received = new Received(announced);
    const onData = (chunk: Buffer): void => {
      const size = received.size + chunk.length;
      try {
        if (size > limit) throw tooLarge(limit);
        if (size > SMALL_BYTES) hold(chunk.length);
        received.add(chunk);
      } catch (refusal) {
        stop();
        received.drop();
        request.resume();
        reject(refusal instanceof Fault ? refusal : tooLarge(limit));
      }
    };
    const onEnd = (): void => {
      stop();
      resolve(received.whole());
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

/**
 * What has come of a body. A large one whose length was announced is put together as it comes, so that it is never there twice, and node's
 * many small buffers are free again at once.
 */
class Received {
  size = 0;
  #chunks: Buffer[] = [];
  #large: Buffer | undefined;

  constructor(private readonly announced: number) {}

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.size += chunk.length;
    // not before something has come: to announce costs a client nothing
    if (this.size <= SMALL_BYTES || this.size > this.announced) return;
    this.#large ??= Buffer.allocUnsafeSlow(this.announced);
    let at = this.size - this.#chunks.reduce((sum, { length }) => sum + length, 0);
    for (const one of this.#chunks) at += one.copy(this.#large, at);
    this.#chunks.length = 0;
  }

  whole(): Buffer {
    if (this.#large !== undefined) return this.#large.subarray(0, this.size);
    const [only] = this.#chunks;
    return this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks, this.size);
  }

  drop(): void {
    this.#chunks = [];
    this.#large = undefined;
  }
}

const ignore = (): void => undefined;

function tooLarge(limit: number): Fault {
  return new Fault('request.too_large', { limit });
}

/**
 * A body that is handed on as it comes. Faults `request.media_type`, `request.encoding` at the first byte, and `request.too_large` as
 * soon as its size is known or reached.
 */
export async function* readUpload(
  request: IncomingMessage,
  { mediaTypes, limit }: BodyRules,
): AsyncGenerator<Uint8Array> {
  requireMediaType(request, mediaTypes);
  requireUncompressed(request);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    yield chunk;
  }
}

/** An upload that is handed on and hashed as it comes. `digest` reads what is left of it first. */
export interface HashedUpload extends AsyncIterable<Uint8Array> {
  digest(): Promise<string>;
}

export function hashUpload(upload: AsyncIterable<Uint8Array>): HashedUpload {
  const parts = upload[Symbol.asyncIterator]();
  const sha256 = createHash('sha256');
  // a reader that stops early must not end the upload: its rest is hashed, too
  async function* read(): AsyncGenerator<Uint8Array> {
    for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
      sha256.update(next.value);
      yield next.value;
    }
  }
  return {
    [Symbol.asyncIterator]: read,
    async digest() {
      for await (const _part of read());
      return sha256.copy().digest('hex');
    },
  };
}

/** For operations that take no upload. */
export async function* noUpload(): AsyncGenerator<Uint8Array> {
  // yields nothing
}
