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

/** More of them, or a longer header, are not read. */
const MAX_ACCEPTED_COUNT = 20;
const MAX_ACCEPTED_LENGTH = 1_000;

/** The tags of an Accept-Language header (RFC 9110 section 12.5.4), the preferred one first, without those that are refused. */
export function acceptedLanguages(header: string): string[] {
  const ranges = header.slice(0, MAX_ACCEPTED_LENGTH).split(',', MAX_ACCEPTED_COUNT);
  return ranges
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((part) => /^q=/i.test(part))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) && weight > 0)
    .sort((left, right) => right.weight - left.weight)
    .map(({ tag }) => tag);
}
