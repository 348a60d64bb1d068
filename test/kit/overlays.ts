// What lies over a page of the console once it is asked for: each dialog, drawer, menu, list to choose from and hint, and how a person
// gets there. Words are those of the English files: the longer and mirrored ones hold them.

type Role =
  | 'button'
  | 'checkbox'
  | 'columnheader'
  | 'combobox'
  | 'link'
  | 'menuitem'
  | 'menuitemcheckbox'
  | 'option'
  | 'radio'
  | 'switch'
  | 'tab'
  | 'textbox'
  | 'time';

/** One act of a person. */
export interface Step {
  readonly act: 'press' | 'hover' | 'focus' | 'type' | 'key' | 'wait' | 'meanwhile';
  /** of what is pressed or typed into; with its name, or the first one */
  readonly role?: Role;
  /** the beginning of a word of its name; the key */
  readonly name: string;
  /** what is typed; # is another number each time */
  readonly text?: string;
  /** where there is no role: a selector */
  readonly at?: string;
  /** the file of console/src, and the component in it that lies over the page then */
  readonly opens?: string;
}

export interface Opener {
  /** the name of a page of `test/kit/overlay-pages.ts` */
  readonly on: string;
  readonly steps: readonly Step[];
  /** the only window in which it can be asked for; absent: in both */
  readonly only?: 'wide' | 'phone';
  /** the page is left with it: what was typed is dropped, or it is of another organization */
  readonly isDirty?: boolean;
}

const act =
  (role: Role) =>
  (name: string, opens?: string): Step => ({
    act: 'press',
    role,
    name,
    ...(opens !== undefined && { opens }),
  });
const press = act('button');
const entry = act('menuitem');
const list = act('combobox');
const tick = act('checkbox');
const hover = (name: string, opens: string, role: Role = 'button'): Step => ({
  act: 'hover',
  role,
  name,
  opens,
});
const type = (name: string, text: string): Step => ({ act: 'type', role: 'textbox', name, text });
const key = (name: string, opens?: string): Step => ({
  act: 'key',
  name,
  ...(opens !== undefined && { opens }),
});
const wait = (opens: string): Step => ({ act: 'wait', name: '', opens });

const on = (page: string, ...steps: readonly Step[]): Opener => ({ on: page, steps });
const wide = (opener: Opener): Opener => ({ ...opener, only: 'wide' });
const phone = (opener: Opener): Opener => ({ ...opener, only: 'phone' });
const dirty = (opener: Opener): Opener => ({ ...opener, isDirty: true });

const COG = 'header:not(main header) a[aria-label]';

const FRAME: readonly Opener[] = [
  on('overview', press('Switch organization', 'app/organization-switcher.tsx Menu')),
  on('overview', press('Notifications,', 'app/inbox/inbox.tsx Popover')),
  wide(on('overview', hover('Notifications,', 'app/inbox/inbox.tsx Tooltip'))),
  on('overview', press('Account of', 'app/account-menu.tsx Menu')),
  on('overview', key('Control+k', 'app/palette/palette.tsx Dialog')),
  wide(on('overview', hover('', 'parts/hints.tsx Tooltip', 'time'))),
  phone(on('overview', press('Navigation', 'app/frame.tsx Drawer'))),
  phone(on('overview', hover('Navigation', 'app/header.tsx Tooltip'))),
  wide(on('offered', { act: 'hover', name: '', at: COG, opens: 'app/bar-menus.tsx Tooltip' })),
  dirty(on('offered', press('Accept', 'patterns/ownership-offer/decide-dialog.tsx ConfirmDialog'))),
];

const LISTS: readonly Opener[] = [
  on('people', press('Filter', 'patterns/list/filter-menu.tsx Popover'), press('Role')),
  on('people', press('Views', 'pages/people/saved-views.tsx Menu')),
  on('people', press('Export', 'pages/people/export-button.tsx Menu')),
  on('people', press('Columns and density', 'patterns/list/view-menu.tsx Menu')),
  on('people', press('Actions for', 'pages/people/row-actions.tsx Menu')),
  wide(
    on(
      'people',
      { act: 'focus', role: 'button', name: 'Actions for' },
      key('?', 'app/palette/keys.tsx Dialog'),
    ),
  ),
  on(
    'people',
    tick('Select Anton'),
    press('Role', 'pages/people/change-dialog.tsx Dialog'),
    list('Role', 'pages/people/change-form.tsx Select'),
  ),
  on('filtered', press('Views'), entry('Save these', 'pages/people/saved-views.tsx Dialog')),
  wide(on('filtered', press('2 more', 'parts/chip.tsx Popover'))),
  on('one change', wait('pages/people/change-sheet.tsx Dialog')),
  on(
    'join requests',
    press('Approve', 'pages/people/decide-dialog.tsx ConfirmDialog'),
    list('Role', 'pages/people/decide-dialog.tsx Select'),
  ),
  on(
    'invitations',
    press('Actions for Lucía'),
    entry('Delete', 'pages/people/invitations-tab.tsx ConfirmDialog'),
  ),
];

const ADDING: readonly Opener[] = [
  on(
    'people',
    press('Add people', 'patterns/add-person/add-people.tsx Menu'),
    entry('Invite by email', 'patterns/add-person/add-dialog.tsx Dialog'),
    list('Roles', 'patterns/add-person/roles-field.tsx MultiSelect'),
  ),
  on(
    'people',
    press('Add people'),
    entry('Invite by a link', 'patterns/add-person/add-dialog.tsx Dialog'),
    type('Email', 'robin-#@northwind.example.com'),
    press('Make the link', 'patterns/add-person/add-dialog.tsx SecretDialog'),
  ),
];

const ADDING_ELSEWHERE: readonly Opener[] = [
  dirty(
    on(
      'list of one role',
      press('ADD USER', 'patterns/add-person/add-dialog.tsx Dialog'),
      list('', 'patterns/add-person/roles-field.tsx Select'),
    ),
  ),
  dirty(on('people with a sign', hover('Add', 'patterns/add-person/add-people.tsx Tooltip'))),
];

const PERSON: readonly Opener[] = [
  on('person', press('Suspend', 'pages/member/panel-actions.tsx ConfirmDialog')),
  on('person', press('Remove…', 'pages/member/remove-dialog.tsx ConfirmDialog')),
  on('person', press('Change the picture', 'pages/member/member-avatar.tsx Menu')),
  wide(
    on('person', hover('Root access', 'patterns/elevation/elevation-switch.tsx Tooltip', 'switch')),
  ),
  on('person', hover('Copy the address', 'parts/copy-button.tsx Tooltip')),
  on('details', hover('Close', 'pages/member/panel-header.tsx Tooltip', 'link')),
  on(
    'person',
    act('switch')('Root access', 'patterns/elevation/elevation-switch.tsx ConfirmDialog'),
    list('For how long', 'patterns/elevation/elevation-switch.tsx Select'),
  ),
  dirty(
    on(
      'details of a person',
      press('Edit'),
      list('Roles', 'pages/member/role-field.tsx MultiSelect'),
      act('option')('Administrator'),
      key('Escape'),
      press('Save', 'pages/member/powers-dialog.tsx ConfirmDialog'),
    ),
  ),
  dirty(
    on(
      'details of a person',
      press('Edit'),
      type('Name', 'Mine #'),
      { act: 'meanwhile', name: '' },
      press('Save'),
      press('Look at it', 'patterns/edit/changed-meanwhile.tsx Dialog'),
    ),
  ),
  dirty(
    on(
      'details of a person',
      press('Edit'),
      list('Language', 'pages/member/details-tab.tsx Select'),
    ),
  ),
  dirty(
    on('spaces of a person', press('Edit'), list('Role in', 'pages/member/spaces-tab.tsx Select')),
  ),
  on('details', press('Unlock…', 'pages/member/unlock-button.tsx ConfirmDialog')),
  on('details', hover('Suspend', 'parts/reasoned-button.tsx Tooltip')),
  dirty(on('people of one role', press('EDIT'), list('', 'pages/member/role-field.tsx Select'))),
];

const IMPORTS: readonly Opener[] = [
  on('imports', press('Download template', 'patterns/imports/sheet-menu.tsx Menu')),
  on('imports', list('What it does', 'pages/imports/upload-form.tsx Select')),
  on('import', press('Cancel import', 'pages/import/actions.tsx ConfirmDialog')),
  on('import', list('Rows to show', 'pages/import/rows.tsx Select')),
  on('sheet', press('Import', 'pages/import/actions.tsx ConfirmDialog')),
];

const ROLES: readonly Opener[] = [
  on(
    'roles',
    press('New role', 'pages/roles/new-role.tsx Dialog'),
    list('', 'pages/roles/new-role.tsx Select'),
  ),
  on('roles', press('See', 'pages/roles/who-has.tsx Dialog')),
  on('role', press('Delete role', 'pages/role/delete-role.tsx ConfirmDialog')),
  on('role', list('From', 'pages/role/role-versions.tsx Select')),
  dirty(on('role', press('Edit'), list('', 'pages/role/role-details.tsx MultiSelect'))),
  on('viewer', press('Take the role', 'pages/role/role-people.tsx ConfirmDialog')),
  on('viewer', hover('Take the role', 'pages/role/role-people.tsx Tooltip')),
];

const SPACES_AND_SEATS: readonly Opener[] = [
  on('space', press('Edit', 'patterns/space-form/space-form.tsx Dialog')),
  on(
    'space',
    press('Add people', 'pages/space/add-people.tsx Dialog'),
    list('Role', 'pages/space/add-people.tsx Select'),
  ),
  on('space', press('Delete space', 'pages/space/space-page.tsx ConfirmDialog')),
  on('space', list('Role', 'pages/space/space-members.tsx Select')),
  on('seats', press('Deny', 'pages/seats/seat-requests.tsx ConfirmDialog')),
  wide(
    on('seats', {
      act: 'hover',
      name: '',
      at: '.recharts-bar-rectangle',
      opens: 'pages/seats/use-bars.tsx Tooltip',
    }),
  ),
  on('pool', press('Edit', 'patterns/seat-pools/product-form.tsx Dialog')),
  on(
    'pool',
    press('Assign seats', 'pages/pool/assign-seats.tsx Dialog'),
    list('', 'patterns/picker/picker.tsx Combobox'),
  ),
  on('pool', press('Delete product', 'pages/pool/pool-page.tsx ConfirmDialog')),
];

const ORGANIZATION: readonly Opener[] = [
  on('domains', press('Add domain', 'pages/domains/add-domain.tsx Dialog')),
  on(
    'domains',
    press('Prove', 'pages/domains/domain-proof.tsx Dialog'),
    press('Prove it by a mail'),
    list('Mailbox', 'pages/domains/code-proof.tsx Select'),
  ),
  on(
    'domains',
    press('Settings', 'pages/domains/domain-settings.tsx Dialog'),
    list('Role', 'patterns/role-select/role-select.tsx Select'),
  ),
  on(
    'domains',
    press('More for', 'pages/domains/domain-row.tsx Menu'),
    entry('Remove domain', 'pages/domains/remove-domain.tsx ConfirmDialog'),
  ),
  on('audit', press('Export', 'pages/audit/audit-page.tsx Menu')),
  on('entry', wait('pages/audit/entry-dialog.tsx Dialog')),
  on('keys', press('Revoke Build', 'pages/keys/revoke-key.tsx ConfirmDialog')),
  on(
    'keys',
    press('New key', 'pages/keys/new-key.tsx Dialog'),
    type('Name', 'Robot #'),
    tick('Read'),
    list('Ends after', 'pages/keys/new-key.tsx Select'),
    act('option')('30 days'),
    press('Make the key', 'pages/keys/keys-page.tsx SecretDialog'),
  ),
  on('outbox', press('Actions for the mail', 'pages/notifications/outbox-tab.tsx Menu')),
  on('mail', wait('pages/notifications/mail-dialog.tsx Dialog')),
  on('plan', press('Check', 'pages/plan/plan-check.tsx ConfirmDialog')),
];

const SETTINGS: readonly Opener[] = [
  on('settings', list('Language', 'pages/settings/general-card.tsx Select')),
  on('settings', list('Requests to join', 'pages/settings/policies-card.tsx Select')),
  on('settings', {
    act: 'press',
    role: 'textbox',
    name: 'Color',
    opens: 'pages/settings/color-field.tsx Popover',
  }),
  on(
    'settings',
    press('Offer the ownership', 'pages/settings/offer-dialog.tsx ConfirmDialog'),
    list('Your role', 'pages/settings/offer-dialog.tsx Select'),
  ),
  on('settings', press('Delete the organization', 'pages/settings/danger-card.tsx ConfirmDialog')),
];

const OWN: readonly Opener[] = [
  phone(on('profile', press('Navigation', 'app/personal-frame.tsx Drawer'))),
  on('profile', list('Language', 'pages/me/profile-page.tsx Select')),
  // on a phone the way there is in a drawer
  wide(
    dirty(
      on(
        'profile',
        type('Name that is shown', 'Olive #'),
        act('link')('Display', 'patterns/unsaved/leave-dialog.tsx ConfirmDialog'),
      ),
    ),
  ),
  on('display', list('', 'pages/me/display-page.tsx Select')),
  on('security', press('Add an authenticator app', 'app/sign-in-again.tsx Dialog')),
  on('own notifications', list('', 'pages/me/notifications-page.tsx Select')),
  on('organizations', press('Leave', 'patterns/leave/leave-dialog.tsx ConfirmDialog')),
  dirty(
    on(
      'operator',
      type('Operator key', 'operator-key-of-a-test'),
      press('Open'),
      list('Status', 'pages/operator/organizations-page.tsx Select'),
    ),
  ),
];

export const OPENERS: readonly Opener[] = [
  ...FRAME,
  ...LISTS,
  ...ADDING,
  ...PERSON,
  ...ADDING_ELSEWHERE,
  ...IMPORTS,
  ...ROLES,
  ...SPACES_AND_SEATS,
  ...ORGANIZATION,
  ...SETTINGS,
  ...OWN,
];

/** Uses of what opens over a page that no opener asks for, and why. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  'pages/me/codes-button.tsx ConfirmDialog': 'factors.test.ts: a person with a second factor',
  'pages/me/factor-dialog.tsx Dialog': 'factors.test.ts: a session that was proved once more',
  'pages/me/factor-row.tsx ConfirmDialog': 'factors.test.ts: a person with a second factor',
  'pages/me/factors-card.tsx SecretDialog': 'factors.test.ts: a session that was proved once more',
  'pages/operator/job-runs.tsx Dialog': 'nothing here yet: it takes a job that ran',
  'pages/operator/jobs-page.tsx Select':
    'nothing here yet: the key of the operator goes with the page',
  'pages/operator/support/exchanges-dialog.tsx Dialog': 'nothing here yet: it takes a connection',
  'pages/pool/trend-lines.tsx Tooltip': 'nothing here yet: it takes seats over several days',
  'patterns/list/paged-rows.tsx Select':
    'it takes a preference, which the other tests of this file do not have',
  'patterns/add-person/step-field.tsx Select': 'no preset of ours asks for the language',
};
