import { describe, expect, test } from '@jest/globals';
import { createTestEngine } from '../test-engine.js';

/** Clients that were built against WorkOS expect what it does; no dialect is needed for it. */
describe('WorkOS', () => {
  test('userName is found in any case, and active is always answered as a boolean', async () => {
    const { send, user } = createTestEngine();
    await user('User-1@Example.com', { active: 'true' });
    const filter = encodeURIComponent('userName eq "user-1@example.com"');
    const { json } = await send('GET', `/Users?filter=${filter}`);
    expect(json).toMatchObject({ totalResults: 1, Resources: [{ active: true }] });
  });

  test('strict refuses an active that is no boolean, as WorkOS does', async () => {
    const { patch, user } = createTestEngine({ compatibility: 'strict' });
    const id = await user('a');
    const answer = await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: 'False' });
    expect(answer).toMatchObject({ status: 400, json: { scimType: 'invalidValue' } });
  });
});
