import { choiceOf, present, textOf, type RawSearch } from '../../navigation/search.js';

export const JOB_STATES = ['failed', 'running', 'off'] as const;
export type JobFilter = (typeof JOB_STATES)[number];

export interface JobsSearch {
  readonly q?: string;
  readonly state?: JobFilter;
}

/** `q`: words of a job or of its name. `state`: how it is. */
export function jobsSearch(raw: RawSearch): JobsSearch {
  return present({ q: textOf(raw['q'], 100), state: choiceOf(raw['state'], JOB_STATES) });
}
