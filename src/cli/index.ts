/** Owns the command line: commands, their texts and exit codes; never knows how a server is composed. */
import { Command, CommanderError } from 'commander';
import type { CommandContext, RunCommand } from './commands/command-context.js';
import { EXIT, EXIT_HELP, type ExitCode } from './exit-codes.js';
import type { CliDeps } from './cli-deps.js';
import { printRefusal } from './refusals.js';
import { processTerminal, withProgramName, type Terminal } from './terminals.js';

export { programName } from './program-names.js';
export type { CliDeps, OpenedDemo, ServeOptions } from './cli-deps.js';

/** Runs one command line; `argv` is what stands behind `muster`. Resolves to the exit code and never throws. */
export async function runCli(
  argv: readonly string[],
  deps: CliDeps,
  bare: Terminal = processTerminal(),
): Promise<number> {
  let code: ExitCode = EXIT.fine;
  const program = new Command(deps.program ?? 'muster');
  const terminal = withProgramName(bare, {
    name: program.name(),
    commands: Object.keys(COMMANDS),
  });
  const context: CommandContext = { deps, terminal };
  const run: RunCommand = async (work) => {
    try {
      code = await work(context);
    } catch (error) {
      code = printRefusal(terminal, error);
    }
  };
  try {
    await addCommands(program, context, { run, name: argv[0] });
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    // commander has printed its own words already; asking for help is no mistake
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    return printRefusal(terminal, error);
  }
}

async function addCommands(
  program: Command,
  { deps, terminal }: CommandContext,
  { run, name }: { readonly run: RunCommand; readonly name: string | undefined },
): Promise<void> {
  program
    .description('Self-hosted membership service: SCIM 2.0 provisioning, roles, REST')
    .version(deps.version, '--version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.err(text.replace(/\n$/, '')),
    })
    .showHelpAfterError(`(${program.name()} <command> --help says what a command takes)`)
    .addHelpText('after', `\n${EXIT_HELP}`);
  for (const load of commandsFor(name)) (await load())(program, run);
}

type AddCommand = (program: Command, run: RunCommand) => void;

/** By name, in the order of the help. A server loads `start` alone: what the others bring stays on the disk. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  start: async () => (await import('./commands/start.js')).addStart,
  migrate: async () => (await import('./commands/migrate.js')).addMigrate,
  'create-organization': async () =>
    (await import('./commands/create-organization.js')).addCreateOrganization,
  'create-token': async () => (await import('./commands/create-token.js')).addCreateToken,
  doctor: async () => (await import('./commands/doctor.js')).addDoctor,
  demo: async () => (await import('./commands/demo.js')).addDemo,
  hooks: async () => (await import('./commands/hooks.js')).addHooks,
  mails: async () => (await import('./commands/mails.js')).addMails,
  'operator-keys': async () => (await import('./commands/operator-keys.js')).addOperatorKeys,
  'reset-operator-key': async () =>
    (await import('./commands/reset-operator-key.js')).addResetOperatorKey,
  rotate: async () => (await import('./commands/rotate.js')).addRotate,
  'sign-in': async () => (await import('./commands/sign-in.js')).addSignIn,
  simulate: async () => (await import('./commands/simulate.js')).addSimulate,
  'verify-journal': async () => (await import('./commands/verify-journal.js')).addVerifyJournal,
  webhooks: async () => (await import('./commands/webhooks.js')).addWebhooks,
};

/** The command that is named; all of them for help, and for a name that is none, which is answered with those that are near. */
function commandsFor(name: string | undefined): (() => Promise<AddCommand>)[] {
  const named = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return named ? [named] : Object.values(COMMANDS);
}
