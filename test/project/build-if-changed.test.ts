import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// `npm start` builds only when a source is newer than the last build. A small project, whose build counts how often it ran.

const folder = mkdtempSync(join(tmpdir(), 'muster-build-'));
const script = join(folder, 'scripts', 'build-if-changed.mjs');
const BUILD = `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
for (const project of ['.', 'packages/one', 'packages/client']) {
  mkdirSync(project + '/dist', { recursive: true });
  writeFileSync(project + '/dist/.tsbuildinfo', '');
}
mkdirSync('dist/console', { recursive: true });
writeFileSync('dist/console/index.html', '');
appendFileSync('builds.txt', 'x');`;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function start(): void {
  execFileSync(process.execPath, [script], { cwd: tmpdir() });
}

const builds = (): number => readFileSync(join(folder, 'builds.txt'), 'utf8').length;

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  write('package.json', JSON.stringify({ type: 'module', scripts: { build: 'node build.js' } }));
  write('build.js', BUILD);
  write('src/core/a.ts', '');
  write('packages/one/src/index.ts', '');
  write('packages/client/src/index.ts', '');
  write('console/src/main.tsx', '');
  write('config/locales/console/frame/en.yaml', '');
  mkdirSync(dirname(script));
  copyFileSync('scripts/build-if-changed.mjs', script);
  start();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The file was written a moment later, whatever the clock of the disk can tell apart. */
function later(path: string): void {
  const time = new Date(Date.now() + 5_000);
  utimesSync(join(folder, path), time, time);
}

test('the first start builds, the next one does not', () => {
  expect(builds()).toBe(1);
  start();
  expect(builds()).toBe(1);
});

test.each([
  'src/core/a.ts',
  'packages/one/src/index.ts',
  'package.json',
  'console/src/main.tsx',
  'config/locales/console/frame/en.yaml',
])('a change of %s builds again', (path) => {
  later(path);
  start();
  expect(builds()).toBe(2);
});

test('a file that is removed builds again, because its folder changed', () => {
  rmSync(join(folder, 'src/core/a.ts'));
  later('src/core');
  start();
  expect(builds()).toBe(2);
});

test('a build that fails is a start that fails, and is tried again', () => {
  write('build.js', 'process.exit(3);');
  later('src/core/a.ts');
  expect(start).toThrow();
  write('build.js', BUILD);
  start();
  expect(builds()).toBe(2);
});

test('what only asks is told which source is newer, and nothing is built', () => {
  const check = () => spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(check()).toMatchObject({ status: 0, stderr: '' });
  later('src/core/a.ts');
  const { status, stderr } = check();
  expect(status).toBe(2);
  expect(stderr).toContain(`The build is older than ${join('src', 'core', 'a.ts')}`);
  expect(builds()).toBe(1);
});
