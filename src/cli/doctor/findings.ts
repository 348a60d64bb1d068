import type { Terminal } from '../terminals.js';

/** What a check came to. `skip`: could not be looked at, with the reason. `warn`: it works, and will not do what is expected of it. */
export interface Finding {
  readonly verdict: 'pass' | 'fail' | 'warn' | 'skip';
  readonly title: string;
  /** for people; on a failure or a warning its first line says what is wrong, the others what to do */
  readonly said?: readonly string[];
}

const MARKS = { pass: '✓', fail: '✗', warn: '!', skip: '–' } as const;

export function printFinding(terminal: Terminal, { verdict, title, said = [] }: Finding): void {
  const [first, ...rest] = said;
  const short = first !== undefined && verdict !== 'fail' && verdict !== 'warn';
  terminal.out(`${MARKS[verdict]} ${title}${short ? `: ${first}` : ''}`);
  for (const line of short ? rest : said) terminal.out(`    ${line}`);
}

export function pass(title: string, ...said: readonly string[]): Finding {
  return { verdict: 'pass', title, said };
}

export function fail(title: string, ...said: readonly string[]): Finding {
  return { verdict: 'fail', title, said };
}

export function warn(title: string, ...said: readonly string[]): Finding {
  return { verdict: 'warn', title, said };
}

export function skip(title: string, ...said: readonly string[]): Finding {
  return { verdict: 'skip', title, said };
}
