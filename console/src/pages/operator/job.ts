import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import type { StatusTone } from '../../parts/status.js';
import { numberFormat } from '../../texts/formats.js';

export type Job = Operations['listJobs']['output']['items'][number];
export type JobRun = Operations['listJobRuns']['output']['items'][number];
export type JobState = 'running' | 'off' | 'failed' | 'ok' | 'never';

export const JOB_TONES: Readonly<Record<JobState, StatusTone>> = {
  running: 'waiting',
  off: 'off',
  failed: 'bad',
  ok: 'ok',
  never: 'off',
};

/** How a job is: what it does now comes before how it ended last. */
export function stateOf({ disabled, running, failCount, lastFinishedAt }: Job): JobState {
  if (disabled) return 'off';
  if (running) return 'running';
  if (failCount > 0) return 'failed';
  return lastFinishedAt === undefined ? 'never' : 'ok';
}

/** What a job is for; that of a newer server is said in the server's own words. */
export function usePurpose(): (job: Pick<Job, 'name' | 'purpose'>) => string {
  const { t } = useTranslation('operator');
  return ({ name, purpose }) => t(`jobs.purpose.${name}`, { defaultValue: purpose });
}

const INTERVAL = /^(\d+) (second|minute|hour|day)s?$/;

/** `10 seconds` in the language of the page; undefined for a cron line. */
export function intervalWords(every: string, language: string): string | undefined {
  const [, count, unit] = INTERVAL.exec(every) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(language, style).format(Number(count));
}

/** `120 ms`, `2.4 sec`, `3 min`: of a run, from its beginning to its end. */
export function durationWords(from: string, to: string, language: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  const inUnit = (value: number, unit: string): string =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: value < 10 ? 1 : 0,
    }).format(value);
  if (ms < 1_000) return inUnit(ms, 'millisecond');
  return ms < 120_000 ? inUnit(ms / 1_000, 'second') : inUnit(ms / 60_000, 'minute');
}

/** Whether the words or the name of a job hold what was typed, without regard to letter case. */
export function holds(job: Job, words: string, typed: string, language: string): boolean {
  const wanted = typed.trim().toLocaleLowerCase(language);
  return `${words} ${job.name}`.toLocaleLowerCase(language).includes(wanted);
}

/** A figure as the language writes it. */
export function figure(value: number, language: string): string {
  return numberFormat(language).format(value);
}
