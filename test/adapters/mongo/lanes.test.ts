import { describe, expect, test } from '@jest/globals';
import { Lanes } from '../../../src/adapters/mongo/lanes.js';

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('lanes', () => {
  test('works of one lane wait for each other, lanes do not', async () => {
    const lanes = new Lanes();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} starts`);
      await soon();
      seen.push(`${name} ends`);
    };
    await Promise.all([
      lanes.run('a', work('a1')),
      lanes.run('a', work('a2')),
      lanes.run('b', work('b1')),
    ]);
    expect(seen.indexOf('a2 starts')).toBeGreaterThan(seen.indexOf('a1 ends'));
    expect(seen.indexOf('b1 starts')).toBeLessThan(seen.indexOf('a1 ends'));
  });

  test('a failed work stops nobody, and nothing of it is left', async () => {
    const lanes = new Lanes();
    const failed = lanes.run('a', () => Promise.reject(new Error('no')));
    const after = lanes.run('a', () => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await after).toBe('yes');
    await lanes.idle();
    expect(lanes.size).toBe(0);
  });

  test('idle waits for what was queued meanwhile too', async () => {
    const lanes = new Lanes();
    let ended = 0;
    const work = async () => {
      await soon();
      ended += 1;
    };
    void lanes.run('a', () => {
      void lanes.run('a', work);
      return work();
    });
    await lanes.idle();
    expect(ended).toBe(2);
  });
});
