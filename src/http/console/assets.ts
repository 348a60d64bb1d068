import type { RequestHandler } from 'express';
import { Fault } from '#kernel/index.js';
import { sendStream } from '../answers.js';
import type { HttpDeps } from '../deps.js';
import type { BuiltConsole } from './built-console.js';

/** The name carries a hash of the bytes: an address never shows other ones. */
const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  vary: 'accept-encoding',
};

/** A file that is gone after an upgrade is `route.missing`, never the document: a browser would run HTML as a script. */
export function createAssetEndpoint(
  deps: HttpDeps,
  built: BuiltConsole | undefined,
): RequestHandler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Fault('route.method', { allow: 'GET, HEAD' });
    }
    const { file = '' } = request.params as Record<string, string>;
    const asset = built?.assets.get(file);
    if (!asset) throw new Fault('route.missing');
    const { type, bytes, gzip, brotli } = asset;
    const encoding = request.acceptsEncodings('br', 'gzip');
    const [name, sent] =
      brotli && encoding === 'br'
        ? ['br', brotli]
        : gzip && encoding === 'gzip'
          ? ['gzip', gzip]
          : [undefined, await bytes()];
    const headers = {
      ...HEADERS,
      'content-type': type,
      'content-length': sent.byteLength,
      ...(name !== undefined && { 'content-encoding': name }),
    };
    await sendStream(deps, response, { status: 200, headers }, { parts: only(sent) });
  };
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
