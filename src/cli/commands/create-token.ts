import type { Command } from 'commander';
import { instant } from '#kernel/index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { findConnection, findOperator, findOrganization } from '../find-operators.js';
import { GUIDES, guideLines, simulatorLine, OKTA_GUIDE } from '../guides.js';
import type { CliDeps } from '../cli-deps.js';
import { Refusal } from '../refusals.js';
import { checkSecretFile, fileTime, showSecret } from '../secrets.js';
import type { Terminal } from '../terminals.js';
import type { RunCommand } from './command-context.js';

interface Options {
  readonly organization: string;
  readonly connection: string;
  readonly createConnection?: boolean;
  readonly name?: string;
  readonly expires?: string;
  readonly out?: string;
  readonly url?: string;
  readonly config?: string;
}

const DAY_MS = 86_400_000;

/** `muster create-token` */
export function addCreateToken(program: Command, run: RunCommand): void {
  program
    .command('create-token')
    .description('make a SCIM token for a connection; it is shown once, or written to a file')
    .requiredOption('--organization <id>', 'id or slug of the organization')
    .requiredOption('--connection <id>', 'id or name of the connection')
    .option('--create-connection', 'make a SCIM connection of that name first')
    .option('--name <name>', 'by which people recognise the token')
    .option('--expires <when>', 'a date (2027-06-30, or with time and zone) or days from now (90d)')
    .option('--out <file>', 'write the token to this file instead of showing it')
    .option('--url <url>', 'a server elsewhere; the one of the settings when absent')
    .option('--config <file>', 'settings file (YAML)')
    .action((options: Options) =>
      run(({ deps, terminal }) => createToken(deps, terminal, options)),
    );
}

async function createToken(deps: CliDeps, terminal: Terminal, options: Options): Promise<ExitCode> {
  const { config, name, expires, url } = options;
  const expiresAt = expires === undefined ? undefined : readExpiry(expires, deps.clock.now());
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  await checkSecretFile(terminal, settings, options.out);
  const operator = await findOperator(deps, settings, url);
  try {
    const organization = await findOrganization(operator, options.organization);
    const connection =
      options.createConnection === true
        ? await operator.createConnection(organization.id, options.connection)
        : await findConnection(operator, organization, options.connection);
    const created = await operator.createToken(connection, {
      ...(name !== undefined && { name }),
      ...(expiresAt !== undefined && { expiresAt }),
    });
    const file = { out: options.out, name: `scim-${fileTime(deps.clock.now())}.token` };
    const token = await showSecret(terminal, settings, created.token, file);
    terminal.out(
      `✓ token for ${connection.name} of ${organization.name} (through ${operator.source})`,
    );
    terminal.out(
      `  It is valid ${created.expiresAt === undefined ? 'until it is revoked' : `until ${created.expiresAt}`} and kept nowhere else.`,
    );
    for (const guide of GUIDES) {
      terminal.out();
      for (const line of guideLines(guide, connection, token.text)) terminal.out(line);
    }
    terminal.out();
    terminal.out(`To try it: ${simulatorLine(OKTA_GUIDE, connection.scimBaseUrl, token.word)}`);
    return EXIT.fine;
  } finally {
    await operator.close();
  }
}

/** `90d`, a date (until its end, UTC) or a date with time and zone. @throws Refusal */
export function readExpiry(text: string, now: number): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days !== undefined) return instant(now + Number(days) * DAY_MS);
  const dateTime = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59Z` : text;
  const zoned = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(dateTime);
  const at = zoned ? Date.parse(dateTime) : Number.NaN;
  if (Number.isNaN(at)) {
    const next = 'write 90d, 2027-06-30 or 2027-06-30T12:00:00Z';
    throw new Refusal(`--expires ${text} is no date`, 'the command', next, EXIT.usage);
  }
  if (at > now) return instant(at);
  const next = 'name a later date';
  throw new Refusal(`--expires ${text} is in the past`, 'the command', next, EXIT.usage);
}
