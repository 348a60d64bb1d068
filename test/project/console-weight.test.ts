import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

// What a browser has to load before a page stands: bytes are asserted, times are not.

const FOLDER = join('dist', 'console');
const KB = 1_000;

/** Of scripts, compressed by gzip: the document's own, what it imports, the words of the frame, and the first page. */
const FIRST_LOAD = 250 * KB;
/** What a further page adds to it; charts are chunks of their own, and load when they are shown. */
const FURTHER_PAGE = 90 * KB;

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

type Manifest = Readonly<Record<string, Chunk>>;

function readManifest(): Manifest {
  const file = join(FOLDER, 'manifest.json');
  if (!existsSync(file)) throw new Error('The console is not built: npm run build:console');
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

/** The chunk and everything that loads with it. */
function loadedWith(manifest: Manifest, key: string, found = new Set<string>()): Set<string> {
  if (found.has(key)) return found;
  found.add(key);
  for (const other of manifest[key]?.imports ?? []) loadedWith(manifest, other, found);
  return found;
}

function bytesOf(manifest: Manifest, keys: Iterable<string>): number {
  let sum = 0;
  for (const key of keys) {
    const file = manifest[key]?.file;
    if (file?.endsWith('.js')) sum += statSync(join(FOLDER, `${file}.gz`)).size;
  }
  return sum;
}

describe('the weight of the console', () => {
  const manifest = readManifest();
  const entry = 'index.html';
  const words = (area: string): string => `../config/locales/console/${area}/de.yaml`;
  const first = loadedWith(manifest, entry);
  loadedWith(manifest, words('frame'), first);
  const routes = Object.keys(manifest).filter((key) => /^src\/pages\/.*route\.tsx$/.test(key));

  test('the document names its entry, and every page is a chunk of its own', () => {
    expect(manifest[entry]?.isEntry).toBe(true);
    expect(routes.length).toBeGreaterThan(1);
    for (const route of routes) expect(first.has(route)).toBe(false);
  });

  test.each(['home', 'overview'])('the first page %s loads less than 250 kB of script', (page) => {
    const loaded = loadedWith(manifest, `src/pages/${page}/route.tsx`, new Set(first));
    loadedWith(manifest, words(page), loaded);
    expect(bytesOf(manifest, loaded)).toBeLessThan(FIRST_LOAD);
  });

  test.each(routes)('%s adds a bounded part', (route) => {
    const loaded = loadedWith(manifest, route, new Set(first));
    const added = [...loaded].filter((key) => !first.has(key));
    expect(bytesOf(manifest, added)).toBeLessThan(FURTHER_PAGE);
  });

  test('charts are not part of any page’s first load', () => {
    const charts = Object.keys(manifest).filter((key) => /recharts|charts/i.test(key));
    for (const route of [entry, ...routes]) {
      const loaded = loadedWith(manifest, route);
      expect(charts.filter((key) => loaded.has(key))).toEqual([]);
    }
  });
});
