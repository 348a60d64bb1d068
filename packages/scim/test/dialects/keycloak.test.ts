import { describe, expect, test } from '@jest/globals';
import { keycloak } from '../../src/dialects/keycloak.js';
import { USER, createTestEngine } from '../test-engine.js';

describe('Keycloak’s plugins', () => {
  test.each<[string, string]>([
    ['//Users', '/Users'],
    ['/Users/', '/Users'],
    ['//Users//abc/', '/Users/abc'],
    ['/Users/a%2F%2Fb', '/Users/a%2F%2Fb'],
    ['//', '/'],
  ])('the path %s is %s', (path, meant) => {
    expect(keycloak.path?.(path)).toBe(meant);
  });

  test('double and trailing slashes reach the resource (row 110)', async () => {
    const { send, user } = createTestEngine();
    const id = await user('a');
    expect((await send('GET', `//Users/${id}/`)).json).toMatchObject({ id });
    const body = { schemas: [USER], userName: 'b' };
    expect((await send('POST', '//Users', body)).status).toBe(201);
  });

  test('an id in a POST is ignored, the externalId is kept', async () => {
    const body = { schemas: [USER], id: 'theirs', externalId: 'theirs', userName: 'a' };
    const { status, json } = await createTestEngine().send('POST', '/Users', body);
    expect(status).toBe(201);
    expect(json).toMatchObject({ id: 'user-1', externalId: 'theirs' });
  });

  test('PATCH with active as a string', async () => {
    const { patch, user } = createTestEngine();
    const id = await user('a', { active: true });
    const answer = await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: 'false' });
    expect(answer).toMatchObject({ status: 200, json: { active: false } });
  });

  test('the whole of members is replaced each time, and removed with a null value', async () => {
    const { send, patch, group } = createTestEngine();
    const url = `/Groups/${await group('G', 'a', 'b')}`;
    const replace = { op: 'replace', path: 'members', value: [{ value: 'b' }, { value: 'c' }] };
    expect((await patch(url, replace)).status).toBe(204);
    expect((await send('GET', url)).json['members']).toMatchObject([
      { value: 'b' },
      { value: 'c' },
    ]);
    expect((await patch(url, { op: 'remove', path: 'members', value: null })).status).toBe(204);
    expect((await send('GET', url)).json).not.toHaveProperty('members');
  });
});
