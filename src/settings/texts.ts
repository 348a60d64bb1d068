import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { LOCALES, type Locale } from '#kernel/index.js';
import { SettingsError } from './load.js';
import { readYaml } from './yaml-files.js';

const text = z.string().min(1);
/** what the page says instead of the invitation */
const state = z.strictObject({ title: text, text });
const texts = z.array(text).min(1);
const column = z.strictObject({ title: text, help: text });

/** One file of config/locales/. Names of mails are checked by notifications, which knows their placeholders. */
const localeSchema = z.strictObject({
  mails: z.strictObject({
    greeting: text,
    /** who sent it and why, below every mail */
    footer: text,
    /** below mails that can be switched off */
    unsubscribe: text,
    /** instead of roles, when the recipient has none any more */
    noRole: text,
    /** instead of a name, when it is not known who acted */
    unknownActor: text,
    /** lines of the mail about changed access */
    access: z.strictObject({
      added: text,
      merged: text,
      suspended: text,
      restored: text,
      spaceAdded: text,
      spaceRemoved: text,
      seatAdded: text,
      seatRemoved: text,
      roles: text,
    }),
    /** `{{placeholders}}` and conditions (`{{#message}}…{{/message}}`) only; a paragraph that comes out empty is left out */
    templates: z.record(
      z.string(),
      z.strictObject({
        subject: text,
        paragraphs: z.array(text).min(1),
        /** where the mail has a link */
        button: text.optional(),
      }),
    ),
  }),
  sheets: z.strictObject({
    columns: z.strictObject({
      email: column,
      name: column,
      roles: column,
      products: column,
      spaces: column,
      spaceRole: column,
      locale: column,
    }),
    firstName: text,
    lastName: text,
    /** other titles that are understood */
    spellings: z.strictObject({
      email: texts,
      name: texts,
      firstName: texts,
      lastName: texts,
      roles: texts,
      products: texts,
      spaces: texts,
      spaceRole: texts,
      locale: texts,
    }),
    /** titles of what an export says beside that */
    facts: z.strictObject({
      id: text,
      status: text,
      kind: text,
      standing: text,
      source: text,
      managed: text,
      lastActiveOn: text,
      createdAt: text,
      suspendedAt: text,
      leftAt: text,
      expiresAt: text,
    }),
    /** what can be wrong with a cell; core/onboarding/imports/problems has the names, and the English texts as well */
    problems: z.record(z.string(), text),
    /** titles of the two columns of a result */
    status: text,
    errors: text,
    outcomes: z.strictObject({
      waiting: text,
      valid: text,
      invalid: text,
      succeeded: text,
      failed: text,
      skipped: text,
    }),
    sheet: text,
    instructions: text,
    heading: text,
    rules: z.array(text),
    notInListTitle: text,
    notInListText: text,
    attribute: text,
    /** as a person may type them */
    yesNo: z.array(text).length(2),
  }),
  /** the page of an invitation, where the host application has none of its own */
  invitationPage: z.strictObject({
    title: text,
    loading: text,
    invitedBy: text,
    invited: text,
    uses: text,
    role: text,
    spaces: text,
    seats: text,
    address: text,
    signedIn: text,
    until: text,
    accept: text,
    decline: text,
    declineQuestion: text,
    keep: text,
    report: text,
    askAgain: text,
    tryAgain: text,
    noScript: text,
    states: z.strictObject({
      youDeclined: state,
      asked: state,
      expired: state,
      accepted: state,
      declined: state,
      revoked: state,
      superseded: state,
      unknown: state,
      closed: state,
      busy: state,
      failed: state,
    }),
  }),
  signIn: z.strictObject({
    /** the mail with a code, which belongs to no organization */
    mail: z.strictObject({ subject: text, code: text, good: text, link: text, ignore: text }),
    /** http/sign-in has the names */
    pages: z.record(z.string(), text),
  }),
});

type LocaleTexts = z.infer<typeof localeSchema>;

/** What people read, in every language. */
export interface Texts {
  readonly mails: Readonly<Record<Locale, LocaleTexts['mails']>>;
  readonly sheets: Readonly<Record<Locale, LocaleTexts['sheets']>>;
  readonly invitationPage: Readonly<Record<Locale, LocaleTexts['invitationPage']>>;
  readonly signIn: Readonly<Record<Locale, LocaleTexts['signIn']>>;
}

const LOCALES_FOLDER = fileURLToPath(new URL('../../config/locales', import.meta.url));

/**
 * The texts of config/locales/. Every locale must have the keys of the English file, and in each text the same placeholders.
 * @throws SettingsError with every problem at once
 */
export function loadTexts(folder = LOCALES_FOLDER): Texts {
  const problems: string[] = [];
  const read = LOCALES.flatMap((locale): (readonly [Locale, LocaleTexts])[] => {
    const name = `config/locales/${locale}.yaml`;
    const parsed = localeSchema.safeParse(readYaml(join(folder, `${locale}.yaml`), name, problems));
    if (parsed.success) return [[locale, parsed.data]];
    const { issues } = parsed.error;
    problems.push(...issues.map(({ path, message }) => `${name}: ${path.join('.')}: ${message}`));
    return [];
  });
  const english = textsByKey(read.find(([locale]) => locale === 'en')?.[1] ?? {});
  for (const [locale, texts] of problems.length === 0 ? read : []) {
    const found = differences(english, textsByKey(texts));
    problems.push(...found.map((problem) => `config/locales/${locale}.yaml: ${problem}`));
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return {
    mails: Object.fromEntries(read.map(([locale, { mails }]) => [locale, mails])),
    sheets: Object.fromEntries(read.map(([locale, { sheets }]) => [locale, sheets])),
    invitationPage: Object.fromEntries(
      read.map(([locale, { invitationPage }]) => [locale, invitationPage]),
    ),
    signIn: Object.fromEntries(read.map(([locale, { signIn }]) => [locale, signIn])),
  } as Texts;
}

/** Keys and placeholders in which a locale differs from the English one. */
function differences(
  english: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): string[] {
  const keys = [...new Set([...english.keys(), ...other.keys()])];
  return keys.flatMap((key) => {
    const [wanted, found] = [english.get(key), other.get(key)];
    if (found === undefined) return [`${key} is missing; en.yaml has it`];
    if (wanted === undefined) return [`${key} is not in en.yaml`];
    const [there, here] = [placeholdersIn(wanted), placeholdersIn(found)];
    return there === here ? [] : [`${key} has the placeholders "${here}"; en.yaml has "${there}"`];
  });
}

/** `mails.greeting` → its text. A list is one text: languages may divide paragraphs differently. */
function textsByKey(value: object, prefix = ''): Map<string, string> {
  const entries = Object.entries(value as Record<string, string | string[] | object>);
  return new Map(
    entries.flatMap(([name, inner]): (readonly [string, string])[] => {
      if (typeof inner === 'string') return [[prefix + name, inner]];
      if (Array.isArray(inner)) return [[prefix + name, inner.join('\n')]];
      return [...textsByKey(inner, `${prefix}${name}.`)];
    }),
  );
}

function placeholdersIn(template: string): string {
  const names = [...template.matchAll(/\{\{[#^/]?\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name);
  return [...new Set(names)].sort().join(', ');
}
