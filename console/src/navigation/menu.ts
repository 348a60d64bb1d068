import type { Icon } from '@tabler/icons-react';
import {
  IconArmchair,
  IconBell,
  IconHistory,
  IconHome,
  IconKey,
  IconLayoutGrid,
  IconSettings,
  IconShieldLock,
  IconUsers,
  IconWorld,
} from '@tabler/icons-react';

/** Pages of an organization, in the order of the navigation. `permission`: whoever lacks it does not see the page (console G1). */
export interface MenuEntry {
  /** key of the words (`frame:nav.people`), of the preset's placement, and the end of the address */
  readonly page: string;
  readonly to: `/o/$organizationId${string}`;
  readonly icon: Icon;
  /** absent: for every member */
  readonly permission?: string;
  /** `own` is enough */
  readonly own?: boolean;
}

export interface MenuGroup {
  /** `frame:group.people`; absent: without a heading */
  readonly group?: string;
  readonly entries: readonly MenuEntry[];
}

export const MENU: readonly MenuGroup[] = [
  { entries: [{ page: 'overview', to: '/o/$organizationId', icon: IconHome }] },
];

export const ICONS = {
  people: IconUsers,
  roles: IconShieldLock,
  spaces: IconLayoutGrid,
  seats: IconArmchair,
  domains: IconWorld,
  audit: IconHistory,
  keys: IconKey,
  notifications: IconBell,
  settings: IconSettings,
} as const;
