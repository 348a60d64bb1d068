import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { CliDeps, StoreState } from '../cli-deps.js';
import type { Terminal } from '../terminals.js';
import type { RunCommand } from './command-context.js';

interface Options {
  readonly config?: string;
  readonly dryRun?: boolean;
}

/** `muster migrate`: brings the database up to this program's version. */
export function addMigrate(program: Command, run: RunCommand): void {
  program
    .command('migrate')
    .description("bring the database forward to this program's version")
    .option('--dry-run', 'only say what would be done')
    .option('--config <file>', 'settings file (YAML)')
    .action((options: Options) => run(({ deps, terminal }) => migrate(deps, terminal, options)));
}

async function migrate(deps: CliDeps, terminal: Terminal, options: Options): Promise<ExitCode> {
  const file = options.config;
  const { store } = await deps.loadSettings({ ...(file !== undefined && { file }) });
  const before = await deps.inspectStore(store.url);
  printPlan(terminal, before);
  if (before.current > before.target) {
    terminal.err('✗ the database was made by a newer Muster');
    terminal.err('  side  this program');
    terminal.err('  next  start that version, or restore a backup from before it');
    return EXIT.wrong;
  }
  if (before.pending.length + before.missing.length === 0) return EXIT.fine;
  if (options.dryRun === true) {
    terminal.out('Nothing was changed (--dry-run).');
    return EXIT.fine;
  }
  await deps.migrateStore(store.url);
  const after = await deps.inspectStore(store.url);
  terminal.out(`✓ the ${after.kind} database is at version ${after.current}`);
  return EXIT.fine;
}

function printPlan(terminal: Terminal, state: StoreState): void {
  const { kind, current, target, pending, missing } = state;
  if (pending.length + missing.length === 0) {
    terminal.out(`✓ the ${kind} database is at version ${current}; there is nothing to do`);
    return;
  }
  terminal.out(`The ${kind} database is at version ${current}, this program at ${target}. Steps:`);
  for (const { version, name } of pending) terminal.out(`  ${version}  ${name}`);
  for (const name of missing) terminal.out(`  +  ${name}`);
}
