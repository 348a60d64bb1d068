import type { Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';

/**
 * Wakes the job that sends mail after a call that has put some into the outbox. One wake runs at a time; calls that come meanwhile
 * share the next one.
 */
export function createMailWake(deps: HttpDeps): (ctx: Context) => void {
  const { core, jobs } = deps;
  let waking = false;
  let again = false;
  const wake = async (): Promise<void> => {
    waking = true;
    try {
      do {
        again = false;
        await jobs.wake('send-mail');
      } while (again && !deps.isStopping());
    } finally {
      waking = false;
    }
  };
  return (ctx) => {
    if (!core.notices.hasQueuedMail(ctx)) return;
    if (waking) again = true;
    else if (!deps.isStopping()) deps.runInBackground('waking send-mail', wake());
  };
}
