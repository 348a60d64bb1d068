// What `npm pack` does before and after it reads a folder, for the root and for each package: the tarball holds what was compiled
// just now, and its manifest names neither our sources nor our scripts. Run by the scripts `prepack` and `postpack`, in that folder.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONDITION = 'muster-source';
/** parts of a manifest that are for those who work on it */
const OURS = ['scripts', 'devDependencies', 'workspaces', 'overrides'];

const folder = process.cwd();
const isRoot = resolve(folder) === resolve(ROOT);
const rootManifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
// the root carries packages in its own tarball, so their manifests are in it too
const folders = isRoot
  ? [
      folder,
      ...(rootManifest.bundleDependencies ?? []).map((name) =>
        join(ROOT, name.replace('@muster', 'packages')),
      ),
    ]
  : [folder];
const kept = (of) => join(of, 'dist', '.package.json');

function withoutCondition(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== CONDITION)
      .map(([name, inner]) => [name, withoutCondition(inner)]),
  );
}

function restore() {
  for (const of of folders) {
    if (existsSync(kept(of))) renameSync(kept(of), join(of, 'package.json'));
    // the repository has one license text, each tarball its own
    if (resolve(of) !== resolve(ROOT)) rmSync(join(of, 'LICENSE'), { force: true });
  }
}

function build() {
  for (const of of folders) rmSync(join(of, 'dist'), { recursive: true, force: true });
  const project = isRoot ? join('config', 'tsconfig.build.json') : folder;
  const compiler = join(ROOT, 'node_modules', 'tsc7', 'bin', 'tsc');
  // standard output belongs to npm, which prints the list of files there
  execFileSync(process.execPath, [compiler, '-b', project], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
}

function strip() {
  for (const of of folders) {
    const file = join(of, 'package.json');
    const text = readFileSync(file, 'utf8');
    const parts = Object.entries(JSON.parse(text)).filter(([name]) => !OURS.includes(name));
    const manifest = withoutCondition(Object.fromEntries(parts));
    writeFileSync(kept(of), text);
    if (resolve(of) !== resolve(ROOT)) copyFileSync(join(ROOT, 'LICENSE'), join(of, 'LICENSE'));
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

// a run that was interrupted has left its manifests behind
restore();
if (process.argv[2] === 'before') {
  build();
  strip();
}
