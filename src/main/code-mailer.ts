import { LOCALES, type Locale } from '#kernel/index.js';
import {
  createCodeMailer,
  type CodeMailTexts,
  type SignInCodeMailer,
} from '#notifications/index.js';
import type { Settings, Texts } from '#settings/index.js';

/** Mails the codes that people sign in with. */
export function codeMailerOf(
  { mail, invitations }: Settings,
  { signIn }: Texts,
  baseUrl: () => string,
): SignInCodeMailer {
  const entries = LOCALES.map((locale) => [locale, signIn[locale].mail] as const);
  const texts = Object.fromEntries(entries) as Record<Locale, CodeMailTexts>;
  const application = invitations.applicationName ?? 'Muster';
  return createCodeMailer({ settings: mail, texts, application, baseUrl });
}
