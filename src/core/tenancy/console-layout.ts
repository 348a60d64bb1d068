import type { Locale } from '#kernel/index.js';

/** Every page of the console that belongs to an organization, by the name under which presets place it. */
export type ConsolePage =
  | 'overview'
  | 'people'
  | 'imports'
  | 'roles'
  | 'spaces'
  | 'seats'
  | 'plan'
  | 'billing'
  | 'domains'
  | 'notifications'
  | 'audit'
  | 'keys'
  | 'settings'
  | 'personal';

/** What there is to do at the start. */
export type ChecklistItemName =
  | 'picture'
  | 'second-step'
  | 'invite'
  | 'second-administrator'
  | 'branding'
  | 'spaces'
  | 'seats'
  | 'domain'
  | 'second-step-for-all'
  | 'billing-contact';

/** Words of the preset's own for a menu or a part of one. */
export interface ConsoleTitle {
  readonly title?: string | undefined;
  /** `title` in other languages */
  readonly titles?: Readonly<Partial<Record<Locale, string>>> | undefined;
}

export interface ConsoleMenu extends ConsoleTitle {
  readonly name: string;
  /** `navigation`: beside the page; `bar`: a word in the top bar; `cog`: the cog at the right end of the top bar */
  readonly place: 'navigation' | 'bar' | 'cog';
  /** its pages as a list, or as tabs above the page */
  readonly as: 'list' | 'tabs';
  readonly sections: readonly (ConsoleTitle & {
    readonly name: string;
    readonly pages: readonly ConsolePage[];
  })[];
}

type RowAction =
  'edit' | 'suspend' | 'remove' | 'resend' | 'renew' | 'revoke' | 'delete' | 'access';

/** How actions on a row are reached: buttons in the row, or a menu of three dots. */
export interface ConsoleRowActions {
  readonly as: 'buttons' | 'menu';
  readonly actions: readonly RowAction[];
}

export interface ConsoleField {
  readonly name:
    | 'email'
    | 'name'
    | 'firstName'
    | 'lastName'
    | 'roles'
    | 'seats'
    | 'spaces'
    | 'message'
    | 'lifeDays'
    | 'locale';
  readonly required?: boolean | undefined;
  /** of `email`: several addresses in one go */
  readonly several?: boolean | undefined;
  /** of `spaces` and `seats`: how many can be chosen in this form */
  readonly max?: number | undefined;
}

export interface ConsoleStep {
  readonly name: string;
  /** none: what was entered is shown once more */
  readonly fields: readonly ConsoleField[];
  /** has a button that goes on without it */
  readonly skippable?: boolean | undefined;
  /** left out when the names of the address are known, as `lookUpInvitee` says */
  readonly hiddenWhenKnown?: boolean | undefined;
}

/** Where a console shows what, in which steps and under which words: data of a preset, so that the console asks for no preset. */
export interface ConsoleLayout {
  /** the page after sign-in */
  readonly landing: ConsolePage;
  readonly menus: readonly ConsoleMenu[];
  /** permissions that a page needs in this preset, where they differ from its usual one */
  readonly needs: Readonly<Partial<Record<ConsolePage, string>>>;
  readonly people: {
    readonly tabs: readonly ('members' | 'invitations' | 'join-requests' | 'suspended')[];
    /** pending invitations are rows among the members, too */
    readonly invitedAmongMembers: boolean;
    readonly columns: readonly (
      | 'name'
      | 'email'
      | 'roles'
      | 'seats'
      | 'spaces'
      | 'status'
      | 'source'
      | 'createdAt'
      | 'lastActiveOn'
    )[];
    readonly add: {
      readonly icon: boolean;
      readonly label: boolean;
      /** one: the button opens it; several: the button opens a menu of them */
      readonly entries: readonly ('form' | 'link' | 'import')[];
    };
    /** buttons above the list for ticked rows, always there */
    readonly toolbar: readonly ('resend' | 'remove')[];
    readonly memberRow: ConsoleRowActions;
    readonly invitationRow: ConsoleRowActions;
    /** a switch beside the name, or a part of the panel, lends the role that is an elevation */
    readonly elevation: 'row' | 'panel';
  };
  readonly panel: {
    readonly tabs: readonly (
      'access' | 'seats' | 'spaces' | 'details' | 'activity' | 'directory'
    )[];
  };
  /** the form that adds a person */
  readonly add: { readonly steps: readonly ConsoleStep[] };
  /** one box to tick instead of a list of roles: ticked gives this role, not ticked the default one */
  readonly roleCheckbox?: string | undefined;
  /** what to do at the start, in this order; each to those who can do it */
  readonly checklist: readonly ChecklistItemName[];
  /** text key of the console → its English text in this preset; other languages keep theirs */
  readonly wording: Readonly<Record<string, string>>;
}
