import type { Command } from 'commander';
import { newId, silentLog, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { CliDeps, OpenedCore } from '../cli-deps.js';
import { Refusal } from '../refusals.js';
import type { Terminal } from '../terminals.js';
import type { RunCommand } from './command-context.js';

interface Options {
  readonly from?: string;
  readonly config?: string;
}

type Core = OpenedCore['core'];
type Organization = Awaited<ReturnType<Core['organizations']['get']>>;
type Verification = Awaited<ReturnType<Core['journal']['verify']>>;

/** `muster verify-journal`: reads the store itself, so that it needs no server and believes none. */
export function addVerifyJournal(program: Command, run: RunCommand): void {
  program
    .command('verify-journal')
    .description('check that no line of the journal was changed, taken out or cut off')
    .argument('[organization]', 'id or slug of one organization; all of them when absent')
    .option('--from <sequence>', 'begin there and trust what is before')
    .option('--config <file>', 'settings file (YAML)')
    .action((organization: string | undefined, options: Options) =>
      run(({ deps, terminal }) => verify(deps, terminal, organization, options)),
    );
}

async function verify(
  deps: CliDeps,
  terminal: Terminal,
  idOrSlug: string | undefined,
  { from, config }: Options,
): Promise<ExitCode> {
  const start = from === undefined ? 1 : readSequence(from);
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  const { core, close } = await deps.openCore(settings);
  const ctx: Context = {
    actor: { kind: 'operator', name: 'command line' },
    authority: FULL_AUTHORITY,
    traceId: newId(),
    clock: deps.clock,
    log: silentLog,
  };
  let checked = 0;
  let broken = 0;
  try {
    for await (const organization of organizationsOf(core, ctx, idOrSlug)) {
      const verification = await core.journal.verify(ctx, organization.id, { from: start });
      print(terminal, organization, verification);
      checked += 1;
      if (verification.broken) broken += 1;
    }
  } finally {
    await close();
  }
  if (idOrSlug !== undefined && checked === 0) {
    const next = 'take the id or the slug of one that is there';
    throw new Refusal(`there is no organization ${idOrSlug}`, 'the command', next, EXIT.usage);
  }
  const journals = checked === 1 ? 'journal' : 'journals';
  terminal.out(`${checked} ${journals} checked, ${broken} broken`);
  return broken === 0 ? EXIT.fine : EXIT.wrong;
}

async function* organizationsOf(
  { organizations }: Core,
  ctx: Context,
  idOrSlug: string | undefined,
): AsyncGenerator<Organization> {
  for (let cursor: string | undefined; ;) {
    const query = { limit: 200, ...(cursor !== undefined && { cursor }) };
    const page = await organizations.list(ctx, query);
    for (const one of page.items) {
      if (idOrSlug === undefined || one.id === idOrSlug || one.slug === idOrSlug) yield one;
    }
    cursor = page.next;
    if (cursor === undefined) return;
  }
}

const PROBLEMS = {
  changed: 'is not what was written',
  missing: 'is gone',
  unlinked: 'does not follow the line before it',
  cut: 'and whatever came after it is gone',
} as const;

function print(terminal: Terminal, { slug }: Organization, verification: Verification): void {
  const { lines, first, last, purgedThrough, broken } = verification;
  if (broken) {
    terminal.err(`✗ ${slug}: line ${broken.sequence} ${PROBLEMS[broken.problem]}`);
    terminal.err('  side  the database: it was changed by something other than Muster');
    terminal.err('  next  compare it with an export or a backup from before');
    return;
  }
  const purged = purgedThrough === undefined ? '' : `; up to ${purgedThrough} purged by retention`;
  terminal.out(`✓ ${slug}: ${lines} lines, ${first} to ${last}${purged}`);
}

/** @throws Refusal */
function readSequence(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  const next = 'write a whole number from 1 on';
  throw new Refusal(`--from ${text} is no sequence`, 'the command', next, EXIT.usage);
}
