import { regional } from '../../texts/regional.js';
/**
 * A range of days as the reader means them: in their own zone, both ends included (console A21). The address holds instants,
 * `2026-11-26T11:00:00.000Z..2026-11-28T11:00:00.000Z`, the second one outside of the range, so that a link says the same everywhere.
 */
export interface DayRange {
  /** `2026-11-27` of the reader */
  readonly from?: string;
  readonly to?: string;
}

export interface InstantRange {
  readonly from?: string;
  /** not in the range any more */
  readonly before?: string;
}

export function writeDays({ from, to }: DayRange): string {
  const start = from === undefined ? '' : startOf(from, 0);
  const end = to === undefined ? '' : startOf(to, 1);
  return start === '' && end === '' ? '' : `${start}..${end}`;
}

export function instantsOf(value: string): InstantRange {
  const [from = '', before = ''] = value.split('..');
  return { ...(isInstant(from) && { from }), ...(isInstant(before) && { before }) };
}

export function readDays(value: string): DayRange {
  const { from, before } = instantsOf(value);
  return {
    ...(from !== undefined && { from: dayOf(new Date(from)) }),
    ...(before !== undefined && { to: dayOf(new Date(Date.parse(before) - 1)) }),
  };
}

/** `27 Nov 2026 – 28 Nov 2026, GMT+13`: the zone is said, since a day is another one elsewhere. */
export function wordsOfDays(value: string, language: string): string {
  const { from, to } = readDays(value);
  const format = new Intl.DateTimeFormat(regional(language), { dateStyle: 'medium' });
  const words = (day: string | undefined): string =>
    day === undefined ? '…' : format.format(midnight(day, 0));
  const span = from === to ? words(from) : `${words(from)} – ${words(to)}`;
  return `${span}, ${zoneOf(midnight(from ?? to ?? dayOf(new Date()), 0), language)}`;
}

export function zoneOf(at: Date, language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'short' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** The first moment of the day so many days later; on a day whose clock changes it is 23 or 25 hours long. */
function midnight(day: string, later: number): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later);
}

function startOf(day: string, later: number): string {
  const at = midnight(day, later);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}

function dayOf(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function isInstant(text: string): boolean {
  return text !== '' && !Number.isNaN(Date.parse(text));
}
