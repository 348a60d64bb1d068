// `npm start` calls this first: it builds when a source is newer than the last build, and returns at once when none is.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
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

function isStale(project) {
  const built = changedAt(stampOf(project));
  return sourcesOf(project).some((path) => changedAt(path) > built);
}

/** The pages of the console, which Vite builds of three folders. */
function isConsoleStale() {
  const built = changedAt(join(root, 'dist', 'console', 'index.html'));
  const folders = ['console', 'config/locales/console', 'packages/client/src'].map((name) =>
    join(root, name),
  );
  const sources = folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
  ]);
  return [...sources, join(root, 'config', 'vite.config.ts')].some(
    (path) => changedAt(path) > built,
  );
}

if (projects.some(isStale) || isConsoleStale()) {
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
