import type { Locale } from '#kernel/index.js';

/**
 * The placeholders of each mail, beside those that every mail has (COMMON_PLACEHOLDERS). `byPerson` is a condition: it is there where
 * `inviter` or `actor` is a person, and not where the operator, a key, a directory or a job acted.
 */
export const PLACEHOLDERS = {
  invitation: ['inviter', 'byPerson', 'roles', 'message', 'expires'],
  'invitation-reminder': ['inviter', 'byPerson', 'roles', 'message', 'expires'],
  'invitation-revoked': ['note'],
  'invitation-accepted': ['person', 'email'],
  'invitation-declined': ['email', 'reported'],
  'invitation-expired': ['items'],
  'invitation-bounced': ['items'],
  'member-added': ['actor', 'byPerson', 'roles', 'items'],
  'access-changed': ['actor', 'byPerson', 'items'],
  'role-changed': ['actor', 'byPerson', 'roles'],
  'member-removed': ['actor', 'byPerson'],
  'second-factor-added': [],
  'second-factor-removed': [],
  'passkey-went-back': [],
  'account-factors-reset': [],
  'second-factors-reset': ['actor', 'byPerson'],
  'second-factor-due': ['expires'],
  'second-factors-missing': ['expires', 'count'],
  'sign-in-way-added': ['connection'],
  'break-glass-used': ['person'],
  'sign-in-enforced': ['actor', 'byPerson', 'domains'],
  'sign-in-enforcement-ended': ['actor', 'byPerson', 'domains'],
  'seat-assigned': ['actor', 'byPerson', 'product'],
  'seat-removed': ['actor', 'byPerson', 'product'],
  'seat-requested': ['person', 'product'],
  'seat-granted': ['product'],
  'seat-denied': ['actor', 'byPerson', 'product'],
  'seat-limit': ['product', 'used', 'seats', 'percent'],
  'member-limit': ['used', 'limit', 'percent'],
  'join-requested': ['person', 'email', 'message'],
  'join-approved': [],
  'join-denied': ['reason'],
  'ownership-offered': ['from', 'expires'],
  'ownership-accepted': ['from', 'to'],
  'token-expiring': ['token', 'days'],
  'sync-failing': ['connection', 'reason'],
  'connection-changed': ['connection', 'actor', 'byPerson'],
  'sign-in-certificate': ['connection', 'days', 'expires'],
  'sign-in-metadata': ['connection', 'usableUntil'],
  'sign-in-groups': ['connection'],
  'sign-in-address': ['connection', 'person', 'email'],
  'lockout-refused': ['person'],
  'link-requested': ['person', 'email', 'connection', 'member'],
  'link-alert': ['person', 'email', 'connection', 'member'],
  'address-conflict': ['person', 'email', 'connection'],
  'mapping-changed': ['connection', 'actor', 'byPerson'],
  'mapping-dormant': ['connection', 'group'],
  'sync-recovered': ['connection'],
  'mass-change-held': ['connection', 'count', 'expires'],
  'mass-change-applied': ['connection'],
  'mass-change-brake-off': ['actor', 'byPerson', 'expires', 'reason'],
  'import-finished': ['succeeded', 'failed'],
  'webhook-failing': ['endpoint', 'reason', 'days'],
  'webhook-unconfirmed': ['endpoint', 'reason'],
  'webhook-disabled': ['endpoint', 'reason'],
  'host-notice': ['title', 'text'],
  'domain-proof': ['domain', 'code'],
  digest: ['items'],
} as const satisfies Record<string, readonly string[]>;

/** `name`: the recipient's; `link`: what the button opens. Both may be empty. */
export const COMMON_PLACEHOLDERS = ['organization', 'name', 'link'] as const;

export type TemplateName = keyof typeof PLACEHOLDERS;

/** Every placeholder that may stand in that mail. */
export function placeholdersOf(template: TemplateName): readonly string[] {
  return [...COMMON_PLACEHOLDERS, ...PLACEHOLDERS[template]];
}

export function isTemplate(name: string): name is TemplateName {
  return Object.hasOwn(PLACEHOLDERS, name);
}

/** A mail in one language. What its texts may hold is said in settings/texts.ts, which reads them. */
export interface MailTexts {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly button?: string | undefined;
}

/** The mails of one language, and what all of them share. */
export interface LocaleTexts<Name extends string = TemplateName> {
  readonly greeting: string;
  readonly footer: string;
  readonly unsubscribe: string;
  readonly noRole: string;
  readonly unknownActor: string;
  readonly access: Readonly<Record<AccessItem, string>>;
  readonly templates: Readonly<Record<Name, MailTexts>>;
}

export type MailTextsByLocale<Name extends string = TemplateName> = Readonly<
  Record<Locale, LocaleTexts<Name>>
>;

/** Lines of the mail about changed access. */
export type AccessItem =
  | 'added'
  | 'merged'
  | 'suspended'
  | 'restored'
  | 'spaceAdded'
  | 'spaceRemoved'
  | 'seatAdded'
  | 'seatRemoved'
  | 'roles';
