import { describe, expect, test } from '@jest/globals';
import { USER, createTestEngine } from '../test-engine.js';

/** Google Workspace needs no dialect: what it sends is what the engine takes. */
describe('Google Workspace', () => {
  test('the probe GET /Users?count=1', async () => {
    const { send } = createTestEngine();
    expect(await send('GET', '/Users?count=1')).toMatchObject({
      status: 200,
      json: { totalResults: 0, itemsPerPage: 0, startIndex: 1 },
    });
  });

  test('a user is suspended and later deleted', async () => {
    const { send, patch, user } = createTestEngine();
    const id = await user('user-1@example.com', { active: true });
    const suspend = { op: 'replace', path: 'active', value: false };
    expect((await patch(`/Users/${id}`, suspend)).json).toMatchObject({ active: false });
    const put = { schemas: [USER], userName: 'user-1@example.com', active: true };
    expect((await send('PUT', `/Users/${id}`, put)).json).toMatchObject({ active: true });
    expect((await send('DELETE', `/Users/${id}`)).status).toBe(204);
  });
});
