import type { Command } from 'commander';
import { listMailbox, readMailbox } from '#notifications/index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { CliDeps } from '../cli-deps.js';
import { Refusal } from '../refusals.js';
import type { Terminal } from '../terminals.js';
import { wholeNumber } from './simulate.js';
import type { RunCommand } from './command-context.js';

interface Options {
  readonly config?: string;
  readonly most?: number;
}

/** `muster mails` and `muster mails show`: the mailbox of an installation that has no mail server. */
export function addMails(program: Command, run: RunCommand): void {
  const mails = program
    .command('mails')
    .description('list the mails that were kept as files, because there is no mail server')
    .option('--config <file>', 'settings file (YAML)')
    .option('--most <number>', 'the newest so many', wholeNumber(1, 1_000), 50)
    .action((options: Options) => run(({ deps, terminal }) => list(deps, terminal, options)));
  mails
    .command('show')
    .description('print a mail as its reader sees it, with its link')
    .argument('<id>', 'id of the mail, as `muster mails` lists it; or `last`')
    .action((id: string, _own: object, command: Command) =>
      run(({ deps, terminal }) => show(deps, terminal, id, command.optsWithGlobals<Options>())),
    );
}

async function folderOf(deps: CliDeps, terminal: Terminal, file?: string): Promise<string> {
  const settings = await deps.loadSettings({ ...(file !== undefined && { file }) });
  const { smtp, folder } = settings.mail;
  if (smtp.host !== undefined) {
    terminal.err(`Mails go to ${smtp.host} now; these are from before. The outbox is in REST.`);
  }
  return folder;
}

async function list(
  deps: CliDeps,
  terminal: Terminal,
  { config, most = 50 }: Options,
): Promise<ExitCode> {
  const folder = await folderOf(deps, terminal, config);
  const mails = await listMailbox(folder, most);
  for (const { id, date, to, subject } of mails) {
    terminal.out(`${id}  ${date}  ${to}`);
    terminal.out(`    ${subject}`);
  }
  const next = mails.length === 0 ? '' : '; `muster mails show <id>` prints one';
  terminal.out(`${mails.length} mails in ${folder}${next}`);
  return EXIT.fine;
}

async function show(
  deps: CliDeps,
  terminal: Terminal,
  idOrLast: string,
  { config }: Options,
): Promise<ExitCode> {
  const folder = await folderOf(deps, terminal, config);
  const id = idOrLast === 'last' ? (await listMailbox(folder, 1))[0]?.id : idOrLast;
  const mail = id === undefined ? undefined : await readMailbox(folder, id);
  if (!mail) {
    const message = `there is no mail ${idOrLast} in ${folder}`;
    throw new Refusal(message, 'the command', 'take an id of `muster mails`', EXIT.usage);
  }
  terminal.out(`To:      ${mail.to}`);
  terminal.out(`Date:    ${mail.date}`);
  terminal.out(`Subject: ${mail.subject}`);
  terminal.out();
  terminal.out(mail.text);
  return EXIT.fine;
}
