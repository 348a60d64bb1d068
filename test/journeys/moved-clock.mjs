// Loaded before a program (`node --import`): its clock begins TEST_CLOCK_AHEAD milliseconds ahead of this machine's, and jumps by
// TEST_CLOCK_JUMP milliseconds at each SIGUSR2. Timers go on as they did, as those of a machine do whose clock is set.
import { isMainThread } from 'node:worker_threads';

const RealDate = Date;
let ahead = Number(process.env.TEST_CLOCK_AHEAD ?? 0);
const jump = Number(process.env.TEST_CLOCK_JUMP ?? 0);

class MovedDate extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + ahead);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + ahead;
  }

  static [Symbol.hasInstance](value) {
    return value instanceof RealDate;
  }
}

globalThis.Date = MovedDate;
if (isMainThread) process.on('SIGUSR2', () => (ahead += jump));
