import type { PageRequest } from './pages.js';
import type { Flow } from './view-types.js';

/** The flow that the request names, if this browser began it and it still lasts. */
export async function openFlow({
  deps,
  ctx,
  request,
  field,
}: PageRequest): Promise<Flow | undefined> {
  const id = field('flow');
  const secret = await deps.cookies.readFlow(request, id);
  return secret === undefined ? undefined : deps.signIn.flows.open(ctx, id, secret);
}
