import { nearestLocale } from '#kernel/index.js';

/** How a reader writes dates. */
export interface DateStyle {
  /** BCP 47, as the reader has it: `de-AT` */
  readonly language: string;
  /** IANA; UTC when absent */
  readonly timeZone?: string | undefined;
}

/** To the minute. The zone is named, because the reader may be in another one. */
export function formatDate(at: string, { language, timeZone = 'UTC' }: DateStyle): string {
  return dateFormat(language, timeZone).format(new Date(at));
}

function dateFormat(language: string, timeZone: string): Intl.DateTimeFormat {
  const options = {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  } as const;
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone });
  } catch {
    // a tag such as `de_AT`, or a zone that only another version of Node knows
    return new Intl.DateTimeFormat(nearestLocale(language), { ...options, timeZone: 'UTC' });
  }
}
