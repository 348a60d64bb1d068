// `npm start` calls this first: it builds when a source is newer than the last build, and returns at once when none is. With `--check`
// it builds nothing: it says what is newer and ends with 2.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
const projects = [root, ...packages];

/** The compiler writes it with every build. */
const stampOf = (project) => join(project, 'dist', '.tsbuildinfo');

/** Milliseconds; 0 for a file that does not exist. */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Folders count too: theirs is the time when a file in them was made, renamed or removed. */
function sourcesOf(project) {
  const src = join(project, 'src');
  return [
    src,
    ...readdirSync(src, { recursive: true }).map((name) => join(src, name)),
    ...['package.json', 'tsconfig.json'].map((name) => join(project, name)),
    ...['build', 'package'].map((name) => join(root, 'config', `tsconfig.${name}.json`)),
  ];
}

/** A source that is newer than the build of its project. */
function newerIn(project) {
  const built = changedAt(stampOf(project));
  return sourcesOf(project).find((path) => changedAt(path) > built);
}

/** A source of the pages of the console, which Vite builds of three folders, that is newer than they are. */
function newerInConsole() {
  const built = changedAt(join(root, 'dist', 'console', 'index.html'));
  const folders = ['console', 'config/locales/console', 'packages/client/src'].map((name) =>
    join(root, name),
  );
  const sources = folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
  ]);
  return [...sources, join(root, 'config', 'vite.config.ts')].find(
    (path) => changedAt(path) > built,
  );
}

function newer() {
  for (const project of projects) {
    const found = newerIn(project);
    if (found !== undefined) return found;
  }
  return newerInConsole();
}

const source = newer();
if (source !== undefined && process.argv.includes('--check')) {
  const next = 'Build first: node scripts/build-if-changed.mjs';
  process.stderr.write(`The build is older than ${relative(root, source)}. ${next}\n`);
  process.exitCode = 2;
} else if (source !== undefined) {
  const began = new Date();
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  // the compiler leaves the stamp of a project alone when its output stays the same
  if (status === 0) for (const project of projects) utimesSync(stampOf(project), began, began);
  process.exitCode = status ?? 1;
}
