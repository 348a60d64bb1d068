import { Option, type Command } from 'commander';
import { newSecret, readSecret, receiverText, type EventEncoding } from '#integrations/index.js';
import { isFault } from '#kernel/index.js';
import { configuredOperatorKeys, type Settings } from '#settings/index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { findOrganization } from '../find-operators.js';
import { listeningUrl } from '../local-operators.js';
import { Refusal } from '../refusals.js';
import { createRemoteOperator, isAnswering } from '../remote-operators.js';
import { showSecret } from '../secrets.js';
import { forwardEvents } from '../webhook-forwarding.js';
import type { CommandContext, RunCommand } from './command-context.js';
import { wholeNumber } from './simulate.js';

interface Options {
  readonly organization?: string;
  readonly installation?: boolean;
  readonly forwardTo?: string;
  readonly types?: string;
  readonly after: string;
  readonly secret?: string;
  readonly encoding: EventEncoding;
  readonly thin?: boolean;
  readonly count?: number;
  readonly key?: string;
  readonly url?: string;
  readonly config?: string;
}

const ENCODINGS: readonly EventEncoding[] = ['native', 'cloudevents', 'cloudevents-binary', 'set'];

/** `muster webhooks listen`: what a webhook endpoint would be sent, brought to a developer's own machine. */
export function addWebhooks(program: Command, run: RunCommand): void {
  program
    .command('webhooks')
    .description('webhooks on the machine of a developer')
    .command('listen')
    .description('print events, and send them to a receiver on this machine')
    .option('--organization <id>', 'the organization, by its id or slug')
    .option('--installation', 'all organizations and the installation: takes the operator key')
    .option('--forward-to <url>', 'the receiver: http://localhost:3000/webhooks')
    .option('--types <types>', 'only these, with commas: member.added,seat.*')
    .option('--after <cursor>', 'where to begin: a cursor, latest, oldest, or a time', 'latest')
    .option('--secret <secret>', 'signs: whsec_… or whsk_…; a new one when absent')
    .addOption(
      new Option('--encoding <encoding>', 'how events are written')
        .choices([...ENCODINGS])
        .default('native'),
    )
    .option('--thin', 'without data and names, with the address of the object')
    .option('--count <n>', 'end after so many events', wholeNumber(1, 1_000_000))
    .option('--key <key>', 'an API key with events:read; the operator key when absent')
    .option('--url <url>', 'a server elsewhere; the one of the settings when absent')
    .option('--config <file>', 'settings file (YAML)')
    .action((options: Options) => run((context) => listen(context, options)));
}

async function listen({ deps, terminal }: CommandContext, options: Options): Promise<ExitCode> {
  const { config, forwardTo, encoding, thin = false } = options;
  const settings = await deps.loadSettings({ ...(config !== undefined && { file: config }) });
  if (forwardTo !== undefined) requireHttp(forwardTo);
  requireOneFeed(options);
  const signing = signingSecret(options.secret);
  const server = await findServer(settings, options);
  const organization = await organizationOf(server, options);
  const shown = await showSecret(terminal, settings, receiverText(signing), {
    name: 'webhooks.secret',
  });
  terminal.out(`Listening to ${organization.name} at ${server.url}; Ctrl-C ends it.`);
  terminal.out(`  the receiver verifies with  ${shown.text}`);
  if (forwardTo === undefined) terminal.out('  --forward-to <url> sends each event to a receiver');
  const interruption = stopOnInterrupt();
  try {
    return await forwardEvents({
      terminal,
      server,
      ...(organization.id !== undefined && { organizationId: organization.id }),
      signing,
      choice: {
        encoding,
        payload: thin ? 'thin' : 'full',
        ...(forwardTo !== undefined && { url: forwardTo }),
      },
      after: options.after,
      signal: interruption.signal,
      now: () => deps.clock.now(),
      ...(options.types !== undefined && { types: options.types }),
      ...(options.count !== undefined && { count: options.count }),
    });
  } finally {
    interruption.end();
  }
}

function signingSecret(text: string | undefined): ReturnType<typeof newSecret> {
  if (text === undefined) return newSecret('v1');
  try {
    return readSecret(text);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new Refusal(error.message, 'the command', 'correct --secret', EXIT.usage);
  }
}

function requireHttp(url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  const next = 'name the receiver as http://localhost:3000/webhooks';
  throw new Refusal(`${url} is no address of HTTP`, 'the command', next, EXIT.usage);
}

function requireOneFeed({ organization, installation = false }: Options): void {
  if ((organization === undefined) === installation) return;
  const next = 'say --organization <id>, or --installation for the events of all of them';
  throw new Refusal('it is not said whose events', 'the command', next, EXIT.usage);
}

interface FoundServer {
  readonly url: string;
  readonly key: string;
}

/** Events are read over REST: of a server that runs. */
async function findServer(settings: Settings, { url, key }: Options): Promise<FoundServer> {
  const target = url?.replace(/\/+$/, '') ?? listeningUrl(settings);
  if (!(await isAnswering(target))) {
    const next = 'start it with `muster start`, or name another one with --url';
    throw new Refusal(`no server answers at ${target}`, 'the server', next, EXIT.unreachable);
  }
  const [operatorKey] = key === undefined ? await configuredOperatorKeys(settings) : [key];
  if (operatorKey !== undefined) return { url: target, key: operatorKey };
  const next = 'give an API key of the organization with --key';
  throw new Refusal('there is no operator key', 'the settings', next, EXIT.usage);
}

/** An API key is of one organization and lists none: then the id is given. */
async function organizationOf(
  server: FoundServer,
  { organization, key }: Options,
): Promise<{ readonly id?: string; readonly name: string }> {
  if (organization === undefined) return { name: 'all organizations' };
  if (key !== undefined) return { id: organization, name: organization };
  const operator = createRemoteOperator(server);
  try {
    return await findOrganization(operator, organization);
  } finally {
    await operator.close();
  }
}

function stopOnInterrupt(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const onSignal = (): void => controller.abort();
  process.on('SIGINT', onSignal);
  return { signal: controller.signal, end: () => process.off('SIGINT', onSignal) };
}
