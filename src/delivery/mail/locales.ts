import { de } from './texts/de.js';
import { en } from './texts/en.js';
import { es } from './texts/es.js';
import { fr } from './texts/fr.js';
import { ja } from './texts/ja.js';
import type { LocaleTexts } from './words.js';

/** The languages that Muster writes in. */
export const LOCALES = { en, de, fr, es, ja } as const satisfies Record<string, LocaleTexts>;

export type Locale = keyof typeof LOCALES;

/** The language that comes nearest: `de-AT` is read in `de`; English where there is none. */
export function nearestLocale(...preferred: readonly (string | undefined)[]): Locale {
  for (const tag of preferred) {
    const language = tag?.split(/[-_]/, 1)[0]?.toLowerCase() ?? '';
    if (Object.hasOwn(LOCALES, language)) return language as Locale;
  }
  return 'en';
}
