import { CannotSimulate, providers, simulate, type SimulationResult } from '@muster/scim-tester';
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { createProgress } from '../progress.js';
import { Refusal } from '../refusals.js';
import type { Terminal } from '../terminals.js';
import { connectionOfUrl, mapGroups, type NamedConnection } from '../map-groups.js';
import type { CommandContext, RunCommand } from './command-context.js';

interface Options {
  readonly url: string;
  readonly token: string;
  readonly users: number;
  readonly groups: number;
  readonly concurrency: number;
  readonly seed: number;
  readonly timeout: number;
  readonly keep?: boolean;
  readonly organization?: string;
  readonly config?: string;
  readonly aadOptscim062020: 'both' | 'on' | 'off';
}

/** How many wrong answers are printed whole. */
const MAX_PRINTED_COUNT = 50;

/** `muster simulate`: plays an identity provider against any SCIM server. */
export function addSimulate(program: Command, run: RunCommand): void {
  const flag = '--aadOptscim062020 <mode>';
  const names = providers.map(({ name }) => name);
  program
    .command('simulate')
    .description(`play ${names.join(', ')} against a SCIM server and list its wrong answers`)
    .addArgument(new Argument('<provider>').choices(names))
    .requiredOption('--url <url>', 'base URL of the SCIM service')
    .requiredOption('--token <token>', 'bearer token')
    .option('--users <n>', 'people to provision', wholeNumber(0, 1_000_000), 25)
    .option('--groups <m>', 'groups to push', wholeNumber(0, 100_000), 3)
    .option('--concurrency <n>', 'requests at one time', wholeNumber(1, 256), 4)
    .option('--seed <n>', 'the same seed makes the same people', wholeNumber(0, 2 ** 31), 1)
    .option('--timeout <seconds>', 'for one request', wholeNumber(1, 600), 60)
    .option('--keep', 'leave people and groups there, active and with members')
    .option(
      '--organization <id>',
      'with --keep, on Muster: give roles of this organization to the groups that stay',
    )
    .option('--config <file>', 'settings file (YAML), for --organization')
    .addOption(
      new Option(flag, 'entra: with the flag in the tenant URL, without it, or one after the other')
        .choices(['both', 'on', 'off'])
        .default('both'),
    )
    .action((name: string, options: Options) =>
      run((context) => runSimulation(context, name, options)),
    );
}

async function runSimulation(
  { deps, terminal }: CommandContext,
  name: string,
  options: Options,
): Promise<ExitCode> {
  const provider = providers.find((one) => one.name === name);
  if (!provider) throw new TypeError(`no provider is called ${name}`);
  checkUrl(options.url);
  const { organization, config, keep = false } = options;
  const connection =
    keep && organization !== undefined
      ? await connectionOfUrl(
          await deps.loadSettings({ ...(config !== undefined && { file: config }) }),
          options.url,
        )
      : undefined;
  const interruption = stopOnInterrupt(terminal, options);
  try {
    const result = await simulate(
      {
        provider,
        url: options.url,
        token: options.token,
        users: options.users,
        groups: options.groups,
        concurrency: options.concurrency,
        seed: options.seed,
        keep,
        signal: interruption.signal,
        timeoutMs: options.timeout * 1000,
        aadOptscim: options.aadOptscim062020,
      },
      createProgress(terminal),
    );
    terminal.out(`${provider.title} against ${options.url}`);
    print(terminal, result);
    if (result.interrupted) return EXIT.interrupted;
    if (keep) await mapKept(terminal, result, connection, organization);
    return result.wrong.length === 0 ? EXIT.fine : EXIT.wrong;
  } catch (error) {
    if (!(error instanceof CannotSimulate)) throw error;
    throw new Refusal(error.message, 'the server or the options', error.next, EXIT.unreachable);
  } finally {
    interruption.end();
  }
}

/** The first Ctrl-C ends the simulation, which deletes what it made; the second one leaves at once, and says what stays. */
function stopOnInterrupt(
  terminal: Terminal,
  { seed }: Options,
): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      terminal.err(`Left at once. People that stay have userNames with .s${seed}@example.com, and`);
      terminal.err(`groups have names with s${seed}: delete them, or the connection.`);
      process.exit(EXIT.interrupted);
    }
    controller.abort();
    terminal.err('Stopping: what was made is being deleted. Ctrl-C again leaves it there.');
  };
  process.on('SIGINT', onSignal);
  return { signal: controller.signal, end: () => process.off('SIGINT', onSignal) };
}

async function mapKept(
  terminal: Terminal,
  { groups }: SimulationResult,
  connection: NamedConnection | undefined,
  organization: string | undefined,
): Promise<void> {
  if (groups.length === 0) return;
  if (connection === undefined || organization === undefined) {
    terminal.out('The groups give nothing yet: --organization <id> maps them to roles on Muster.');
    return;
  }
  const titles = await mapGroups(connection, organization, groups);
  terminal.out(
    titles
      ? `${groups.length} groups give roles now: ${titles.join(', ')}`
      : 'The connection has group mappings already; they were left as they are.',
  );
}

function print(terminal: Terminal, result: SimulationResult): void {
  const { requests, throttled, seconds, p50, p99, checks, wrong, left, interrupted } = result;
  const rate = Math.round(requests / seconds);
  terminal.out(
    `${requests} requests in ${seconds.toFixed(1)} s (${rate}/s), p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${checks} checks`,
  );
  if (throttled > 0) terminal.out(`${throttled} answers were 429, and were waited out`);
  if (interrupted && left === 0) terminal.out('interrupted; what was made was deleted again');
  if (left > 0) terminal.out(`${left} resources are still there`);
  terminal.out(wrong.length === 1 ? '1 wrong answer' : `${wrong.length} wrong answers`);
  for (const [index, { row, phase, sent, came, expected }] of wrong
    .slice(0, MAX_PRINTED_COUNT)
    .entries()) {
    terminal.out();
    terminal.out(`${index + 1}. ${row} (${phase})`);
    terminal.out(`   sent      ${sent}`);
    terminal.out(`   came      ${came}`);
    terminal.out(`   expected  ${expected}`);
  }
  if (wrong.length > MAX_PRINTED_COUNT)
    terminal.out(`\n… and ${wrong.length - MAX_PRINTED_COUNT} more`);
}

/** @throws Refusal */
export function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return;
  const next =
    'write http://… or https://…, up to and including the version, such as /scim/{connection}/v2';
  throw new Refusal(`${url} is no URL of a SCIM service`, 'the command', next, EXIT.usage);
}

/** A whole number within bounds, for commander. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}
