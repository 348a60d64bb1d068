/** Screens of the console, in the order of its navigation. */
export const SCREENS = [
  'Overview',
  'Members',
  'Member side panel',
  'Import',
  'Roles and permissions',
  'Spaces',
  'Seats and plan',
  'Domains',
  'Directory sync',
  'Audit log',
  'Emails',
  'API tokens',
  'Settings',
] as const;

export type Screen = (typeof SCREENS)[number];

/** Rows that say where something stands on a page, and nothing that REST could refuse or grant. */
export const LAYOUT_ROWS: Readonly<Record<string, Screen>> = {
  '0.6': 'Overview',
  '0.7': 'Settings',
  '1.1': 'Members',
  '1.3': 'Member side panel',
  '2.8': 'Members',
  '2.14': 'Members',
  '4.10': 'Members',
};
