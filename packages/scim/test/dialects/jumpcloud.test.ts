import { describe, expect, test } from '@jest/globals';
import { GROUP, USER, createTestEngine } from '../test-engine.js';

/** JumpCloud needs no dialect: what it sends is what the engine takes. */
describe('JumpCloud', () => {
  test('activation makes a test user and a test group, and deletes them', async () => {
    const { send } = createTestEngine();
    const user = { schemas: [USER], userName: 'test@example.com', active: true };
    const group = { schemas: [GROUP], displayName: 'Test Group' };
    const made = [await send('POST', '/Users', user), await send('POST', '/Groups', group)];
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    expect((await send('DELETE', '/Groups/group-1')).status).toBe(204);
    expect((await send('DELETE', '/Users/user-1')).status).toBe(204);
    expect((await send('POST', '/Users', user)).status).toBe(201);
  });

  test('or deactivates the user instead', async () => {
    const { patch, user } = createTestEngine();
    const id = await user('test@example.com', { active: true });
    const answer = await patch(`/Users/${id}`, { op: 'replace', value: { active: false } });
    expect(answer).toMatchObject({ status: 200, json: { active: false } });
  });

  test('members come and go in Azure-style value lists', async () => {
    const { send, patch, group } = createTestEngine();
    const url = `/Groups/${await group('G', 'a', 'b')}`;
    const add = { op: 'add', path: 'members', value: [{ value: 'c' }] };
    const remove = { op: 'remove', path: 'members', value: [{ value: 'a' }, { value: 'b' }] };
    expect((await patch(url, add)).status).toBe(204);
    expect((await patch(url, remove)).status).toBe(204);
    expect((await send('GET', url)).json['members']).toMatchObject([{ value: 'c' }]);
  });
});
