import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HookPoint } from '#core/index.js';
import type { Clock, Log } from '#kernel/index.js';
import type { Hook } from '#store/index.js';
import { AnswerRefused } from './answers.js';
import { isHookPoint } from './points.js';
import { toAsked, type AskedHook } from './registry.js';
import type { HookCall, HookReply, Transport } from './transport.js';

/** Hooks that are files of the installation, `config/hooks/*.mjs`: asked before all others, in a worker, so that a budget ends them. */
export interface FileHooks {
  /** by order and name */
  readonly of: (point: HookPoint) => readonly AskedHook[];
  readonly isOne: (asked: AskedHook) => boolean;
  readonly ask: Transport;
  close(): Promise<void>;
}

export const NO_FILE_HOOKS: FileHooks = {
  of: () => [],
  isOne: () => false,
  ask: () => Promise.reject(new AnswerRefused('There are no hooks in files.')),
  close: () => Promise.resolve(),
};

/** What a file exports beside its function, as the worker hands it on. */
interface Declared {
  readonly file: string;
  readonly point?: unknown;
  readonly order?: unknown;
  readonly onFailure?: unknown;
  readonly budgetMs?: unknown;
  readonly condition?: unknown;
}

type FromWorker =
  | { readonly kind: 'loaded'; readonly hooks: readonly Declared[] }
  | { readonly kind: 'broken'; readonly file: string; readonly problem: string }
  | { readonly kind: 'answer'; readonly id: number; readonly text: string }
  | { readonly kind: 'problem'; readonly id: number; readonly problem: string };

/** No types and no imports of ours: the same text runs from the sources and from the build. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { pathToFileURL } = require('node:url');
const functions = new Map();
const opened = (async () => {
  const hooks = [];
  for (const file of workerData.files) {
    try {
      const loaded = (await import(pathToFileURL(file).href)).default;
      if (typeof loaded?.decide !== 'function') throw new Error('exports no default with a function decide');
      const { decide, ...declared } = loaded;
      functions.set(file, decide);
      hooks.push({ file, ...declared });
    } catch (error) {
      parentPort.postMessage({ kind: 'broken', file, problem: String(error?.message ?? error) });
    }
  }
  parentPort.postMessage({ kind: 'loaded', hooks });
})();
parentPort.on('message', async ({ id, file, question }) => {
  await opened;
  try {
    const answer = (await functions.get(file)(JSON.parse(question))) ?? { action: 'allow' };
    parentPort.postMessage({ kind: 'answer', id, text: JSON.stringify(answer) });
  } catch (error) {
    parentPort.postMessage({ kind: 'problem', id, problem: String(error?.message ?? error) });
  }
});
`;

/** How long the files may take to be loaded. */
const LOAD_MS = 10_000;

/** A file that cannot be loaded stops the start: a gate that is silently not there would be none. @throws Error that names the file */
export async function openFileHooks(
  folder: string,
  deps: { readonly clock: Clock; readonly log: Log },
): Promise<FileHooks> {
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.mjs'))
    : [];
  if (names.length === 0) return NO_FILE_HOOKS;
  const files = names.sort().map((name) => resolve(join(folder, name)));
  const workers = new HookWorkers(files);
  const declared = await workers.load();
  const hooks = declared.map((one) => readDeclared(one, deps.clock));
  deps.log.info({ folder, hooks: names }, 'hooks in files are asked before all others');
  const byId = new Map(hooks.map((asked) => [asked.hook.id, asked]));
  return {
    of: (point) => hooks.filter((asked) => asked.point === point),
    isOne: ({ hook }) => byId.has(hook.id),
    ask: (_ctx, call) => workers.ask(call),
    close: () => workers.close(),
  };
}

function readDeclared({ file, ...said }: Declared, clock: Clock): AskedHook {
  const { point, order = 0, onFailure, budgetMs, condition } = said;
  if (typeof point !== 'string' || !isHookPoint(point)) {
    throw new Error(`${file}: point is none of those that docs/hooks.md lists.`);
  }
  const now = new Date(clock.now()).toISOString();
  const hook = {
    id: file,
    version: 1,
    createdAt: now,
    updatedAt: now,
    name: file.slice(file.lastIndexOf('/') + 1),
    point,
    url: '',
    enabled: true,
    order: Number(order),
    revision: 0,
    ...(onFailure !== undefined && { onFailure: onFailure as Hook['onFailure'] }),
    ...(typeof budgetMs === 'number' && { budgetMs: Math.min(budgetMs, 10_000) }),
    ...(typeof condition === 'string' && { condition }),
  } as Hook;
  const asked = toAsked(hook);
  if (!asked) throw new Error(`${file} cannot be asked.`);
  return asked;
}

interface Waiting {
  readonly resolve: (reply: HookReply) => void;
  readonly reject: (error: Error) => void;
}

/** One worker for all files. One that does not answer in time is ended, with whatever it was at, and another one is begun. */
class HookWorkers {
  #worker: Worker | undefined;
  #loaded: Promise<readonly Declared[]> | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(private readonly files: readonly string[]) {}

  load(): Promise<readonly Declared[]> {
    this.#loaded ??= new Promise((done, refuse) => {
      const worker = new Worker(PROGRAM, { eval: true, workerData: { files: this.files } });
      const timer = setTimeout(() => {
        refuse(new Error('Hooks in files were not loaded within ten seconds.'));
        this.#end('The worker of hooks did not start.');
      }, LOAD_MS).unref();
      worker.unref();
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'loaded') {
          clearTimeout(timer);
          done(message.hooks);
        } else if (message.kind === 'broken') {
          refuse(new Error(`${message.file} is no hook: ${message.problem}`));
          void worker.terminate();
        } else this.#settle(message);
      });
      worker.on('error', (error) => this.#end(error.message));
      this.#worker = worker;
    });
    return this.#loaded;
  }

  async ask({ asked, body, budgetMs }: HookCall): Promise<HookReply> {
    await this.load();
    this.#lastId += 1;
    const id = this.#lastId;
    const file = asked.hook.id;
    return new Promise((done, refuse) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        refuse(new AnswerRefused(`The function gave no answer within ${budgetMs} ms.`));
        this.#end('Another hook of the worker took too long, and the worker was ended.');
      }, budgetMs);
      this.#waiting.set(id, {
        resolve: (reply) => {
          clearTimeout(timer);
          done(reply);
        },
        reject: (error) => {
          clearTimeout(timer);
          refuse(error);
        },
      });
      this.#worker?.postMessage({ id, file, question: body.toString() });
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #settle(message: Extract<FromWorker, { readonly id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'problem') {
      waiting?.reject(new AnswerRefused(`The function failed: ${message.problem}`));
      return;
    }
    const { text } = message;
    waiting?.resolve({ text, answer: JSON.parse(text) as unknown });
  }

  /** A function that never comes back is ended with its thread; the next question begins another one. */
  #end(problem: string): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#loaded = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.reject(new AnswerRefused(problem));
    void worker?.terminate();
  }
}
