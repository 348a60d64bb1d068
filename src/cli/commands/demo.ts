import type { Command } from 'commander';
import { newId, silentLog, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import type { Settings } from '#settings/index.js';
import {
  DAY_MS,
  DEMO_SLUG,
  DemoClock,
  fillOrganization,
  HISTORY_DAYS,
  type FilledOrganization,
} from '../demo/index.js';
import type { CliDeps, OpenedDemo } from '../cli-deps.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { requireKeptStore } from '../kept-stores.js';
import { createSignInLinks } from '#sign-in/index.js';
import { listeningUrl, pagesUrl } from '../local-operators.js';
import { listAll, type OrganizationView, type PageQuery } from '../operators.js';
import { Refusal } from '../refusals.js';
import { showSecret } from '../secrets.js';
import { isAnswering } from '../remote-operators.js';
import type { Terminal } from '../terminals.js';
import type { CommandContext, RunCommand } from './command-context.js';
import { wholeNumber } from './simulate.js';

interface Options {
  readonly users: number;
  readonly seed: number;
  readonly preset?: readonly string[];
  readonly force?: boolean;
  readonly remove?: boolean;
  readonly config?: string;
}

/** `muster demo`: example organizations with people and history, to look at. */
export function addDemo(program: Command, run: RunCommand): void {
  program
    .command('demo')
    .description('fill an example organization of each preset with made-up people and history')
    .option('--users <n>', 'people of each organization', wholeNumber(5, 5_000), 40)
    .option(
      '--seed <n>',
      'the same seed makes the same people and events',
      wholeNumber(0, 2 ** 31),
      1,
    )
    .option('--preset <name...>', 'of these presets only')
    .option('--force', 'also in a database that holds organizations already')
    .option('--remove', 'erase the example organizations')
    .option('--config <file>', 'settings file (YAML)')
    .action((options: Options) => run((context) => demo(context, options)));
}

async function demo({ deps, terminal }: CommandContext, options: Options): Promise<ExitCode> {
  const { config } = options;
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  requireKeptStore(settings);
  await requireStopped(settings);
  const today = deps.clock.now();
  const clock = new DemoClock(today);
  const opened = await deps.openDemo(settings, clock);
  const ctx = (): Context => ({
    actor: { kind: 'operator', name: 'operator' },
    authority: FULL_AUTHORITY,
    traceId: newId(),
    clock,
    log: silentLog,
  });
  try {
    const run: DemoRun = { ...opened, clock, today, ctx, terminal };
    if (options.remove) return await removeDemo(run);
    const filled = await fillDemo(run, options);
    clock.set(deps.clock.now());
    await printLinks(run, settings, filled);
    printNext(terminal, deps, filled);
    return EXIT.fine;
  } finally {
    await opened.close();
  }
}

interface DemoRun extends OpenedDemo {
  readonly clock: DemoClock;
  readonly today: number;
  readonly ctx: () => Context;
  readonly terminal: Terminal;
}

/** The history has times of its own, which only an opened store takes; two programs do not hold one SQLite file. */
async function requireStopped(settings: Settings): Promise<void> {
  const url = listeningUrl(settings);
  if (!settings.store.url.startsWith('sqlite:') || !(await isAnswering(url))) return;
  const next = 'stop it, give this command again, and start it again';
  throw new Refusal(
    `a server runs at ${url} and holds the database`,
    'the command',
    next,
    EXIT.usage,
  );
}

async function fillDemo(run: DemoRun, options: Options): Promise<readonly FilledOrganization[]> {
  const { core, terminal } = run;
  const presets = chosenPresets(run, options.preset);
  const there = await organizationsOf(run);
  requireRoom(there, options);
  terminal.out(
    `Example data, seed ${options.seed}: ${HISTORY_DAYS} days of ${presets.length} organizations.`,
  );
  terminal.out(
    'Names are made up, addresses are below example.com, and nothing of this was mailed.',
  );
  terminal.out();
  const taken = new Set(there.map(({ slug }) => slug));
  const all: FilledOrganization[] = [];
  for (const [index, preset] of presets.entries()) {
    terminal.draw(`${index + 1}/${presets.length} ${preset.name}`);
    const { users, seed } = options;
    const slug = freeSlug(taken, preset.name);
    const filled = await fillOrganization(run, preset, { users, seed, slug });
    all.push(filled);
    run.clock.set(run.today);
    const { pending } = await core.invitations.counts(run.ctx(), filled.id);
    const newest = { limit: 1, after: 0, order: 'desc' } as const;
    const [entry] = (await core.journal.list(run.ctx(), filled.id, newest)).items;
    terminal.out(`${filled.name}: ${users} people came, ${pending} are invited`);
    terminal.out(`  ${filled.slug}  ${filled.id}  ${entry?.sequence ?? 0} entries of the journal`);
  }
  return all;
}

/** The server signs nobody in without a proof; whoever has the database can make one. Each works once, from now on for ten minutes. */
async function printLinks(
  { core, ctx, terminal }: DemoRun,
  settings: Settings,
  filled: readonly FilledOrganization[],
): Promise<void> {
  const links = createSignInLinks({ core });
  terminal.out();
  terminal.out('One click signs in its owner, once and within ten minutes:');
  for (const { id, slug, ownerEmail: email } of filled) {
    const { token } = await links.create(ctx(), { email, ownerOf: slug });
    const query = new URLSearchParams({ token, return: `/o/${id}` });
    const url = `${pagesUrl(settings)}/sign-in/link?${query}`;
    const shown = await showSecret(terminal, settings, url, { name: `${slug}.link` });
    terminal.out(`  ${slug}  ${shown.text}`);
  }
}

function chosenPresets({ core }: DemoRun, names: readonly string[] | undefined) {
  const all = [...core.presets.values()];
  const unknown = names?.find((name) => !core.presets.has(name));
  if (unknown === undefined) return names ? all.filter(({ name }) => names.includes(name)) : all;
  const next = `take one of ${all.map(({ name }) => name).join(', ')}`;
  throw new Refusal(`there is no preset ${unknown}`, 'the command', next, EXIT.usage);
}

/** Those that are there and not deleted. */
async function organizationsOf({ core, ctx }: DemoRun): Promise<readonly OrganizationView[]> {
  const all = await listAll((query: PageQuery) => core.organizations.list(ctx(), query));
  return all.filter(({ status }) => status !== 'deleted');
}

/** @throws Refusal */
function requireRoom(there: readonly OrganizationView[], { force = false }: Options): void {
  if (force || there.length === 0) return;
  const demos = there.filter(isDemo);
  const [first] = demos;
  const next = first
    ? 'remove them with `muster demo --remove`, or add more with --force'
    : 'take a database of its own (MUSTER_STORE__URL), or add --force';
  const what = first
    ? `the database holds ${demos.length} example organizations already (${first.slug} …)`
    : `the database holds ${there.length} organizations, which are no example data`;
  throw new Refusal(what, 'the database', next, EXIT.usage);
}

function isDemo({ slug }: OrganizationView): boolean {
  return slug.startsWith(DEMO_SLUG);
}

function freeSlug(taken: Set<string>, preset: string): string {
  let slug = `${DEMO_SLUG}${preset}`;
  for (let number = 2; taken.has(slug); number += 1) slug = `${DEMO_SLUG}${preset}-${number}`;
  taken.add(slug);
  return slug;
}

function printNext(
  terminal: Terminal,
  { program = 'muster' }: CliDeps,
  [first]: readonly FilledOrganization[],
): void {
  terminal.out();
  terminal.out('Look at it next:');
  terminal.out(`  ${program} start   and open one of the links`);
  if (first) terminal.out(`  ${program} sign-in ${first.ownerEmail}   makes another one`);
  terminal.out('  curl -H "Authorization: Bearer $KEY" $URL/api/v1/organizations?q=demo');
  terminal.out(
    '  … /organizations/{id}/members, /invitations, /join-requests, /journal, /exchanges',
  );
  terminal.out(`  ${program} demo --remove   erases all of it`);
}

/** Deleted before the time in which it could be restored, so that it is erased at once. */
async function removeDemo(run: DemoRun): Promise<ExitCode> {
  const { core, ctx, clock, today, terminal } = run;
  const demos = (await organizationsOf(run)).filter(isDemo);
  if (demos.length === 0) {
    terminal.out('There is no example organization.');
    return EXIT.fine;
  }
  for (const { id, slug } of demos) {
    clock.set(today - RESTORABLE_DAYS * DAY_MS);
    await core.organizations.remove(ctx(), { organizationId: id }, slug);
  }
  clock.set(today);
  while ((await core.organizations.purgeDeleted(ctx())).more);
  terminal.out(`${demos.length} example organizations were erased.`);
  return EXIT.fine;
}

/** One more than the days in which a deleted organization can be restored. */
const RESTORABLE_DAYS = 31;
