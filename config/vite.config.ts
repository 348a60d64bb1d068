import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../console', import.meta.url));
const outDir = fileURLToPath(new URL('../dist/console', import.meta.url));

/** config/locales/console/<area>/<language>.yaml as a module. */
function texts(): Plugin {
  return {
    name: 'texts',
    transform(source, id) {
      if (!id.endsWith('.yaml')) return undefined;
      return { code: `export default ${JSON.stringify(parse(source))};`, map: null };
    },
  };
}

/** Compressed once, when it is built: the server sends what it finds. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    closeBundle() {
      const folder = join(outDir, 'assets');
      for (const name of readdirSync(folder)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const bytes = readFileSync(join(folder, name));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
      }
    },
  };
}

/** `npm run build:console`: the document and its files in dist/console, which src/http/console serves. */
export default defineConfig({
  root,
  // the server puts its own path before the addresses in the document; chunks find each other by where they are
  base: './',
  plugins: [texts(), compressed()],
  resolve: { conditions: ['muster-source', 'module', 'browser', 'production'] },
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    // the polyfill is an inline script
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    manifest: 'manifest.json',
    rolldownOptions: {
      onLog(level, log, next) {
        // a mark for React servers, of which there is none
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') next(level, log);
      },
    },
  },
});
