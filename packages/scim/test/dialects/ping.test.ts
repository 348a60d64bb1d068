import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../../src/schema/definition.js';
import { GROUP, USER, createTestEngine } from '../test-engine.js';

/** PingFederate and PingOne need no dialect: what they send is what the engine takes. */
describe('PingFederate and PingOne', () => {
  test('users are updated and disabled by PUT', async () => {
    const { send, user } = createTestEngine();
    const id = await user('a', { title: 'T' });
    const put = { schemas: [USER], id, userName: 'a', active: false };
    const { status, json } = await send('PUT', `/Users/${id}`, put);
    expect(status).toBe(200);
    expect(json).toMatchObject({ id, active: false });
    expect(json).not.toHaveProperty('title');
  });

  test('groups are matched by listing all of them, and may be updated by PUT', async () => {
    const { send, group } = createTestEngine();
    const ids = [await group('A', 'u'), await group('B')];
    const { json } = await send('GET', '/Groups');
    expect((json['Resources'] as Resource[]).map(({ id }) => id)).toEqual(ids);
    const put = { schemas: [GROUP], displayName: 'A', members: [{ value: 'v' }] };
    const answer = await send('PUT', `/Groups/${ids[0] ?? ''}`, put);
    expect(answer).toMatchObject({ status: 200, json: { members: [{ value: 'v' }] } });
  });
});
