import { describe, expect, test } from '@jest/globals';
import {
  MAX_RETRY_AFTER_MS,
  readRetryAfter,
  RETRY_STEPS_MS,
  retryDelayMs,
} from '#integrations/webhooks/schedule.js';

const NOW = Date.parse('2026-11-06T08:00:00Z');
const MINUTE_MS = 60_000;

describe('hooks D26: Retry-After', () => {
  test.each([
    ['Fri, 06 Nov 2026 08:02:00 GMT', 2 * MINUTE_MS],
    ['Friday, 06-Nov-26 08:02:00 GMT', 2 * MINUTE_MS],
    ['Fri Nov  6 08:02:00 2026', 2 * MINUTE_MS],
    ['120', 2 * MINUTE_MS],
    [' 120 ', 2 * MINUTE_MS],
    ['Fri, 31 Dec 9999 23:59:59 GMT', MAX_RETRY_AFTER_MS],
    ['999999999999', MAX_RETRY_AFTER_MS],
  ])('%s is obeyed, up to a day', (header, milliseconds) => {
    expect(readRetryAfter(header, NOW)).toBe(milliseconds);
  });

  test.each([
    '0',
    '-1',
    'abc',
    '',
    '1.5',
    '1e3',
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
    'Fri, 06 Nob 2026 08:02:00 GMT',
    '2026-11-06T08:02:00Z',
  ])('"%s" leaves it to the schedule', (header) => {
    expect(readRetryAfter(header, NOW)).toBeUndefined();
  });

  test('no attempt is made earlier than was asked for', () => {
    for (const attempt of [1, 2, 9, 50]) {
      expect(retryDelayMs(attempt, 0, 120_000)).toBe(120_000);
      expect(retryDelayMs(attempt, 1, 120_000)).toBeGreaterThan(120_000);
    }
  });
});

test('hooks D28: a thousand failures of one second come back over the whole step', () => {
  const step = RETRY_STEPS_MS[1] ?? 0;
  const buckets = new Array<number>(10).fill(0);
  for (let index = 0; index < 1_000; index += 1) {
    const delay = retryDelayMs(2, Math.random());
    const bucket = Math.min(9, Math.floor((delay / step) * 10));
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  // a tenth of them each; the odds of fewer than 40 in one are below one in a billion
  for (const count of buckets) expect(count).toBeGreaterThan(40);
});

test('the steps are those of the contract, and past the last one it stays at that', () => {
  const seconds = RETRY_STEPS_MS.map((ms) => ms / 1_000);
  expect(seconds).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  expect(retryDelayMs(99, 1)).toBe(86_400_000);
});
