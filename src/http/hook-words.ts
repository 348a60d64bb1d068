import { Fault, isFault, nearestLocale } from '#kernel/index.js';

/** What hooks name by `reason.i18nKey`, by language and key: of config/hooks/texts. */
export type HookTextsByLocale = Readonly<
  Partial<Record<string, Readonly<Partial<Record<string, string>>>>>
>;

/** The text that a hook named by its key, in the first of these languages that Muster writes in. Undefined: there is none. */
export function hookWords(
  texts: HookTextsByLocale,
  details: Readonly<Record<string, unknown>> | undefined,
  languages: readonly string[],
): string | undefined {
  const key = details?.['i18nKey'];
  if (typeof key !== 'string' || languages.length === 0) return undefined;
  const ofLanguage = texts[nearestLocale(...languages)];
  return ofLanguage && Object.hasOwn(ofLanguage, key) ? ofLanguage[key] : undefined;
}

/** A denial by a hook says its reason in the reader's language where the installation has the text; else in the hook's own words. */
export function inReadersWords(
  error: unknown,
  texts: HookTextsByLocale,
  languages: readonly string[],
): unknown {
  if (!isFault(error, 'hook.denied')) return error;
  const message = hookWords(texts, error.details, languages);
  if (message === undefined) return error;
  return new Fault('hook.denied', { ...error.details, message }, { cause: error });
}
