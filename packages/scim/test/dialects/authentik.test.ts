import { describe, expect, test } from '@jest/globals';
import { USER, createTestEngine } from '../test-engine.js';

/** authentik needs no dialect: it asks ServiceProviderConfig what it may do. */
describe('authentik', () => {
  test('reads that PATCH, filters and bulk are supported', async () => {
    const { json } = await createTestEngine().send('GET', '/ServiceProviderConfig');
    expect(json).toMatchObject({
      patch: { supported: true },
      filter: { supported: true },
      bulk: { supported: true },
    });
  });

  test('updates by PUT where it was told that PATCH is missing', async () => {
    const { send, user } = createTestEngine();
    const id = await user('a');
    const put = { schemas: [USER], userName: 'a', displayName: 'A', externalId: 'x' };
    expect(await send('PUT', `/Users/${id}`, put)).toMatchObject({
      status: 200,
      json: { displayName: 'A', externalId: 'x' },
    });
  });
});
