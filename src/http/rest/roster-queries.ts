import type { Core, RosterQuery, RosterState } from '#core/index.js';
import { readMemberFilter } from '#provisioning/index.js';

type Organization = Awaited<ReturnType<Core['organizations']['get']>>;

/** The query of the list as REST takes it. */
export type RosterSelection = Pick<RosterQuery, 'q' | 'email' | 'sort'> & {
  readonly state?: RosterState[];
  readonly filter?: string;
};

const PRESENT: readonly RosterState[] = ['active', 'suspended', 'pending'];

/** The query of REST as the core takes it. Fault `request.invalid` for a filter that cannot be read. */
export function rosterQueryOf(
  { state, filter, ...selection }: RosterSelection,
  organization: Organization,
): Omit<RosterQuery, 'limit' | 'cursor'> {
  // people who left are shown when they are asked for, by state or in the filter
  const asksForStatus = filter !== undefined && /\bstatus\b/i.test(filter);
  const states = state ?? (asksForStatus ? undefined : PRESENT);
  return {
    ...selection,
    ...(states && { states }),
    ...(filter !== undefined && { filter: readMemberFilter(filter, organization) }),
  };
}
