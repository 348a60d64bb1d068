import { regional } from './regional.js';

/** Made once for each language: to make one takes a hundred times as long as to use it. */
const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();
const relatives = new Map<string, Intl.RelativeTimeFormat>();

/**
 * `full`: with the zone, as a screen reader and whoever asks hears it; `paper`: short and exact; `day`: without an hour; `date`: of a day
 * that has no zone.
 */
const STYLES = {
  full: { dateStyle: 'full', timeStyle: 'long' },
  paper: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'medium' },
  date: { dateStyle: 'medium', timeZone: 'UTC' },
} as const;

export function dateFormat(language: string, style: keyof typeof STYLES): Intl.DateTimeFormat {
  const key = `${style} ${language}`;
  const format = dates.get(key) ?? new Intl.DateTimeFormat(regional(language), STYLES[style]);
  dates.set(key, format);
  return format;
}

/** `2 hours ago`, `yesterday`. */
export function relativeFormat(language: string): Intl.RelativeTimeFormat {
  const format =
    relatives.get(language) ?? new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  relatives.set(language, format);
  return format;
}

export function numberFormat(language: string): Intl.NumberFormat {
  const format = numbers.get(language) ?? new Intl.NumberFormat(language);
  numbers.set(language, format);
  return format;
}
