/** The languages that Muster writes in. Their texts are in config/locales/, one file each. */
export const LOCALES = ['en', 'de', 'fr', 'es', 'ja'] as const;

export type Locale = (typeof LOCALES)[number];

/** The first of these that Muster writes in: `de-AT` is read in `de`. English when there is none. */
export function nearestLocale(...preferred: readonly (string | undefined)[]): Locale {
  for (const tag of preferred) {
    const language = tag?.split(/[-_]/, 1)[0]?.toLowerCase();
    const locale = LOCALES.find((name) => name === language);
    if (locale !== undefined) return locale;
  }
  return 'en';
}
