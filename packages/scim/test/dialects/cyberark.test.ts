import { describe, expect, test } from '@jest/globals';
import { GROUP, USER, createTestEngine } from '../test-engine.js';

/** CyberArk Identity needs no dialect: what it sends is what the engine takes. */
describe('CyberArk Identity', () => {
  test.each([
    '/Users?count=1',
    '/ServiceProviderConfig',
    '/ResourceTypes/User',
    '/ResourceTypes/Group',
    `/Schemas/${USER}`,
    `/Schemas/${GROUP}`,
  ])('asks GET %s first', async (path) => {
    expect((await createTestEngine().send('GET', path)).status).toBe(200);
  });

  test('finds users by userName, updates them by PUT, and groups by PATCH', async () => {
    const { send, patch, user, group } = createTestEngine();
    const id = await user('User-1@example.com');
    const filter = encodeURIComponent('userName eq "user-1@example.com"');
    expect((await send('GET', `/Users?filter=${filter}`)).json).toMatchObject({ totalResults: 1 });
    const put = { schemas: [USER], userName: 'user-1@example.com', displayName: 'User One' };
    expect((await send('PUT', `/Users/${id}`, put)).json).toMatchObject({
      displayName: 'User One',
    });
    const url = `/Groups/${await group('G')}`;
    expect((await patch(url, { op: 'add', path: 'members', value: [{ value: id }] })).status).toBe(
      204,
    );
    expect((await send('GET', url)).json).toMatchObject({ members: [{ value: id }] });
  });
});
