import type { Command } from 'commander';
import { newTraceId, silentLog, FULL_AUTHORITY, isFault, type Context } from '#kernel/index.js';
import type { OperatorKeys } from '#core/index.js';
import { configuredOperatorKeys, operatorKeyFile, type Settings } from '#settings/index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { requireKeptStore } from '../kept-stores.js';
import { Refusal } from '../refusals.js';
import { checkSecretFile, showSecret } from '../secrets.js';
import type { CommandContext, RunCommand } from './command-context.js';

interface Options {
  readonly config?: string;
  readonly out?: string;
}

interface OpenedOperatorKeys extends CommandContext {
  readonly settings: Settings;
  readonly ctx: Context;
  readonly operatorKeys: OperatorKeys;
}

type Work = (opened: OpenedOperatorKeys) => Promise<ExitCode>;

/** `muster operator-keys add|list|revoke`: keys in the database, beside those of the settings. A running server needs no restart. */
export function addOperatorKeys(program: Command, run: RunCommand): void {
  const group = program
    .command('operator-keys')
    .description('keys that open the installation: several at once, each with a name');
  const withConfig = (command: Command): Command =>
    command.option('--config <file>', 'settings file (YAML)');
  withConfig(group.command('add'))
    .description('make a key; it is shown once, or written to a file, and valid at once')
    .argument('<name>', 'who or what uses it; the journal names it')
    .option('--out <file>', 'write the key to this file instead of showing it')
    .action((name: string, options: Options) =>
      run((context) => open(context, options, (opened) => add(opened, name, options))),
    );
  withConfig(group.command('list'))
    .description('list the keys: name, first characters, made, last used, revoked')
    .action((options: Options) => run((context) => open(context, options, list)));
  withConfig(group.command('revoke'))
    .description('revoke a key; running servers refuse it within 10 seconds')
    .argument('<name>', 'name or id of the key')
    .action((name: string, options: Options) =>
      run((context) => open(context, options, (opened) => revoke(opened, name))),
    );
}

async function open(context: CommandContext, options: Options, work: Work): Promise<ExitCode> {
  const { config } = options;
  const { deps } = context;
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  requireKeptStore(settings);
  const { core, close } = await deps.openCore(settings);
  try {
    const actor = { kind: 'operator', name: 'command line' } as const;
    const traceId = newTraceId();
    const { clock } = deps;
    const ctx: Context = { actor, authority: FULL_AUTHORITY, traceId, clock, log: silentLog };
    return await work({ ...context, settings, ctx, operatorKeys: core.operatorKeys });
  } finally {
    await close();
  }
}

async function add(opened: OpenedOperatorKeys, name: string, { out }: Options): Promise<ExitCode> {
  const { ctx, operatorKeys, settings, terminal } = opened;
  await checkSecretFile(terminal, settings, out);
  const { operatorKey, key } = await operatorKeys.add(ctx, name);
  const file = `operator-${operatorKey.id}.key`;
  const shown = await showSecret(terminal, settings, key, { out, name: file });
  terminal.out(`✓ operator key ${operatorKey.name}, valid at once and kept nowhere else`);
  terminal.out(`  ${shown.text}`);
  return EXIT.fine;
}

async function list({ ctx, operatorKeys, settings, terminal }: OpenedOperatorKeys) {
  const configured = await configuredOperatorKeys(settings);
  const { key, keys = [] } = settings.operator;
  const where = key === undefined && keys.length === 0 ? operatorKeyFile(settings) : 'the settings';
  if (configured.length > 0) terminal.out(`${configured.length} in ${where}`);
  for (const { id, name, prefix, createdAt, lastUsedAt, revokedAt } of await operatorKeys.list(
    ctx,
  )) {
    const state = revokedAt === undefined ? 'valid' : `revoked ${revokedAt}`;
    const used = lastUsedAt === undefined ? 'never used' : `last used ${lastUsedAt}`;
    terminal.out(`${name}  ${prefix}…  made ${createdAt}, ${used}, ${state}  (${id})`);
  }
  return EXIT.fine;
}

async function revoke(
  { ctx, operatorKeys, settings, terminal }: OpenedOperatorKeys,
  name: string,
): Promise<ExitCode> {
  try {
    const revoked = await operatorKeys.revoke(ctx, name);
    terminal.out(`✓ operator key ${revoked.name} (${revoked.prefix}…) is revoked`);
    terminal.out('  Running servers refuse it within 10 seconds.');
    return EXIT.fine;
  } catch (error) {
    throw refusalOf(error, settings, name);
  }
}

function refusalOf(error: unknown, settings: Settings, name: string): unknown {
  if (isFault(error, 'credential.last')) {
    const message = `${name} is the last key that opens this installation; it stays`;
    const next = 'make another one first: muster operator-keys add <name>';
    return new Refusal(message, 'the command', next, EXIT.usage, { cause: error });
  }
  if (!isFault(error, 'credential.not_found')) return error;
  const next =
    'see `muster operator-keys list`. A key of the settings ends when it is taken out of them and every process is started again; ' +
    `that of ${operatorKeyFile(settings)}, by \`muster reset-operator-key\``;
  const message = `there is no operator key ${name} in the database`;
  return new Refusal(message, 'the command', next, EXIT.usage, { cause: error });
}
