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

/** `2 hours ago`, `in 3 days`. */
export function relativeWords(at: string, language: string): string {
  const seconds = (Date.parse(at) - Date.now()) / 1_000;
  const format = relativeFormat(language);
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(0, 'second');
}
