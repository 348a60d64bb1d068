import type { Command } from 'commander';
import type { CliDeps } from '../cli-deps.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { findOperator } from '../find-operators.js';
import { showSecret } from '../secrets.js';
import type { Terminal } from '../terminals.js';
import type { RunCommand } from './command-context.js';

interface Options {
  readonly ownerOf?: string;
  readonly url?: string;
  readonly config?: string;
}

/** `muster sign-in`: lets the first person in, and one who is locked out. */
export function addSignIn(program: Command, run: RunCommand): void {
  program
    .command('sign-in')
    .description('make a link by which a person signs in: once, within ten minutes')
    .argument('<address>', "the person's e-mail address")
    .option('--owner-of <slug>', 'the person becomes an owner of this organization')
    .option('--url <url>', 'a server elsewhere; the one of the settings when absent')
    .option('--config <file>', 'settings file (YAML)')
    .action((address: string, options: Options) =>
      run(({ deps, terminal }) => signIn(deps, terminal, address, options)),
    );
}

async function signIn(
  deps: CliDeps,
  terminal: Terminal,
  email: string,
  { ownerOf, url, config }: Options,
): Promise<ExitCode> {
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  const operator = await findOperator(deps, settings, url);
  try {
    const link = await operator.createSignInLink({
      email,
      ...(ownerOf !== undefined && { ownerOf }),
    });
    const shown = await showSecret(terminal, settings, link.url, { name: 'sign-in.link' });
    terminal.out(`✓ link for ${email} (through ${operator.source})`);
    terminal.out(`  link   ${shown.text}`);
    terminal.out(`  until  ${link.expiresAt}`);
    terminal.out();
    terminal.out('Next: open it in a browser and press its button; it works once.');
    return EXIT.fine;
  } finally {
    await operator.close();
  }
}
