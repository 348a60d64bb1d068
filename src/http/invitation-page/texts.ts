import type { Locale } from '#kernel/index.js';

/** What the page says in one language. Placeholders are in double braces; `settings` has checked that all languages have the same. */
export interface InvitationTexts {
  readonly title: string;
  readonly loading: string;
  readonly noScript: string;
  readonly [name: string]: unknown;
}

export type InvitationTextsByLocale = Readonly<Record<Locale, InvitationTexts>>;
