import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '#kernel/index.js';

/** Lets one long read run at a time, so that their answers do not fill the memory together. */
export interface Turns {
  /** Fault `service.busy` when too many wait. `pause` is called between steps: others get a turn meanwhile. */
  take<T>(work: (pause: () => Promise<void>) => Promise<T>): Promise<T>;
  /** The same queue, for those who must not be refused: their write is done already. */
  readonly patient: Pick<Turns, 'take'>;
}

const MAX_WAITING_COUNT = 100;

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const patient: Turns['patient'] = {
    take(work) {
      waiting += 1;
      const result = last.then(() => work(() => nextTurn()));
      last = result.catch(() => undefined).finally(() => (waiting -= 1));
      return result;
    },
  };
  return {
    patient,
    take: (work) =>
      waiting < MAX_WAITING_COUNT ? patient.take(work) : Promise.reject(new Fault('service.busy')),
  };
}
