import { runChecks, type CheckReport } from '@muster/scim-tester';
import { Option, type Command } from 'commander';
import type { Settings } from '#settings/index.js';
import { adviseOn } from '../doctor/advice.js';
import { fail, pass, printFinding, type Finding } from '../doctor/findings.js';
import {
  checkClock,
  checkDisk,
  checkMail,
  checkModes,
  checkNode,
  checkPublicUrl,
  checkServer,
  checkStore,
} from '../doctor/environment.js';
import { checkOperatorKey, checkSigningKeys } from '../doctor/keys.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { CliDeps } from '../cli-deps.js';
import { Refusal } from '../refusals.js';
import type { Terminal } from '../terminals.js';
import type { RunCommand } from './command-context.js';
import { checkUrl, wholeNumber } from './simulate.js';

/** `muster doctor` and `muster doctor scim` */
export function addDoctor(program: Command, run: RunCommand): void {
  const doctor = program
    .command('doctor')
    .description('look at the settings, the store, the clock, the disk and the file modes')
    .option('--config <file>', 'settings file (YAML)')
    .action((options: { config?: string }) =>
      run(({ deps, terminal }) => diagnose(deps, terminal, options.config)),
    );
  doctor
    .command('scim')
    .description('check any SCIM 2.0 server against the RFCs and what providers send')
    .argument('<url>', 'base URL of the SCIM service')
    .requiredOption('--token <token>', 'bearer token')
    .option('--timeout <seconds>', 'for one request', wholeNumber(1, 600), 30)
    .addOption(new Option('--only <rows...>', 'only these rows (7 55 90), groups (A E) or names'))
    .action((url: string, options: ScimOptions) =>
      run(({ terminal }) => examineServer(terminal, url, options)),
    );
}

async function diagnose(
  deps: CliDeps,
  terminal: Terminal,
  file: string | undefined,
): Promise<ExitCode> {
  const findings: Finding[] = [];
  const add = (...more: readonly Finding[]): void => {
    for (const finding of more) printFinding(terminal, finding);
    findings.push(...more);
  };
  add(checkNode(process.version));
  let settings: Settings | undefined;
  try {
    settings = await deps.loadSettings({ ...(file !== undefined && { file }) });
    add(pass('settings'));
  } catch (error) {
    add(fail('settings', error instanceof Error ? error.message : String(error)));
  }
  if (settings !== undefined) {
    add(await checkOperatorKey(settings));
    add(await checkStore(deps, settings), await checkSigningKeys(deps, settings));
    add(await checkDisk(settings), ...(await checkModes(settings)));
    add(await checkMail(settings));
    add(await checkPublicUrl(settings), await checkServer(settings, deps.clock));
    add(...adviseOn(settings));
  }
  add(await checkClock(deps.clock));
  const failed = findings.filter(({ verdict }) => verdict === 'fail').length;
  terminal.out();
  terminal.out(failed === 0 ? 'Nothing is wrong.' : `${failed} of ${findings.length} failed.`);
  const warned = findings.filter(({ verdict }) => verdict === 'warn').length;
  if (warned > 0) terminal.out(`${warned} to look at, marked with !`);
  return failed === 0 ? EXIT.fine : EXIT.wrong;
}

interface ScimOptions {
  readonly token: string;
  readonly timeout: number;
  readonly only?: readonly string[];
}

async function examineServer(
  terminal: Terminal,
  url: string,
  { token, timeout, only }: ScimOptions,
): Promise<ExitCode> {
  checkUrl(url);
  const report = await runChecks({
    url,
    token,
    timeoutMs: timeout * 1000,
    ...(only !== undefined && { only }),
    onFinding: (finding) => printFinding(terminal, finding),
    onGroup: (title) => terminal.out(`\n${title}`),
  });
  if (report.unreachable !== undefined) {
    const next = 'start the server, or correct the URL and --token';
    throw new Refusal(report.unreachable, 'the server or the options', next, EXIT.unreachable);
  }
  printSummary(terminal, url, report);
  return report.failed === 0 ? EXIT.fine : EXIT.wrong;
}

function printSummary(terminal: Terminal, url: string, report: CheckReport): void {
  const { passed, failed, skipped, left, requests } = report;
  terminal.out();
  terminal.out(`${url}: ${passed} ✓, ${failed} ✗, ${skipped} – in ${requests} requests`);
  if (left > 0) terminal.out(`${left} resources that we created could not be deleted`);
}
