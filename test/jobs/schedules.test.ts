import { describe, expect, test } from '@jest/globals';
import { createJobRunner, type Job } from '#jobs/index.js';
import { noTracer, silentLog, systemClock } from '#kernel/index.js';

function declare(...jobs: readonly Partial<Job>[]): void {
  createJobRunner({
    openBackend: () => Promise.reject(new Error('declaring opens no database')),
    jobs: jobs.map((job) => ({
      name: 'tick',
      purpose: 'Ticks.',
      every: '1 minute',
      run: async () => ({ done: 0 }),
      ...job,
    })),
    runs: { note: async () => undefined },
    clock: systemClock,
    tracer: noTracer,
    log: silentLog,
  });
}

describe('a job is declared', () => {
  const good = ['1 second', '30 seconds', '5 minutes', '1 hour', '1 day', '90 days'];
  const lines = ['* * * * *', '0 3 * * *', '*/15 0-6 1,15 * 1-5', '5 4 * 12 7'];
  for (const every of [...good, ...lines]) {
    test(`"${every}" is a schedule`, () => {
      expect(() => declare({ every })).not.toThrow();
    });
  }

  // Agenda takes the first for 200 seconds with a time that is never computed, and says nothing about the others
  const bad = ['200 milliseconds', 'soon', '', '0 seconds', '1.5 hours', '-5 minutes', '1 week'];
  const strange = [
    '60 * * * *',
    '* 24 * * *',
    '0 0 0 * *',
    '* * * * * *',
    '* * * *',
    '5-1 * * * *',
  ];
  for (const every of [...bad, ...strange, '0 3 * * MON', '1000']) {
    test(`"${every}" is refused`, () => {
      expect(() => declare({ every })).toThrow(/is no schedule: write/);
    });
  }

  test('two of one name, and a name with capitals, are refused', () => {
    expect(() => declare({}, {})).toThrow(/two jobs of the name "tick"/);
    expect(() => declare({ name: 'Tick Tock' })).toThrow(/no name of a job/);
  });
});
