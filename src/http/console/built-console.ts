import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

/** What `npm run build:console` wrote. */
export interface BuiltConsole {
  /** the document, with `./` before the addresses of its files and NONCE_PLACE where a nonce goes */
  readonly document: string;
  /** by file name */
  readonly assets: ReadonlyMap<string, BuiltAsset>;
}

/** What compresses is kept compressed: few clients take no other, and two megabytes would wait for them. */
export interface BuiltAsset {
  readonly type: string;
  /** as Vite wrote them */
  bytes(): Promise<Uint8Array>;
  readonly gzip?: Uint8Array;
  readonly brotli?: Uint8Array;
}

/** `html.cspNonce` of config/vite.config.ts. */
export const NONCE_PLACE = '__NONCE__';

/** Beside the compiled server; the sources have the same depth. */
const FOLDER = fileURLToPath(new URL('../../../dist/console', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/** Read once, when the server starts: an upgrade in place does not change what a running server serves. Undefined where it is not built. */
export function readBuiltConsole(folder = FOLDER): BuiltConsole | undefined {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return undefined;
  const files = join(folder, 'assets');
  const names = readdirSync(files);
  const isThere = new Set(names);
  const readIf = (name: string): Uint8Array | undefined =>
    isThere.has(name) ? readFileSync(join(files, name)) : undefined;
  const assets = new Map<string, BuiltAsset>();
  for (const name of names) {
    const type = TYPES[name.split('.').at(-1) ?? ''];
    if (type === undefined) continue;
    const [gzip, brotli] = [readIf(`${name}.gz`), readIf(`${name}.br`)];
    assets.set(name, {
      type,
      bytes: brotli ? () => decompress(brotli) : always(readFileSync(join(files, name))),
      ...(gzip && { gzip }),
      ...(brotli && { brotli }),
    });
  }
  return { document: readFileSync(index, 'utf8'), assets };
}

const decompress = promisify(brotliDecompress);

function always(bytes: Uint8Array): () => Promise<Uint8Array> {
  return () => Promise.resolve(bytes);
}
