import { describe, expect, test } from '@jest/globals';
import { createTestEngine } from '../test-engine.js';

/** Rippling needs no dialect: what it sends is what the engine takes. */
describe('Rippling', () => {
  test('probes /ServiceProviderConfig', async () => {
    expect((await createTestEngine().send('GET', '/ServiceProviderConfig')).status).toBe(200);
  });

  test('pages through users, and patches groups by adding and removing single members', async () => {
    const { send, patch, user, group } = createTestEngine();
    for (const name of ['a', 'b', 'c']) await user(name);
    expect((await send('GET', '/Users?startIndex=3&count=2')).json).toMatchObject({
      totalResults: 3,
      itemsPerPage: 1,
      startIndex: 3,
    });
    const url = `/Groups/${await group('G', 'user-1')}`;
    const swap = [
      { op: 'add', path: 'members', value: [{ value: 'user-2' }] },
      { op: 'remove', path: 'members[value eq "user-1"]' },
    ];
    expect((await patch(url, ...swap)).status).toBe(204);
    expect((await send('GET', url)).json['members']).toMatchObject([{ value: 'user-2' }]);
  });
});
