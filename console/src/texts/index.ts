import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

/** The languages that the console speaks; English is complete by definition, the others by a test. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

type Texts = Readonly<Record<string, unknown>>;

/** config/locales/console/<area>/<language>.yaml: one chunk each, of which a page loads its own area in one language. */
const FILES = import.meta.glob<{ readonly default: Texts }>(
  '../../../config/locales/console/*/*.yaml',
);

/** Shown with longer and mirrored words, to find what is cut or not in the files: `?pseudo=long`, `?pseudo=rtl`. */
export type Pseudo = 'long' | 'rtl';

let pseudo: Pseudo | undefined;

/** The language of the account where one is chosen, else the first of the browser's that we have. */
export function chosenLanguage(accountLocale?: string): Language {
  const wanted = [accountLocale, ...navigator.languages].flatMap((tag) =>
    tag === undefined ? [] : [tag.toLowerCase().split('-')[0]],
  );
  const found = wanted.flatMap((tag) => LANGUAGES.filter((language) => language === tag));
  return found[0] ?? 'en';
}

export async function startTexts(language: Language, marked?: Pseudo): Promise<i18n> {
  pseudo = marked;
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    ns: [],
    defaultNS: 'frame',
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  const root = document.documentElement;
  root.lang = language;
  root.dir = marked === 'rtl' ? 'rtl' : 'ltr';
  await loadTexts('frame');
  return i18next;
}

/** The words of one area in the language of the page; a page's loader asks for its own. */
export async function loadTexts(area: string): Promise<void> {
  const { language } = i18next;
  if (i18next.hasResourceBundle(language, area)) return;
  const load = FILES[`../../../config/locales/console/${area}/${language}.yaml`];
  if (!load) throw new Error(`There are no texts for ${area} in ${language}.`);
  const texts = (await load()).default;
  const shown = pseudo ? (stretch(texts) as Texts) : texts;
  i18next.addResourceBundle(language, area, shown, true, false);
}

/**
 * The words of a product's own documentation, over the English ones (config/presets): `people:add` → `Add Member`. Other languages keep
 * theirs.
 */
export function applyWording(wording: Readonly<Record<string, string>>): void {
  if (i18next.language !== 'en') return;
  for (const [key, text] of Object.entries(wording)) {
    const [area = '', path = ''] = key.split(':');
    i18next.addResource('en', area, path, text);
  }
}

/** Each text 40 per cent longer and between brackets; what has no brackets on the screen is not from the files. */
function stretch(value: unknown): unknown {
  if (typeof value === 'string') return `[${value} ${'~'.repeat(Math.ceil(value.length * 0.4))}]`;
  if (Array.isArray(value)) return value.map(stretch);
  return Object.fromEntries(
    Object.entries(value as Texts).map(([key, inner]) => [key, stretch(inner)]),
  );
}
