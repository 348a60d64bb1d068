import { expect } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '../cli/processes.js';
import { builtProgram } from './build.js';
import { matchesOutput, portsOf, type ShellBlock } from './guide-pages.js';

export interface FollowOptions {
  /** false: the lines of the page start what they need */
  readonly server?: boolean;
  /** what is set in the reader's shell, and for the server that is started */
  readonly env?: Readonly<Record<string, string>>;
  /** what the page prints → what it is in this run: `{ 'mongodb://mongodb.example.com/': url }`. Ports of this machine are seen to. */
  readonly values?: Readonly<Record<string, string>>;
  /** what the page takes for granted besides, made in the folder before its first line */
  readonly prepare?: (folder: string) => Promise<void>;
  /** the page shows requests that are refused; otherwise an answer of 400 or more fails its block */
  readonly showsRefusals?: boolean;
}

export interface GuideResult {
  readonly folder: string;
  /** address and key of the server that the runner started */
  readonly url: string;
  readonly operatorKey: () => Promise<string>;
  /** by block */
  readonly printed: readonly string[];
}

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** A page may start processes in the background; they end with the shell. */
const END_JOBS = `trap 'kill $(jobs -p) 2>&- || true; wait' EXIT\n`;
/** A process that has not ended then is killed. */
const END_MS = 10_000;
/** A page that takes longer waits for what will not come; its block is then said to fail. */
const PAGE_MS = 150_000;

/** What the folder of a clone has for its users. A page may write beside these, not into them. */
const PROGRAM = ['bin', 'config', 'deploy', 'dist', 'docs', 'examples', 'node_modules'];
const MORE_OF_IT = ['package.json', 'packages', 'compose.yaml', 'Dockerfile'];

/** A folder that looks like that of Muster and has no data yet, perhaps a server in it, and the shell in which a page is followed. */
export class FollowedPage {
  readonly #running: Running[] = [];
  readonly #results: { readonly printed: string; readonly failed: boolean }[] = [];

  private constructor(
    /** has the folder, and beside it what its processes print */
    readonly place: string,
    readonly values: Readonly<Record<string, string>>,
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async open(page: string, options: FollowOptions): Promise<FollowedPage> {
    const place = await mkdtemp(join(tmpdir(), 'muster-guide-'));
    const folder = join(place, 'muster');
    await mkdir(folder);
    const flags = options.showsRefusals ? [] : ['fail-with-body'];
    await writeFile(join(place, '.curlrc'), ['silent', 'show-error', ...flags, ''].join('\n'));
    // another folder with the program: that of a fresh clone, or of the image
    const program = process.env['MUSTER_TEST_PROGRAM'] ?? builtProgram();
    for (const name of [...PROGRAM, ...MORE_OF_IT]) {
      if (existsSync(join(program, name))) await symlink(join(program, name), join(folder, name));
    }
    const values: Record<string, string> = { ...options.values };
    for (const port of new Set(['8080', ...portsOf(page)])) values[port] = String(await freePort());
    const { NODE_COMPILE_CACHE: compiled } = process.env;
    const env = {
      ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }),
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: place,
      LANG: 'C.UTF-8',
      // a server that the page starts listens where the page says, on the port of this run
      ...(!/^ *port: \d/m.test(page) && { MUSTER_HTTP__PORT: values['8080'] ?? '' }),
      ...options.env,
    };
    const followed = new FollowedPage(place, values, env);
    try {
      await options.prepare?.(folder);
      if (options.server !== false) await followed.#startServer();
    } catch (error) {
      await followed.close();
      throw error;
    }
    return followed;
  }

  get folder(): string {
    return join(this.place, 'muster');
  }

  /** A text of the page, with the ports and values of this run. */
  inThisRun(text: string): string {
    return Object.entries(this.values).reduce(
      (result, [from, to]) =>
        /^\d+$/.test(from)
          ? result.replace(new RegExp(`\\b${from}\\b`, 'g'), to)
          : result.replaceAll(from, to),
      text,
    );
  }

  /** Into one shell, which ends at the first line that fails. */
  async type(blocks: readonly ShellBlock[]): Promise<void> {
    const lines = blocks.map(({ text }) => `${this.inThisRun(text)}\nprintf '\\001'\n`);
    const args = ['--norc', '-euo', 'pipefail', '-c', END_JOBS + lines.join('')];
    const shell = this.#start('bash', args);
    const late = setTimeout(() => signalGroup(shell.child, 'SIGKILL'), PAGE_MS);
    const code = await shell.ended;
    clearTimeout(late);
    const parts = shell.output().split('\u0001');
    for (const [index, part] of parts.slice(0, blocks.length).entries()) {
      const failed = index === parts.length - 1;
      const printed = failed
        ? `${part}\nThe shell ended with ${String(code ?? 'a signal: it took too long')}.`
        : part;
      this.#results.push({ printed, failed });
    }
  }

  /** @throws Error for a block that failed, was not reached, or printed something else than the page shows */
  check({ line, text, output }: ShellBlock, index: number): void {
    const result = this.#results[index];
    if (!result) throw new Error(`Not reached: the shell ended at a block above line ${line}.`);
    if (result.failed) throw new Error(`A line of these fails:\n${text}\n${result.printed}`);
    if (output === undefined) return;
    const expected = this.inThisRun(output).trim();
    const printed = result.printed.trim();
    // the comparison shows where the two part; `…` of the page stays as it is
    if (!matchesOutput(printed, expected)) expect(printed).toBe(expected);
  }

  result(): GuideResult {
    return {
      folder: this.folder,
      url: this.inThisRun('http://127.0.0.1:8080'),
      operatorKey: async () =>
        (await readFile(join(this.folder, 'data', 'operator.key'), 'utf8')).trim(),
      printed: this.#results.map(({ printed }) => printed),
    };
  }

  /** Ends what was started, and what that has started. */
  async close(): Promise<void> {
    for (const { child, ended } of this.#running) {
      signalGroup(child, 'SIGTERM');
      const late = setTimeout(() => signalGroup(child, 'SIGKILL'), END_MS);
      await ended;
      clearTimeout(late);
    }
    await rm(this.place, { recursive: true, force: true });
  }

  #start(program: string, args: readonly string[], more: Record<string, string> = {}): Running {
    // a file, because a process in the background could hold a pipe open
    const file = join(this.place, `${this.#running.length}.log`);
    const log = openSync(file, 'w');
    const child = spawn(program, args, {
      cwd: this.folder,
      env: { ...this.env, ...more },
      stdio: ['ignore', log, log],
      // a group of its own, in which what it starts is, too
      detached: true,
    });
    closeSync(log);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('exit', resolve).on('error', reject);
    });
    const running = { child, output: () => readFileSync(file, 'utf8'), ended };
    this.#running.push(running);
    return running;
  }

  async #startServer(): Promise<void> {
    const port = this.inThisRun('8080');
    const more = { MUSTER_HTTP__PORT: port };
    const server = this.#start(process.execPath, ['bin/muster.js', 'start'], more);
    let isOver = false;
    void server.ended.then(() => (isOver = true));
    for (;;) {
      if (isOver) throw new Error(`The server did not start:\n${server.output()}`);
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      if (ready?.ok) return;
      await new Promise((next) => setTimeout(next, 50));
    }
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // all of them have ended
  }
}
