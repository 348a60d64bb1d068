import type { Operations } from '@muster/client';
import { server } from '../../data/server.js';

export type MemberChange = Operations['getMemberChange']['output'];

const ENDED: readonly MemberChange['status'][] = ['done', 'cancelled', 'failed'];

export function isOver({ status }: Pick<MemberChange, 'status'>): boolean {
  return ENDED.includes(status);
}

const AGAIN_MS = 400;
const MAX_LOOKS = 150;

/** The change when it is over, or as far as it came in a minute. */
export async function awaitEnd(organizationId: string, begun: MemberChange): Promise<MemberChange> {
  let task = begun;
  for (let looks = 0; looks < MAX_LOOKS && !isOver(task); looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    task = await server.getMemberChange({ params: { organizationId, changeId: begun.id } });
  }
  return task;
}
