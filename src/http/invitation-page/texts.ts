import type { Locale } from '#kernel/index.js';

/** What the page says in one language. Placeholders are in double braces; `settings` has checked that all languages have the same. */
export interface InvitationTexts {
  readonly title: string;
  readonly loading: string;
  readonly noScript: string;
  readonly states: Readonly<
    Record<InvitationState, { readonly title: string; readonly text: string }>
  >;
  readonly [name: string]: unknown;
}

/** What the page says instead of the invitation. */
export type InvitationState =
  | 'youDeclined'
  | 'asked'
  | 'expired'
  | 'accepted'
  | 'declined'
  | 'revoked'
  | 'superseded'
  | 'unknown'
  | 'closed'
  | 'busy'
  | 'failed';

export type InvitationTextsByLocale = Readonly<Record<Locale, InvitationTexts>>;
