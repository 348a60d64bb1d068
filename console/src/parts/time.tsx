import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { dateFormat, relativeFormat } from '../texts/formats.js';

interface TimeProps {
  /** RFC 3339 */
  readonly at: string;
  /** a day without an hour, for what ends on a day */
  readonly day?: boolean;
}

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** In the reader's language and zone: how long ago, or until; the exact time with its zone on hover. */
export function Time({ at, day = false }: TimeProps): ReactNode {
  const { language } = useTranslation('frame').i18n;
  const date = new Date(at);
  return (
    <time
      dateTime={at}
      title=""
      data-hint={dateFormat(language, 'full').format(date)}
      className="num"
      {...(!day && { 'data-exact': dateFormat(language, 'paper').format(date) })}
    >
      {day ? dateFormat(language, 'day').format(date) : relativeWords(at, language)}
    </time>
  );
}

/** A day without a zone, `2026-11-30`: the same day wherever it is read, and today and yesterday in words. */
export function Day({ on }: { readonly on: string }): ReactNode {
  const { language } = useTranslation('frame').i18n;
  const exact = dateFormat(language, 'date').format(new Date(on));
  return (
    <time dateTime={on} title="" data-hint={exact} data-exact={exact} className="num">
      {dayWords(on, language, new Date())}
    </time>
  );
}

const DAY_MS = 86_400_000;

/** `Today`, `Yesterday`, and the date of any other day. */
export function dayWords(on: string, language: string, now: Date): string {
  const date = new Date(on);
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.round((date.getTime() - today) / DAY_MS);
  if (days < -1) return dateFormat(language, 'date').format(date);
  // where the reader's day has not begun yet, it is the last one that there is
  const words = relativeFormat(language).format(Math.min(days, 0), 'day');
  return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
}

/** `2 hours ago`, `in 3 days`. */
export function relativeWords(at: string, language: string): string {
  const seconds = (Date.parse(at) - Date.now()) / 1_000;
  const format = relativeFormat(language);
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(0, 'second');
}
