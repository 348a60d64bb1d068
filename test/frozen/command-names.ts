import { runCli, type CliDeps } from '#cli/index.js';
import { systemClock } from '#kernel/index.js';
import { loadSettings } from '#settings/index.js';

/** Asking for help opens nothing. */
const nothing: CliDeps = {
  version: '0.0.0',
  clock: systemClock,
  loadSettings: () => loadSettings({ env: {} }),
  serve: refuse,
  openCore: refuse,
  openDeps: refuse,
  openDemo: refuse,
  inspectStore: refuse,
  migrateStore: refuse,
};

function refuse(): never {
  throw new Error('Asking for help opens nothing.');
}

/** Commands with their arguments and options, read from their own help; and the exit codes. */
export async function commandNames(): Promise<string[]> {
  const lines: string[] = [];
  const walk = async (command: readonly string[]): Promise<void> => {
    const text = await helpOf(command);
    const name = ['muster', ...command].join(' ');
    lines.push(`usage ${/^Usage: (.*)$/m.exec(text)?.[1] ?? name}`);
    for (const option of section(text, 'Options')) lines.push(`${name} ${option}`);
    for (const below of section(text, 'Commands')) {
      const word = below.split(' ', 1)[0] ?? '';
      if (word !== 'help') await walk([...command, word]);
    }
    if (command.length > 0) return;
    for (const [, code] of text.matchAll(/^ +(\d+)(?: |$)/gm))
      lines.push(`exit code ${String(code)}`);
  };
  await walk([]);
  return lines;
}

async function helpOf(command: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const print = (line = ''): void => void printed.push(line);
  await runCli([...command, '--help'], nothing, { out: print, err: print, draw: print });
  return printed.join('\n');
}

/** The first column below a heading; lines that go on in the second column are deeper. */
function section(help: string, heading: string): string[] {
  const text = help.split(`${heading}:\n`)[1]?.split('\n\n', 1)[0] ?? '';
  return text
    .split('\n')
    .flatMap((line) => /^ {2}(\S.*)$/.exec(line)?.[1] ?? [])
    .map((line) => line.split(/ {2,}/, 1)[0] ?? '');
}
