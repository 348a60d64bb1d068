import i18next from 'i18next';
import { loadTexts } from './index.js';

const AREA = 'refusals';

type Figures = Readonly<Record<string, unknown>>;

/** A refusal as a problem document says it, or the row of a change of many. */
export interface Refusal {
  readonly code: string;
  /** figures and names of the case */
  readonly details?: Figures | undefined;
  /** the server's own sentence, in English */
  readonly message?: string | undefined;
}

/** One thing that is wrong with a form. */
export interface FieldRefusal {
  readonly problem: string;
  readonly rule?: string | undefined;
  readonly values?: Figures | undefined;
}

/** Fetches the words of refusals once. Where they are gone, with an older version of the console, the server's sentences stand. */
export async function loadRefusals(): Promise<void> {
  await loadTexts(AREA).catch(() => undefined);
}

/**
 * What was refused, whose side it is and what comes next, in the language of the page. A code that has no words here, that of a newer
 * server, is said in the server's sentence.
 */
export function refusalWords({ code, details = {}, message }: Refusal): string {
  const key = keyOf(code);
  const figures = figuresOf(details);
  if (hasAllOf(`values.${key}`, figures)) return i18next.t(`refusals:values.${key}`, figures);
  const otherwise = message ?? i18next.t('refusals:other', { code, defaultValue: code });
  return i18next.t(`refusals:codes.${key}`, { defaultValue: otherwise });
}

/** What is wrong with a field, in the language of the page; else in the server's words. */
export function fieldWords({ rule = '', values = {}, problem }: FieldRefusal): string {
  const key = keyOf(rule);
  if (!hasAllOf(`fields.${key}`, values)) return problem;
  return i18next.t(`refusals:fields.${key}`, values);
}

/** `member.last_owner` as the files have it: an underscore would be the form of a plural. */
function keyOf(code: string): string {
  return code.replaceAll(/[._]/g, '-');
}

/** Whether there is such a text, and a value for each of its places. */
function hasAllOf(path: string, figures: Figures): boolean {
  const text: unknown = i18next.getResource(i18next.language, AREA, path);
  if (typeof text !== 'string') return false;
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].every(([, name = '']) => name in figures);
}

/** Texts and numbers as they are; seconds until the next try and bytes as people say them. */
function figuresOf(details: Figures): Figures {
  const plain = Object.entries(details).filter(([, value]) =>
    ['string', 'number'].includes(typeof value),
  );
  const { retryAfter, limit } = details;
  return {
    ...Object.fromEntries(plain),
    ...(typeof retryAfter === 'number' && { wait: waitOf(retryAfter) }),
    ...(typeof limit === 'number' && { size: sizeOf(limit) }),
  };
}

/** `in 5 minutes` */
function waitOf(seconds: number): string {
  const words = new Intl.RelativeTimeFormat(i18next.language);
  if (seconds < 90) return words.format(seconds, 'second');
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90
    ? words.format(minutes, 'minute')
    : words.format(Math.ceil(minutes / 60), 'hour');
}

/** `20 MB` */
function sizeOf(bytes: number): string {
  const isLarge = bytes >= 1_000_000;
  return new Intl.NumberFormat(i18next.language, {
    style: 'unit',
    unit: isLarge ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: 1,
  }).format(bytes / (isLarge ? 1_000_000 : 1_000));
}
