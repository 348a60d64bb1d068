import { expect, test } from '@jest/globals';
import { newQuietTimes } from '../../src/main/quiet-times.js';

const BUSY = 0.6;
const QUIET = 0.01;

function changesAt(shares: readonly number[]): string[] {
  const changes: string[] = [];
  let at = 0;
  const looked = newQuietTimes((isQuiet) => changes.push(`${at} ${isQuiet ? 'begins' : 'ends'}`));
  for (const share of shares) {
    looked(share);
    at += 1;
  }
  return changes;
}

test('a quiet time begins with the first look at which there was little to do, and ends with work', () => {
  expect(changesAt([BUSY, BUSY, QUIET, QUIET, BUSY, BUSY, QUIET])).toEqual([
    '2 begins',
    '4 ends',
    '6 begins',
  ]);
});

test('a long one ends by itself, and another begins only after work', () => {
  const long = Array<number>(60).fill(QUIET);
  expect(changesAt(long)).toEqual(['0 begins', '11 ends']);
  expect(changesAt([...long, BUSY, QUIET])).toEqual(['0 begins', '11 ends', '61 begins']);
});

test('work alone changes nothing', () => {
  expect(changesAt(Array<number>(20).fill(BUSY))).toEqual([]);
});
