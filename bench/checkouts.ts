import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface Checkout {
  /** its folder `bench`, which is today's: two commits are measured by one bench */
  readonly bench: URL;
  /** the beginning of its hash */
  readonly commit: string;
  remove(): void;
}

/** The sources of another commit, built, with the packages that are installed here. Its layout must be that of today. */
export function checkOut(ref: string, into: string): Checkout {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const remove = (): void => void git('worktree', 'remove', '--force', into);
  git('worktree', 'add', '--quiet', '--detach', into, ref);
  try {
    return { bench: build(into), commit: git('rev-parse', '--short', ref), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function build(into: string): URL {
  const bench = join(into, 'bench');
  rmSync(bench, { recursive: true });
  cpSync(join(root, 'bench'), bench, { recursive: true });
  linkPackages(join(root, 'node_modules'), join(into, 'node_modules'));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-b', 'config/tsconfig.build.json'], { cwd: into });
  return pathToFileURL(`${bench}/`);
}

/** All but our own, which are those of the commit. */
function linkPackages(from: string, to: string): void {
  mkdirSync(join(to, '@muster'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@muster' && name !== '.bin') symlinkSync(join(from, name), join(to, name));
  }
  for (const name of readdirSync(join(to, '../packages'))) {
    symlinkSync(join('../../packages', name), join(to, '@muster', name));
  }
}
