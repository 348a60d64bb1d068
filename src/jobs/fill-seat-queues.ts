import type { Core } from '#core/index.js';
import type { Job } from './job.js';

/** A seat that becomes free is given on in the same transaction; this finds what a crash left waiting. */
export function fillSeatQueues({ seats }: Core): Job {
  return {
    name: 'fill-seat-queues',
    purpose: 'Gives free seats to those who wait for one.',
    every: '1 minute',
    run: (ctx) => seats.fillQueues(ctx),
  };
}
