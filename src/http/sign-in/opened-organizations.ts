import { Fault, isFault } from '#kernel/index.js';
import type { PageRequest } from './pages.js';
import type { Session } from './view-types.js';

/** Whether the session opens the organization, and if not, whether a second step is all that is missing. */
export async function accessOf(
  { deps, ctx }: Pick<PageRequest, 'deps' | 'ctx'>,
  session: Session,
  organizationId: string,
): Promise<'open' | 'second_step' | 'closed'> {
  try {
    await deps.core.sessions.asPerson(ctx, session, organizationId);
    return 'open';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return isFault(error, 'step_up.required') ? 'second_step' : 'closed';
  }
}
