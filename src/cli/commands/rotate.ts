import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import {
  addGeneration,
  createSecretsKey,
  PUBLISHED_MS,
  readGenerations,
  replaceUnreadable,
  rewrap,
  wrappedBy,
  type KeyDeps,
} from '#core/index.js';
import { FULL_AUTHORITY, newTraceId, silentLog, type Context } from '#kernel/index.js';
import {
  adoptNextSecretsKey,
  findSecretsKey,
  newSecretsKey,
  otherSecretsKey,
  secretsKeyFile,
  writeNextSecretsKey,
  type Settings,
} from '#settings/index.js';
import type { OpenedDeps } from '../cli-deps.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { requireKeptStore } from '../kept-stores.js';
import { Refusal } from '../refusals.js';
import type { Terminal } from '../terminals.js';
import {
  describeLost,
  removeForeignRecords,
  rewrapRecords,
  type LostRecords,
} from '../wrapped-records.js';
import type { CommandContext, RunCommand } from './command-context.js';

interface Options {
  readonly endOlder?: boolean;
  /** true: without a file */
  readonly secretsKey?: string | true;
  readonly secretsKeyLost?: boolean;
  readonly config?: string;
}

/** `muster rotate`: a new generation of the keys that sign links and cursors; or another key that wraps them. */
export function addRotate(program: Command, run: RunCommand): void {
  program
    .command('rotate')
    .description('make a new generation of the keys that sign links and cursors; no restart needed')
    .option(
      '--end-older',
      'end the generations before it: their unsubscribe links and cursors fail',
    )
    .option(
      '--secrets-key [file]',
      'instead: wrap the keys by the secrets key of this file, or by a new one in the file beside the data',
    )
    .option('--secrets-key-lost', 'instead: begin anew, because the secrets key is lost')
    .option('--config <file>', 'settings file (YAML)')
    .action((options: Options) => run((context) => rotate(context, options)));
}

/** By then every running server has read a new generation, which it does each 10 seconds. */
const KNOWN_MS = 15_000;

interface Opened {
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly ctx: Context;
  readonly deps: OpenedDeps['deps'];
}

async function rotate({ deps, terminal }: CommandContext, options: Options): Promise<ExitCode> {
  const { config, secretsKey, secretsKeyLost = false, endOlder = false } = options;
  if ([secretsKey !== undefined, secretsKeyLost, endOlder].filter(Boolean).length > 1) {
    const message = '--end-older, --secrets-key and --secrets-key-lost are three different things';
    throw new Refusal(message, 'the command', 'do one after the other', EXIT.usage);
  }
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  requireKeptStore(settings);
  const opened = await deps.openDeps(settings);
  try {
    const actor = { kind: 'operator', name: 'command line' } as const;
    const { clock } = deps;
    const rights = { actor, authority: FULL_AUTHORITY } as const;
    const ctx: Context = { ...rights, traceId: newTraceId(), clock, log: silentLog };
    const { wait = sleep } = deps;
    const context = { settings, terminal, ctx, deps: opened.deps, wait };
    if (secretsKeyLost) return await beginAnew(context);
    if (secretsKey !== undefined) return await changeSecretsKey(context, secretsKey);
    return await newGeneration(context, endOlder);
  } finally {
    await opened.close();
  }
}

/** The rules' deps, with the secrets key that wrapped what is stored. @throws SettingsError */
async function keyDeps({ settings, deps }: Opened): Promise<KeyDeps> {
  const fingerprintOf = (key: string): string => createSecretsKey(key).fingerprint;
  const stored = await wrappedBy(deps.store.read);
  const { key, source } = await findSecretsKey(settings, { stored, fingerprintOf });
  const secretsKey = createSecretsKey(key);
  const foreign = await wrappedBy(deps.store.read, secretsKey.fingerprint);
  if (foreign === undefined) return { ...deps, secretsKey };
  throw otherSecretsKey({ stored: foreign, own: secretsKey.fingerprint }, source);
}

async function newGeneration(opened: Opened, endOlder: boolean): Promise<ExitCode> {
  const { ctx, terminal, deps } = opened;
  await addGeneration(await keyDeps(opened), ctx, { endOlder });
  const newest = new Map<string, number>();
  for (const { purpose, generation } of await readGenerations(deps.store.read)) {
    newest.set(purpose, generation);
  }
  const numbers = [...newest].map(([purpose, number]) => `${purpose} ${number}`).join(', ');
  terminal.out(`✓ a new generation of each key: ${numbers}`);
  terminal.out(
    `  It signs in ${PUBLISHED_MS / 1_000} seconds, when every running server knows it.`,
  );
  terminal.out(
    endOlder
      ? '  The generations before it end in a minute: unsubscribe links in older mails stop working.'
      : '  The generations before it go on verifying: links in older mails work.',
  );
  return EXIT.fine;
}

async function changeSecretsKey(opened: Opened, file: string | true): Promise<ExitCode> {
  const { settings, ctx, terminal } = opened;
  const isInFile = settings.secrets.key === undefined;
  if (!isInFile && file === true) {
    const next = 'write 43 random characters to a file and name it: --secrets-key <file>';
    const message = 'the secrets key comes from the settings, so no file is made for it';
    throw new Refusal(message, 'the command', next, EXIT.usage);
  }
  const key = file === true ? newSecretsKey() : await readNewKey(file);
  const deps = await keyDeps(opened);
  const next = createSecretsKey(key);
  await waitUntilKnown(opened);
  // written before the database: a command that is killed in between is finished by the next start
  if (isInFile) await writeNextSecretsKey(settings, key);
  await rewrap(deps, ctx, next, (scope) => rewrapRecords(scope, deps.secretsKey, next));
  if (isInFile) await adoptNextSecretsKey(settings);
  terminal.out(`✓ the keys are wrapped by the secrets key ${next.fingerprint}`);
  terminal.out(
    isInFile
      ? `  It is in ${secretsKeyFile(settings)}: back it up. Start the server again before you rotate again.`
      : `  Set secrets.key to the content of ${String(file)} in every process, and start each again before you rotate again.`,
  );
  terminal.out('  Until then running servers go on; one with the old key does not start any more.');
  return EXIT.fine;
}

/** A running server cannot read what is wrapped by a key that it does not have: it must have read the newest generation before. */
async function waitUntilKnown({ terminal, ctx, deps, wait }: Opened): Promise<void> {
  const generations = await readGenerations(deps.store.read);
  const newest = Math.max(...generations.map(({ createdAt }) => Date.parse(createdAt)));
  const left = Math.min(newest + KNOWN_MS - ctx.clock.now(), KNOWN_MS);
  if (left <= 0) return;
  terminal.out(
    `Waiting ${Math.ceil(left / 1_000)} seconds, until every running server knows the newest generation.`,
  );
  await wait(left);
}

async function readNewKey(file: string): Promise<string> {
  const key = (await readFile(file, 'utf8')).trim();
  if (/^[\x21-\x7e]{32,}$/.test(key)) return key;
  const message = `${file} holds no secrets key: one line of 32 characters or more, without spaces`;
  const next = 'write 43 random characters into it';
  throw new Refusal(message, 'the file', next, EXIT.usage);
}

async function beginAnew({ settings, ctx, terminal, deps }: Opened): Promise<ExitCode> {
  const fingerprintOf = (key: string): string => createSecretsKey(key).fingerprint;
  const { key, source } = await findSecretsKey(settings, { stored: undefined, fingerprintOf });
  const secretsKey = createSecretsKey(key);
  let lost: LostRecords | undefined;
  const removed = await replaceUnreadable({ ...deps, secretsKey }, ctx, async (scope) => {
    lost = await removeForeignRecords(scope, secretsKey);
    return Object.values(lost).reduce((sum: number, count: number) => sum + count, 0);
  });
  if (removed === 0) {
    const message = `the secrets key is not lost: that of ${source} opens every key`;
    throw new Refusal(message, 'the command', 'nothing needs to be done', EXIT.usage);
  }
  terminal.out(`✓ new keys, wrapped by the secrets key ${secretsKey.fingerprint} (${source})`);
  for (const line of lost ? describeLost(lost) : []) terminal.out(line);
  terminal.out('  Invitation links go on working, and mails that wait get new ones.');
  terminal.out(
    '  Unsubscribe links in older mails, and cursors, are lost. Start every server again.',
  );
  return EXIT.fine;
}
