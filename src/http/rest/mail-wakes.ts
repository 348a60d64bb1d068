import type { Context } from '#kernel/index.js';
import type { Doors } from '../doors.js';

/**
 * Has mail sent that a call has put into the outbox, once the call is committed. One wake at a time: what comes meanwhile is woken for
 * together.
 */
export function createMailWake(doors: Doors): (ctx: Context) => void {
  const { directory, jobs } = doors;
  let waking = false;
  let again = false;
  const wake = async (): Promise<void> => {
    waking = true;
    try {
      do {
        again = false;
        await jobs.wake('send-mail');
      } while (again && !doors.draining());
    } finally {
      waking = false;
    }
  };
  return (ctx) => {
    if (!directory.notices.hasQueuedMail(ctx)) return;
    if (waking) again = true;
    else if (!doors.draining()) doors.inBackground('send-mail is to be woken', wake());
  };
}
