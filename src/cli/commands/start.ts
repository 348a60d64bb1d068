import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { ENTRA_GUIDE, OKTA_GUIDE, guideLines, simulatorLine } from '../guides.js';
import type { CliDeps } from '../cli-deps.js';
import {
  configuredOperatorKeys,
  operatorKeyFile,
  writeOperatorKey,
  type Settings,
} from '#settings/index.js';
import { printRefusal } from '../refusals.js';
import { createRemoteOperator } from '../remote-operators.js';
import { inFile, showSecret } from '../secrets.js';
import type { Terminal } from '../terminals.js';
import type { RunCommand } from './command-context.js';

/** `muster start`: the server, until a signal stops it. The first start without an operator key prepares everything. */
export function addStart(program: Command, run: RunCommand): void {
  program
    .command('start')
    .description('start the server; the first start makes ./data, a key and an example')
    .option('--config <file>', 'settings file (YAML); the environment (MUSTER_…) wins over it')
    .action((options: { config?: string }) =>
      run(({ deps, terminal }) => start(deps, terminal, options.config)),
    );
}

async function start(
  deps: CliDeps,
  terminal: Terminal,
  file: string | undefined,
): Promise<ExitCode> {
  const settings = await deps.loadSettings({ ...(file !== undefined && { file }) });
  const [known] = await configuredOperatorKeys(settings);
  const key = known ?? (await writeOperatorKey(settings));
  await deps.serve(settings, {
    async onListening(url) {
      if (known !== undefined) return;
      // The server runs whether or not the example could be made.
      await printFirstStart(terminal, { url, key, settings }).catch((error: unknown) =>
        printRefusal(terminal, error),
      );
    },
  });
  return EXIT.fine;
}

interface FirstStart {
  readonly url: string;
  readonly key: string;
  readonly settings: Settings;
}

/** Lets the log lines of our own requests go first, so that the text below stays in one piece. */
const LOG_SETTLES_MS = 100;

/** Printed once in the life of an installation: the key, an example to connect, and the line that tries it out. */
async function printFirstStart(terminal: Terminal, start: FirstStart): Promise<void> {
  const { url, key, settings } = start;
  const file = operatorKeyFile(settings);
  const [shown, place] =
    terminal.isScreen === true ? [key, `kept in ${file}; it`] : [inFile(file).text, 'it'];
  const lines = [
    '',
    `Muster is running at ${url}. This is its first start, and this text is shown only once.`,
    '',
    `  Operator key  ${shown}`,
    `                ${place} opens ${url}/api/v1 (Authorization: Bearer)`,
    '',
  ];
  try {
    lines.push(...(await createExample(terminal, start)));
  } finally {
    await sleep(LOG_SETTLES_MS);
    for (const line of lines) terminal.out(line);
  }
}

/** Makes an example organization, unless there is one already, and answers what to say of it. */
async function createExample(
  terminal: Terminal,
  { url, key, settings }: FirstStart,
): Promise<string[]> {
  const operator = createRemoteOperator({ url, key });
  if ((await operator.organizations()).length > 0) return [];
  const organization = await operator.createOrganization({ name: 'Example' });
  const where = terminal.isScreen === true ? 'shown only here' : 'in files of this user alone';
  const lines = [
    `An example organization (${organization.slug}) has two connections. Their tokens are ${where}:`,
    '',
  ];
  const simulators: string[] = [];
  for (const guide of [OKTA_GUIDE, ENTRA_GUIDE]) {
    const connection = await operator.createConnection(organization.id, guide.title);
    const { token } = await operator.createToken(connection, { name: 'first start' });
    const name = `example-${guide.simulator}.token`;
    const shown = await showSecret(terminal, settings, token, { name });
    lines.push(...guideLines(guide, connection, shown.text), '');
    simulators.push(simulatorLine(guide, connection.scimBaseUrl, shown.word));
  }
  return [
    ...lines,
    'Identity providers reach it only by https: put a proxy before it and set http.publicUrl.',
    'To see it work now, without one, in another terminal:',
    '',
    ...simulators.slice(0, 1).map((line) => `  ${line}`),
    '',
  ];
}
