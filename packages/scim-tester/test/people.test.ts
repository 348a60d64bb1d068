import { describe, expect, test } from '@jest/globals';
import { createRandom, makePeople, makeTeams, membersOf } from '../src/simulation/people.js';
import { inParallel } from '../src/parallel.js';

describe('simulated people', () => {
  test('are the same for the same seed, and others for another', () => {
    expect(makePeople(7, 3)).toEqual(makePeople(7, 3));
    expect(makePeople(7, 3)).not.toEqual(makePeople(7, 4));
    expect(createRandom(1).guid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test('have names of their own in any letter case, with the characters that break servers', () => {
    const people = makePeople(500, 1);
    const names = people.map(({ userName }) => userName);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(500);
    for (const character of ['+', "'", 'ü'])
      expect(names.some((n) => n.includes(character))).toBe(true);
    expect(names.every((name) => name.endsWith('@example.com'))).toBe(true);
    expect(new Set(people.map(({ externalId }) => externalId)).size).toBe(500);
  });

  test('are all in a group, and some in two', () => {
    const teams = makeTeams(3, 1);
    const users = makePeople(10, 1).map((person) => ({ person }));
    const groups = teams.map((team) => membersOf(users, team, teams.length).length);
    expect(groups.reduce((sum, size) => sum + size, 0)).toBe(13);
    const [only] = makeTeams(1, 1);
    expect(only && membersOf(users, only, 1)).toHaveLength(10);
  });
});

test('work in parallel: each item once, so many at a time', async () => {
  let running = 0;
  let most = 0;
  const seen: number[] = [];
  await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setImmediate(resolve));
    seen.push(item);
    running -= 1;
  });
  expect(seen.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});
