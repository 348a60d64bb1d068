import type { SimulationProgress } from '@muster/scim-tester';
import type { Terminal } from './terminals.js';

const WIDTH = 24;

/** A progress bar on one line of the terminal; nothing is drawn when the output is no screen. */
export function createProgress(terminal: Terminal): SimulationProgress {
  let name = '';
  let total = 0;
  let steps = 0;
  let wrong = 0;
  const draw = (): void => {
    const full = total === 0 ? WIDTH : Math.round((steps / total) * WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    terminal.draw(`${bar} ${steps}/${total} ${name} · ${wrong} wrong`);
  };
  return {
    begin(phase, count) {
      name = phase;
      total = count;
      steps = 0;
      draw();
    },
    step(wrongAnswers) {
      steps += 1;
      wrong = wrongAnswers;
      draw();
    },
    done: () => terminal.draw(''),
  };
}
