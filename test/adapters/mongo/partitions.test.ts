import { describe, expect, test } from '@jest/globals';
import { Partitions } from '../../../src/adapters/mongo/partitions.js';

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('lanes', () => {
  test('works of one lane wait for each other, lanes do not', async () => {
    const partitions = new Partitions();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} starts`);
      await soon();
      seen.push(`${name} ends`);
    };
    await Promise.all([
      partitions.run('a', work('a1')),
      partitions.run('a', work('a2')),
      partitions.run('b', work('b1')),
    ]);
    expect(seen.indexOf('a2 starts')).toBeGreaterThan(seen.indexOf('a1 ends'));
    expect(seen.indexOf('b1 starts')).toBeLessThan(seen.indexOf('a1 ends'));
  });

  test('a failed work stops nobody, and nothing of it is left', async () => {
    const partitions = new Partitions();
    const failed = partitions.run('a', () => Promise.reject(new Error('no')));
    const after = partitions.run('a', () => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await after).toBe('yes');
    await partitions.idle();
    expect(partitions.size).toBe(0);
  });

  test('idle waits for what was queued meanwhile too', async () => {
    const partitions = new Partitions();
    let ended = 0;
    const work = async () => {
      await soon();
      ended += 1;
    };
    void partitions.run('a', () => {
      void partitions.run('a', work);
      return work();
    });
    await partitions.idle();
    expect(ended).toBe(2);
  });
});
