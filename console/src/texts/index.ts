import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { numberFormat } from './formats.js';

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
    interpolation: { escapeValue: false, alwaysFormat: true },
    returnNull: false,
    react: { useSuspense: false, bindI18nStore: 'added' },
  });
  Object.assign(i18next.services.interpolator, { format: written });
  const root = document.documentElement;
  root.lang = language;
  root.dir = marked === 'rtl' ? 'rtl' : 'ltr';
  await loadTexts('frame');
  return i18next;
}

/** A number in a text is written as the language writes it: 1,282. */
function written(value: unknown, _format?: string, language?: string): string {
  return typeof value === 'number'
    ? numberFormat(language ?? i18next.language).format(value)
    : (value as string);
}

/** area → its words as the file says them */
const areas = new Map<string, Texts>();
let wording: Readonly<Record<string, string>> = {};

export function hasTexts(area: string): boolean {
  return areas.has(area);
}

/** The words of areas in the language of the page; a page's loader asks for its own, and for those of the patterns that it uses. */
export async function loadTexts(...areas: readonly string[]): Promise<void> {
  await Promise.all(areas.map(loadArea));
}

async function loadArea(area: string): Promise<void> {
  if (areas.has(area)) return;
  const { language } = i18next;
  const load = FILES[`../../../config/locales/console/${area}/${language}.yaml`];
  if (!load) throw new Error(`There are no texts for ${area} in ${language}.`);
  areas.set(area, (await load()).default);
  addArea(area);
}

/**
 * The words of a product's own documentation, over the English ones (config/presets): `people:add` → `Add Member`. They take the place of
 * another organization's. Other languages keep theirs.
 */
export function applyWording(next: Readonly<Record<string, string>>): void {
  if (i18next.language !== 'en' || next === wording) return;
  wording = next;
  for (const area of areas.keys()) addArea(area);
}

function addArea(area: string): void {
  const texts = areas.get(area) ?? {};
  const own = Object.entries(wording).filter(([key]) => key.startsWith(`${area}:`));
  const words = own.reduce(
    (all, [key, text]) => withText(all, key.slice(area.length + 1), text),
    texts,
  );
  const shown = pseudo ? (stretch(words) as Texts) : words;
  i18next.addResourceBundle(i18next.language, area, shown, true, true);
}

/** With another text at the end of a path such as `tabs.seats`. */
function withText(texts: Texts, path: string, text: string): Texts {
  const [first = '', ...rest] = path.split('.');
  const inner = (texts[first] ?? {}) as Texts;
  return { ...texts, [first]: rest.length === 0 ? text : withText(inner, rest.join('.'), text) };
}

/** Each text 40 per cent longer and between brackets; what has no brackets on the screen is not from the files. */
function stretch(value: unknown): unknown {
  if (typeof value === 'string') return `[${value} ${'~'.repeat(Math.ceil(value.length * 0.4))}]`;
  if (Array.isArray(value)) return value.map(stretch);
  return Object.fromEntries(
    Object.entries(value as Texts).map(([key, inner]) => [key, stretch(inner)]),
  );
}
