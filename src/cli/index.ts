/** Owns the command line: commands, their texts and exit codes; never knows how a server is composed. */
import { Command, CommanderError } from 'commander';
import { addDemo } from './commands/demo.js';
import { addCreateOrganization } from './commands/create-organization.js';
import { addCreateToken } from './commands/create-token.js';
import { addDoctor } from './commands/doctor.js';
import { addHooks } from './commands/hooks.js';
import { addMails } from './commands/mails.js';
import { addMigrate } from './commands/migrate.js';
import { addOperatorKeys } from './commands/operator-keys.js';
import { addResetOperatorKey } from './commands/reset-operator-key.js';
import { addRotate } from './commands/rotate.js';
import type { CommandContext, RunCommand } from './commands/command-context.js';
import { addSignIn } from './commands/sign-in.js';
import { addSimulate } from './commands/simulate.js';
import { addStart } from './commands/start.js';
import { addVerifyJournal } from './commands/verify-journal.js';
import { addWebhooks } from './commands/webhooks.js';
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
  const terminal = withProgramName(bare, program);
  const context: CommandContext = { deps, terminal };
  const run: RunCommand = async (work) => {
    try {
      code = await work(context);
    } catch (error) {
      code = printRefusal(terminal, error);
    }
  };
  try {
    addCommands(program, context, run);
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    // commander has printed its own words already; asking for help is no mistake
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    return printRefusal(terminal, error);
  }
}

function addCommands(program: Command, { deps, terminal }: CommandContext, run: RunCommand): void {
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
  addStart(program, run);
  addMigrate(program, run);
  addCreateOrganization(program, run);
  addCreateToken(program, run);
  addDoctor(program, run);
  addDemo(program, run);
  addHooks(program, run);
  addMails(program, run);
  addOperatorKeys(program, run);
  addResetOperatorKey(program, run);
  addRotate(program, run);
  addSignIn(program, run);
  addSimulate(program, run);
  addVerifyJournal(program, run);
  addWebhooks(program, run);
}
