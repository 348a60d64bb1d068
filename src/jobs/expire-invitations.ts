import type { Core } from '#core/index.js';
import type { Job } from './job.js';

/** Reads never wait for it: a pending invitation past its date reads as expired. This gives its place back and tells of it. */
export function expireInvitations({ invitations }: Core): Job {
  return {
    name: 'expire-invitations',
    purpose: 'Ends invitations whose time is over, and gives back the places they held.',
    every: '1 minute',
    run: (ctx) => invitations.expireDue(ctx),
  };
}
