import { expect, test } from '@jest/globals';
import { RecentHashes } from '#core/credentials/lookup-cache.js';

/** Hashes, and which texts were hashed. */
function watched() {
  const hashed: string[] = [];
  const hashes = new RecentHashes((token) => {
    hashed.push(token);
    return `hash of ${token}`;
  });
  return { hashes, hashed };
}

const START = 1_000_000;

test('a token that was good is hashed once a second', () => {
  const { hashes, hashed } = watched();
  const call = (now: number): void => {
    const hash = hashes.of('a', now);
    expect(hash).toBe('hash of a');
    hashes.remember('a', hash);
  };
  call(START);
  call(START + 1);
  call(START + 999);
  expect(hashed).toEqual(['a']);
  call(START + 1_000);
  expect(hashed).toEqual(['a', 'a']);
  // a clock that was set back makes nothing last longer
  call(START);
  expect(hashed).toEqual(['a', 'a', 'a']);
});

test('what was not good is not kept, and another token has another hash', () => {
  const { hashes, hashed } = watched();
  hashes.of('guess', START);
  hashes.of('guess', START);
  hashes.remember('a', 'hash of a');
  expect(hashes.of('b', START)).toBe('hash of b');
  expect(hashed).toEqual(['guess', 'guess', 'b']);
});

test('of more than a thousand in one second all begin anew', () => {
  const { hashes, hashed } = watched();
  for (let n = 0; n < 1_001; n += 1) hashes.remember(`${n}`, hashes.of(`${n}`, START));
  hashed.length = 0;
  hashes.of('1000', START);
  expect(hashed).toEqual([]);
  hashes.of('0', START);
  expect(hashed).toEqual(['0']);
});
