/** What each mail is filled with, beside what every mail has (COMMON). The names are those of the placeholders. */
export const PLACEHOLDERS = {
  invitation: ['inviter', 'roles', 'message', 'expires'],
  'invitation-reminder': ['inviter', 'roles', 'message', 'expires'],
  'invitation-revoked': ['note'],
  'invitation-accepted': ['person', 'email'],
  'access-changed': ['actor', 'items'],
  'role-changed': ['actor', 'roles'],
  'member-removed': ['actor'],
  'seat-assigned': ['actor', 'product'],
  'seat-removed': ['actor', 'product'],
  'seat-requested': ['person', 'product'],
  'seat-granted': ['product'],
  'seat-denied': ['actor', 'product'],
  'seat-limit': ['product', 'used', 'seats', 'percent'],
  'member-limit': ['used', 'limit', 'percent'],
  'join-requested': ['person', 'email', 'message'],
  'join-approved': [],
  'join-denied': ['reason'],
  'ownership-offered': ['from', 'expires'],
  'ownership-accepted': ['from', 'to'],
  'token-expiring': ['token', 'days'],
  'sync-failing': ['connection', 'reason'],
  'lockout-refused': ['person'],
  'sync-recovered': ['connection'],
  'import-finished': ['succeeded', 'failed'],
  'webhook-disabled': ['endpoint', 'reason'],
  'host-notice': ['title', 'text'],
  'domain-proof': ['domain', 'code'],
  digest: ['items'],
} as const satisfies Record<string, readonly string[]>;

/** `name`: whom it goes to; `link`: what its button opens. Both may be empty. */
export const COMMON_PLACEHOLDERS = ['organization', 'name', 'link'] as const;

export type TemplateName = keyof typeof PLACEHOLDERS;

export function isTemplate(name: string): name is TemplateName {
  return Object.hasOwn(PLACEHOLDERS, name);
}

/**
 * A mail in one language: subject, paragraphs and, where it has a link, what the button says. `{{placeholders}}` and conditions
 * (`{{#message}}…{{/message}}`) only; a paragraph that comes out empty is left out.
 */
export interface MailTexts {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly button?: string;
}

/** A language. */
export interface LocaleTexts {
  readonly greeting: string;
  /** who sent it and why, below every mail */
  readonly footer: string;
  /** below optional ones */
  readonly unsubscribe: string;
  /** where somebody has no role any more */
  readonly noRole: string;
  /** who acted, where that is not known by name */
  readonly unknownActor: string;
  readonly access: Readonly<Record<AccessItem, string>>;
  readonly mails: Readonly<Record<TemplateName, MailTexts>>;
}

/** Lines of the mail about changed access. */
export type AccessItem = 'added' | 'suspended' | 'restored' | 'spaceAdded' | 'spaceRemoved';
