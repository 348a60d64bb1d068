import type { Command } from 'commander';
import { operatorKeyFile, writeOperatorKey } from '#settings/index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { requireKeptStore } from '../kept-stores.js';
import { Refusal } from '../refusals.js';
import { inFile } from '../secrets.js';
import type { CommandContext, RunCommand } from './command-context.js';

interface Options {
  readonly config?: string;
}

/** `muster reset-operator-key`: for operator keys that are lost. Whoever can write the data folder can do everything anyway. */
export function addResetOperatorKey(program: Command, run: RunCommand): void {
  program
    .command('reset-operator-key')
    .description('write a new operator key to its file beside the data; the one before it ends')
    .option('--config <file>', 'settings file (YAML)')
    .action((options: Options) => run((context) => reset(context, options)));
}

async function reset({ deps, terminal }: CommandContext, { config }: Options): Promise<ExitCode> {
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  requireKeptStore(settings);
  const { key, keys = [] } = settings.operator;
  if (key !== undefined || keys.length > 0) {
    const next =
      'set another one there and start every process again; or, without a restart: muster operator-keys add <name>';
    const message = 'the operator key comes from the settings (operator.key, operator.keys)';
    throw new Refusal(message, 'the settings', next, EXIT.usage);
  }
  const file = operatorKeyFile(settings);
  const written = await writeOperatorKey(settings, { replace: true });
  terminal.out('✓ a new operator key; the one before it in that file is none any more');
  terminal.out(
    `  ${terminal.isScreen === true ? `${written} (kept in ${file})` : inFile(file).text}`,
  );
  terminal.out('  A server that runs over this folder takes it up within 10 seconds.');
  return EXIT.fine;
}
