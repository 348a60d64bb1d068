// Loaded before a program (`node --import`): loads the module TEST_STANDING_BY_WITH, says so on standard output, and lets the program begin
// at SIGHUP. What takes the time of a start is over by then.
import { isMainThread } from 'node:worker_threads';
import { clearInterval, setInterval } from 'node:timers';

if (isMainThread) {
  const module = process.env.TEST_STANDING_BY_WITH;
  if (module) await import(module);
  const told = new Promise((resolve) => process.once('SIGHUP', resolve));
  // a signal alone keeps no process alive
  const alive = setInterval(() => undefined, 60_000);
  process.stdout.write('standing by\n');
  await told;
  clearInterval(alive);
}
