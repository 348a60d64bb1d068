/** Where people read. Commands write here and nowhere else, so that tests can read over the shoulder. */
export interface Terminal {
  out(line?: string): void;
  err(line?: string): void;
  /** Draws over the current line of standard error; ignored where that is not a screen. */
  draw(line: string): void;
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
