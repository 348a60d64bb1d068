import type { Icon } from '@tabler/icons-react';
import {
  IconArmchair,
  IconBell,
  IconCreditCard,
  IconFileImport,
  IconHistory,
  IconHome,
  IconKey,
  IconLayoutGrid,
  IconReceipt,
  IconSettings,
  IconShieldLock,
  IconUserCircle,
  IconUsers,
  IconWorld,
} from '@tabler/icons-react';
import type { PageName } from '../data/console.js';

/** A page that presets place by its name (config/console.yaml); its words are `frame:nav.<name>`. */
export interface Page {
  readonly to: `/o/$organizationId${string}` | '/me';
  readonly icon: Icon;
  /** the page whose place is shown for this one where no menu has it */
  readonly under?: PageName;
}

/**
 * Every page that a menu can lead to. Which menu, in which order, and whether this person may open it: `getConsole` says it (console G1).
 * A page appears as soon as navigation/routes.ts has its address.
 */
export const PAGES: Readonly<Record<PageName, Page>> = {
  overview: { to: '/o/$organizationId', icon: IconHome },
  people: { to: '/o/$organizationId/people', icon: IconUsers },
  imports: { to: '/o/$organizationId/imports', icon: IconFileImport, under: 'people' },
  roles: { to: '/o/$organizationId/roles', icon: IconShieldLock },
  spaces: { to: '/o/$organizationId/spaces', icon: IconLayoutGrid },
  seats: { to: '/o/$organizationId/seats', icon: IconArmchair },
  plan: { to: '/o/$organizationId/plan', icon: IconReceipt },
  billing: { to: '/o/$organizationId/billing', icon: IconCreditCard },
  domains: { to: '/o/$organizationId/domains', icon: IconWorld },
  notifications: { to: '/o/$organizationId/notifications', icon: IconBell },
  audit: { to: '/o/$organizationId/audit', icon: IconHistory },
  keys: { to: '/o/$organizationId/keys', icon: IconKey },
  settings: { to: '/o/$organizationId/settings', icon: IconSettings },
  personal: { to: '/me', icon: IconUserCircle },
};

/** The page of an address below an organization, or undefined where it is none of them. */
export function pageAt(pathname: string, organizationId: string): PageName | undefined {
  const names = Object.keys(PAGES) as PageName[];
  const found = names.filter((name) => {
    const path = addressOf(name, organizationId);
    return pathname === path || (name !== 'overview' && pathname.startsWith(`${path}/`));
  });
  return found[0];
}

export function addressOf(page: PageName, organizationId: string): string {
  return PAGES[page].to.replace('$organizationId', organizationId);
}
