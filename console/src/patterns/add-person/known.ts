import { useQueries } from '@tanstack/react-query';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import type { Entry } from './form.js';

/** `member` and `invited` are refused by the server, too; `named`: their names are known. */
export type Known = 'member' | 'invited' | 'named' | 'unknown';

/** So many addresses are looked up before sending; the server says the rest of each. */
const MAX_LOOKED_UP = 25;

const STATES = 'active,suspended,pending,left';

/** Who of the addresses is there already, by address. */
export function useKnown(entries: readonly Entry[]): ReadonlyMap<string, Known> {
  const organizationId = useOrganizationId();
  const isAllowed = useReach()('members:read') === 'any';
  const asked = entries.slice(0, MAX_LOOKED_UP);
  const answers = useQueries({
    queries: asked.map(({ email }) => ({
      queryKey: keyOf(organizationId, 'members', 'known', email),
      queryFn: () => lookUp(organizationId, email),
      enabled: isAllowed,
      retry: false,
    })),
  });
  const known = asked.map(
    ({ email }, index) => [email, answers[index]?.data ?? 'unknown'] as const,
  );
  return new Map(known);
}

/** Asked when a form goes on, so that a step for what is known is left out. */
export async function lookUp(organizationId: string, email: string): Promise<Known> {
  const query = { email, state: STATES, limit: 5 };
  const { items } = await server.listMembers({ params: { organizationId }, query });
  if (items.some(({ kind }) => kind === 'invitation')) return 'invited';
  if (items.some(({ status }) => status !== 'left')) return 'member';
  return items.length > 0 ? 'named' : 'unknown';
}

/** Whether the server has the names of a person who is not here. Where it does not say, they are asked for. */
export async function hasNames(organizationId: string, email: string): Promise<boolean> {
  const answer = server.lookUpInvitee({ params: { organizationId }, body: { email } });
  return answer.then(
    ({ known }) => known,
    () => false,
  );
}
