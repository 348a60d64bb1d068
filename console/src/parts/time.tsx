import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { regional } from '../texts/regional.js';

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

/** In the reader's language and zone: how long ago, or until; the exact time with its zone on hover and for a screen reader. */
export function Time({ at, day = false }: TimeProps): ReactNode {
  const { i18n } = useTranslation('frame');
  const exact = new Intl.DateTimeFormat(regional(i18n.language), {
    dateStyle: 'full',
    timeStyle: 'long',
  }).format(new Date(at));
  const paper = new Intl.DateTimeFormat(regional(i18n.language), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const words = day ? dayWords(at, i18n.language) : relativeWords(at, i18n.language);
  return (
    <Tooltip label={exact}>
      <time
        dateTime={at}
        title=""
        className="num"
        {...(!day && { 'data-exact': paper.format(new Date(at)) })}
      >
        {words}
      </time>
    </Tooltip>
  );
}

function dayWords(at: string, language: string): string {
  return new Intl.DateTimeFormat(regional(language), { dateStyle: 'medium' }).format(new Date(at));
}

/** `2 hours ago`, `in 3 days`. */
export function relativeWords(at: string, language: string): string {
  const seconds = (Date.parse(at) - Date.now()) / 1_000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(0, 'second');
}
