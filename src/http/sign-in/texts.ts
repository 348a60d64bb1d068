import type { Locale } from '#kernel/index.js';

/** What the pages of sign-in say in one language, by name. Placeholders are in double braces; `settings` has checked them. */
export type SignInTextsByLocale = Readonly<
  Record<Locale, { readonly pages: Readonly<Record<string, string>> }>
>;

export type Values = Readonly<Record<string, string | number>>;

/** The text of that name with its values, not escaped. @throws Error when there is none: a test walks all pages */
export type Words = (name: string, values?: Values) => string;

export function wordsOf(texts: SignInTextsByLocale, locale: Locale): Words {
  const { pages } = texts[locale];
  return (name, values = {}) => {
    const text = pages[name];
    if (text === undefined) throw new Error(`config/locales has no text signIn.pages.${name}.`);
    return text.replace(/\{\{(\w+)\}\}/g, (_all, key: string) => String(values[key] ?? ''));
  };
}
