import { execFile } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { copyOf, ignorer, type Instruction, type Stage } from './dockerfile.js';

// Does with folders what `docker build` does with layers: every COPY copies, every RUN that is known runs. Packages are not
// installed: `npm ci` links those of the working tree, and pruning leaves the links of production.

const run = promisify(execFile);

interface LockEntry {
  readonly dev?: boolean;
  readonly link?: boolean;
}

/** The file system of an image that is being built. */
interface Place {
  /** stands for `/` */
  readonly root: string;
  /** `/app` */
  workdir: string;
}

/** Builds every stage below `folder`; returns the root of the last one. @throws Error that names the line that failed */
export async function replay(stages: readonly Stage[], folder: string): Promise<string> {
  const places = new Map<string, Place>();
  for (const [index, stage] of stages.entries()) {
    const place = { root: join(folder, String(index)), workdir: '/' };
    mkdirSync(place.root, { recursive: true });
    places.set(stage.name || String(index), place);
    for (const instruction of stage.instructions) {
      await apply(instruction, place, places).catch((error: unknown) => {
        throw new Error(`${instruction.name} ${instruction.rest}: ${String(error)}`);
      });
    }
  }
  return join(folder, String(stages.length - 1));
}

async function apply(
  instruction: Instruction,
  place: Place,
  places: ReadonlyMap<string, Place>,
): Promise<void> {
  const { name, rest } = instruction;
  if (name === 'WORKDIR') {
    place.workdir = resolve(place.workdir, rest);
    mkdirSync(join(place.root, place.workdir), { recursive: true });
  } else if (name === 'COPY') {
    copy(instruction, place, places);
  } else if (name === 'RUN') {
    for (const command of rest.split('&&')) await runLine(command.trim(), hereOf(place));
  }
}

function hereOf({ root, workdir }: Place): string {
  return join(root, workdir);
}

function copy(instruction: Instruction, place: Place, places: ReadonlyMap<string, Place>): void {
  const { from, sources, target } = copyOf(instruction);
  const stage = from === undefined ? undefined : places.get(from);
  if (from !== undefined && !stage) throw new Error(`there is no stage ${from}`);
  const base = stage?.root ?? process.cwd();
  const ignored = ignorer(readFileSync('.dockerignore', 'utf8'));
  const inContext = (path: string) => stage !== undefined || !ignored(relative(base, path));
  const full = join(place.root, resolve(place.workdir, target));
  const intoFolder = target.endsWith('/') || sources.length > 1;
  for (const source of sources) {
    const path = stage ? join(base, resolve('/', source)) : join(base, source);
    if (!existsSync(path)) throw new Error(`${source} does not exist`);
    if (!inContext(path)) throw new Error(`.dockerignore keeps ${source} out`);
    const isFile = !isFolder(path);
    const to = isFile && (intoFolder || isFolder(full)) ? join(full, basename(path)) : full;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(path, to, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (one) => one === path || inContext(one),
    });
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && lstatSync(path).isDirectory();
}

async function runLine(command: string, here: string): Promise<void> {
  const [program = '', first = '', ...args] = command.split(/\s+/);
  if (program === 'npm' && first === 'ci') {
    linkPackages(here, args.includes('--omit=dev'));
  } else if (program === 'npm' && first === 'prune') {
    if (!args.includes('--omit=dev')) throw new Error('the replay knows --omit=dev only');
    rmSync(join(here, 'node_modules'), { recursive: true });
    linkPackages(here, true);
  } else if (program === 'npm' && first === 'run') {
    await run('npm', ['run', '--silent', ...args], { cwd: here });
  } else if (program === 'mkdir' || program === 'chmod' || program === 'rm') {
    // by a shell, as in a build: it knows wildcards
    await run('sh', ['-c', command], { cwd: here });
  } else if (program !== 'chown') {
    throw new Error('the replay does not know this command');
  }
}

/** What `npm ci` needs is there, and every package that it would install is linked from the working tree. */
function linkPackages(here: string, production: boolean): void {
  const lock = JSON.parse(readFileSync(join(here, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockEntry>;
  };
  for (const path of Object.keys(lock.packages)) {
    // the root and the workspaces
    const manifest = join(path, 'package.json');
    if (!path.includes('node_modules') && !existsSync(join(here, manifest))) {
      throw new Error(`npm ci needs ${manifest}`);
    }
  }
  for (const [path, { dev, link }] of Object.entries(lock.packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    const real = resolve(path);
    if (name === undefined || (production && dev) || !exists(real)) continue;
    const to = join(here, path);
    mkdirSync(dirname(to), { recursive: true });
    // a workspace is a relative link, and has to lead to a copy inside the image
    symlinkSync(link ? readlinkSync(real) : real, to);
  }
  const bin = join(here, 'node_modules', '.bin');
  if (!production && existsSync(join(here, 'node_modules'))) {
    mkdirSync(bin, { recursive: true });
    for (const name of readdirSync(resolve('node_modules/.bin'))) {
      symlinkSync(resolve('node_modules/.bin', name), join(bin, name));
    }
  }
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false; // an optional package of another platform
  }
}
