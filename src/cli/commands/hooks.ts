import type { Command } from 'commander';
import { disableHooks } from '#integrations/index.js';
import { FULL_AUTHORITY, newTraceId, silentLog, type Context } from '#kernel/index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { requireKeptStore } from '../kept-stores.js';
import type { CommandContext, RunCommand } from './command-context.js';

interface Options {
  readonly config?: string;
  readonly organization?: string;
}

/** `muster hooks disable`: the way back from a hook that refuses everything. It asks nobody and needs no server. */
export function addHooks(program: Command, run: RunCommand): void {
  program
    .command('hooks')
    .description('switch inline hooks off')
    .command('disable')
    .description(
      'switch off every inline hook, or those of one organization; REST switches them on again',
    )
    .option('--config <file>', 'settings file (YAML)')
    .option('--organization <id>', 'only hooks of this organization')
    .action((options: Options) => run((context) => disable(context, options)));
}

async function disable(
  { deps, terminal }: CommandContext,
  { config, organization }: Options,
): Promise<ExitCode> {
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  requireKeptStore(settings);
  const opened = await deps.openDeps(settings);
  try {
    const actor = { kind: 'operator', name: 'command line' } as const;
    const rights = { actor, authority: FULL_AUTHORITY } as const;
    const ctx: Context = { ...rights, traceId: newTraceId(), clock: deps.clock, log: silentLog };
    const names = await disableHooks(opened.deps, ctx, organization);
    for (const name of names) terminal.out(`✓ ${name}`);
    terminal.out(
      `${names.length} hooks switched off; a server that runs knows it within a second.`,
    );
    return EXIT.fine;
  } finally {
    await opened.close();
  }
}
