import type { Terminal } from '../terminals.js';

/** One line that says where we are; seen on a screen only. */
export interface Progress {
  begin(phase: string, total: number): void;
  step(): void;
  done(): void;
}

const WIDTH = 24;

export function createProgress(terminal: Terminal, wrong: () => number): Progress {
  let name = '';
  let total = 0;
  let steps = 0;
  const draw = (): void => {
    const full = total === 0 ? WIDTH : Math.round((steps / total) * WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    terminal.draw(`${bar} ${steps}/${total} ${name} · ${wrong()} wrong`);
  };
  return {
    begin(phase, count) {
      name = phase;
      total = count;
      steps = 0;
      draw();
    },
    step() {
      steps += 1;
      draw();
    },
    done: () => terminal.draw(''),
  };
}
