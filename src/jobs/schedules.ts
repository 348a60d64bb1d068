const UNITS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const INTERVAL = /^([1-9]\d{0,5}) (second|minute|hour|day)s?$/;

/** Of minute, hour, day of the month, month, day of the week (0 and 7 are Sunday). */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** `*`, `5`, `1-5`, `*` or a range with a step behind a slash. */
const CRON_PART = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/([1-9]\d?))?$/;

/** Cron lines mean UTC, wherever the machine stands. */
export const TIMEZONE = 'UTC';

/**
 * What Agenda is given for an `every`: milliseconds, or a cron line. Read here and not there: Agenda takes "200 milliseconds" for
 * seconds, and a text it does not understand makes a job that never runs. @throws TypeError when it is neither
 */
export function readSchedule(every: string): number | string {
  const [, count, unit = ''] = INTERVAL.exec(every) ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] ?? 0);
  if (isCron(every)) return every;
  throw new TypeError(
    `"${every}" is no schedule: write "30 seconds", "5 minutes", "1 hour", "1 day", or a cron line of five fields.`,
  );
}

function isCron(every: string): boolean {
  const fields = every.split(' ');
  const readable = RANGES.every(([min, max], index) =>
    (fields[index] ?? '').split(',').every((part) => isCronPart(part, min, max)),
  );
  return readable && fields.length === RANGES.length;
}

function isCronPart(part: string, min: number, max: number): boolean {
  const match = CRON_PART.exec(part);
  if (match === null) return false;
  const [, from, to = from] = match;
  if (from === undefined) return true;
  return Number(from) >= min && Number(to) <= max && Number(from) <= Number(to);
}
