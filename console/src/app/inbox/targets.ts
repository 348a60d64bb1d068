import type { Operations } from '@muster/client';
import { useConsole, type PageName } from '../../data/console.js';
import { useOrganizationId } from '../../data/organization.js';
import { addressOf } from '../../navigation/menu.js';

type About = NonNullable<Operations['listNotices']['output']['items'][number]['about']>;

interface Place {
  readonly page: PageName;
  /** behind the address of the page */
  readonly rest?: string;
}

/** Kinds of targets in the journal that a page of the console speaks of. */
function placeOf({ kind, id }: About): Place | undefined {
  switch (kind) {
    case 'member':
      return { page: 'people', rest: `/${id}` };
    case 'invitation':
      return { page: 'people', rest: '?tab=invitations' };
    case 'join_request':
      return { page: 'people', rest: '?tab=join-requests' };
    case 'import':
      return { page: 'imports', rest: `/${id}` };
    case 'space':
      return { page: 'spaces', rest: `/${id}` };
    case 'product':
      return { page: 'seats', rest: `/${id}` };
    case 'seat':
      return { page: 'seats' };
    case 'role':
      return { page: 'roles', rest: `/${id}` };
    case 'domain':
      return { page: 'domains' };
    case 'api_key':
      return { page: 'keys' };
    case 'organization':
      return { page: 'settings' };
    default:
      return undefined;
  }
}

export interface Target {
  readonly to: string;
  readonly search: Readonly<Record<string, string>>;
}

/** Notices on which somebody has to decide lead to the list of what waits. */
const WAITING: Readonly<Record<string, Place>> = {
  'seat-request': { page: 'seats' },
  'membership-request': { page: 'people', rest: '?tab=join-requests' },
};

/** Where a line of the inbox leads; undefined where no page speaks of it, or where this person may not open that one (console G1). */
export function useTargets(): (asked: {
  readonly about?: About;
  readonly notice: string;
}) => Target | undefined {
  const organizationId = useOrganizationId();
  const { data } = useConsole();
  return ({ about, notice }) => {
    const place = WAITING[notice] ?? (about && placeOf(about));
    if (!place || data?.pages[place.page]?.open !== true) return undefined;
    return targetAt(addressOf(place.page, organizationId) + (place.rest ?? ''));
  };
}

export function targetAt(address: string): Target {
  const [to = '', query = ''] = address.split('?');
  return { to, search: Object.fromEntries(new URLSearchParams(query)) };
}
