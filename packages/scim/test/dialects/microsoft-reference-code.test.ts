import { describe, expect, test } from '@jest/globals';
import { dialectsOf, rewritePath } from '../../src/dialects/index.js';
import { createTestEngine } from '../test-engine.js';

describe("Microsoft's reference code", () => {
  test.each<[string, string]>([
    ['/users', '/Users'],
    ['/USERS/abc', '/Users/abc'],
    ['/groups/.search', '/Groups/.search'],
    ['/Users/users', '/Users/users'],
    ['/usersabc', '/usersabc'],
    ['/Schemas/users', '/Schemas/users'],
  ])('the path %s is %s', (path, meant) => {
    expect(rewritePath(dialectsOf('lenient'), path)).toBe(meant);
    expect(rewritePath(dialectsOf('strict'), path)).toBe(path);
  });

  test('endpoints in lower case reach the resource', async () => {
    const { send, user } = createTestEngine();
    const id = await user('a');
    expect((await send('GET', `/users/${id}`)).json).toMatchObject({ id });
  });
});
