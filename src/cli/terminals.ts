/** Where people read. Commands write here and nowhere else, so that tests can read over the shoulder. */
export interface Terminal {
  /** whether standard output is a screen: secrets are shown there and nowhere else */
  readonly isScreen?: boolean;
  out(line?: string): void;
  err(line?: string): void;
  /** Draws over the current line of standard error; ignored where that is not a screen. */
  draw(line: string): void;
}

/** Prints `muster <command>`, wherever it comes from, as what is typed for it here: the name alone is no program, or a foreign one. */
export function withProgramName(
  terminal: Terminal,
  { name, commands }: { readonly name: string; readonly commands: readonly string[] },
): Terminal {
  const named = new RegExp(`(?<![\\w./-])muster (?=(?:${commands.join('|')})\\b)`, 'g');
  const typed = (line: string): string => line.replaceAll(named, () => `${name} `);
  return {
    ...(terminal.isScreen !== undefined && { isScreen: terminal.isScreen }),
    out: (line = '') => terminal.out(typed(line)),
    err: (line = '') => terminal.err(typed(line)),
    draw: (line) => terminal.draw(typed(line)),
  };
}

export function processTerminal(): Terminal {
  const screen = process.stderr.isTTY;
  const clear = screen ? '\r\u001b[2K' : '';
  let drawn = false;
  const wipe = (): void => {
    if (drawn) process.stderr.write(clear);
    drawn = false;
  };
  return {
    isScreen: process.stdout.isTTY,
    out(line = '') {
      wipe();
      process.stdout.write(`${line}\n`);
    },
    err(line = '') {
      wipe();
      process.stderr.write(`${line}\n`);
    },
    draw(line) {
      if (!screen) return;
      process.stderr.write(`${clear}${line}`);
      drawn = true;
    },
  };
}
