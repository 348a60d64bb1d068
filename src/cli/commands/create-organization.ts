import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { findOperator } from '../find-operators.js';
import type { CliDeps } from '../cli-deps.js';
import type { Terminal } from '../terminals.js';
import type { RunCommand } from './command-context.js';

interface Options {
  readonly name: string;
  readonly preset?: string;
  readonly ownerEmail?: string;
  readonly ownerName?: string;
  readonly url?: string;
  readonly config?: string;
}

/** `muster create-organization` */
export function addCreateOrganization(program: Command, run: RunCommand): void {
  program
    .command('create-organization')
    .description('make an organization, with its first owner if one is named')
    .requiredOption('--name <name>', 'name of the organization')
    .option('--preset <preset>', 'which ready-made roles it has')
    .option('--owner-email <address>', 'e-mail address of the first owner')
    .option('--owner-name <name>', "the owner's name; the address when absent")
    .option('--url <url>', 'a server elsewhere; the one of the settings when absent')
    .option('--config <file>', 'settings file (YAML)')
    .action((options: Options) =>
      run(({ deps, terminal }) => createOrganization(deps, terminal, options)),
    );
}

async function createOrganization(
  deps: CliDeps,
  terminal: Terminal,
  { name, preset, ownerEmail, ownerName, url, config }: Options,
): Promise<ExitCode> {
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  const operator = await findOperator(deps, settings, url);
  try {
    const organization = await operator.createOrganization({
      name,
      ...(preset !== undefined && { preset }),
      ...(ownerEmail !== undefined && {
        owner: { email: ownerEmail, name: ownerName ?? ownerEmail },
      }),
    });
    terminal.out(`✓ organization ${organization.name} (through ${operator.source})`);
    terminal.out(`  id    ${organization.id}`);
    terminal.out(`  slug  ${organization.slug}`);
    terminal.out();
    terminal.out(
      `Next: muster create-token --organization ${organization.slug} --connection Okta --create-connection`,
    );
    return EXIT.fine;
  } finally {
    await operator.close();
  }
}
