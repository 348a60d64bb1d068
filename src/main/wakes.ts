import type { Integrations } from '#integrations/index.js';
import type { JobRunner } from '#jobs/index.js';
import type { QueueWakes } from '#store/index.js';

/** What a commit wakes; the parts are made after the store that wakes them. */
export function wakesOf(parts: {
  readonly jobs: () => JobRunner;
  readonly integrations: () => Integrations;
}): QueueWakes {
  const hint = (job: string) => (delayMs: number) => parts.jobs().hint(job, delayMs);
  return {
    mail: hint('send-mail'),
    task: hint('run-tasks'),
    erasure: hint('erase-people'),
    code: hint('send-sign-in-codes'),
    group: hint('remove-ended-groups'),
    event: (organizationId) => parts.integrations().wake(organizationId),
  };
}
