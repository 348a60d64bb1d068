import { describe, expect, test } from '@jest/globals';
import { onelogin } from '../../src/dialects/onelogin.js';
import { ENTERPRISE, GROUP, PATCH_OP, USER, createTestEngine } from '../test-engine.js';

const OLD_CORE = 'urn:scim:schemas:core:2.0';
const OLD_ENTERPRISE = 'urn:scim:schemas:extension:enterprise:2.0';

describe('what the dialect rewrites', () => {
  test.each<[string, string]>([
    ['urn:scim:schemas:core:1.0', USER],
    ['urn:scim:schemas:core:2.0', USER],
    ['URN:scim:schemas:core:2.0:User', USER],
    ['urn:scim:schemas:extension:enterprise:1.0', ENTERPRISE],
    ['urn:scim:schemas:extension:enterprise:2.0', ENTERPRISE],
    ['urn:scim:schemas:extension:enterprise:2.0:User', ENTERPRISE],
    ['urn:scim:schemas:core:3.0', 'urn:scim:schemas:core:3.0'],
    ['urn:example:urn:scim:schemas:core:1.0', 'urn:example:urn:scim:schemas:core:1.0'],
  ])('the URN %s is %s', (old, modern) => {
    expect(onelogin.resource?.('User', { schemas: [old] })).toEqual({ schemas: [modern] });
  });

  test('the core URN of a group is the group’s', () => {
    expect(onelogin.resource?.('Group', { schemas: [OLD_CORE] })).toEqual({ schemas: [GROUP] });
  });

  test('two old URNs that mean one are one', () => {
    const schemas = ['urn:scim:schemas:core:1.0', OLD_CORE, OLD_ENTERPRISE];
    expect(onelogin.resource?.('User', { schemas })).toEqual({ schemas: [USER, ENTERPRISE] });
  });

  test('what is modern already comes back as the same object', () => {
    const body = { schemas: [USER], userName: 'a', [ENTERPRISE]: { manager: { value: 'm' } } };
    expect(onelogin.resource?.('User', body)).toBe(body);
    const patch = { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'title', value: 'T' }] };
    expect(onelogin.patch?.('User', patch)).toBe(patch);
    const query = new URLSearchParams('filter=userName eq "a?"&count=1');
    expect(onelogin.query?.(query)).toBe(query);
  });

  test('a key called __proto__ stays data', () => {
    const body = JSON.parse(`{"__proto__": {"x": 1}, "schemas": ["${OLD_CORE}"]}`) as object;
    const rewritten = onelogin.resource?.('User', { ...body });
    expect(Object.getPrototypeOf(rewritten)).toBe(Object.prototype);
  });

  test('a loose ? or & at the end of a value is cut, one inside a literal is not', () => {
    const rewritten = (text: string): string =>
      String(onelogin.query?.(new URLSearchParams(text))?.get('filter'));
    expect(rewritten('filter=userName eq "a?"?')).toBe('userName eq "a?"');
    expect(rewritten('filter=userName eq "a"%26')).toBe('userName eq "a"');
    expect(rewritten('filter=(userName eq "a")?')).toBe('(userName eq "a")');
    expect(rewritten('filter=userName eq "a?"')).toBe('userName eq "a?"');
    expect(onelogin.query?.(new URLSearchParams('count=1?'))?.get('count')).toBe('1');
  });
});

describe('OneLogin through the engine', () => {
  const template = {
    schemas: [OLD_CORE, OLD_ENTERPRISE],
    id: null,
    userName: 'user-1@example.com',
    active: 'true',
    emails: { value: 'user-1@example.com', type: 'work', primary: 'true' },
    [OLD_ENTERPRISE]: { department: 'D', manager: { managerId: 'm' } },
  };

  test('a template of old URNs, string booleans, null id, managerId and a lone e-mail', async () => {
    const { status, json } = await createTestEngine().send('POST', '/Users', template);
    expect(status).toBe(201);
    expect(json).toMatchObject({
      schemas: [USER, ENTERPRISE],
      id: 'user-1',
      active: true,
      emails: [{ value: 'user-1@example.com', type: 'work', primary: true }],
      [ENTERPRISE]: { department: 'D', manager: { value: 'm' } },
    });
  });

  test('in strict the same is refused', async () => {
    const answer = await createTestEngine({ compatibility: 'strict' }).send(
      'POST',
      '/Users',
      template,
    );
    expect(answer).toMatchObject({ status: 400, json: { scimType: 'invalidSyntax' } });
  });

  test('the connection test asks for nobody, in a query with loose ends', async () => {
    const { send } = createTestEngine();
    for (const query of ['?filter=userName+eq+%22nobody%22&', '?filter=userName+eq+%22nobody%22?'])
      expect(await send('GET', `/Users${query}`)).toMatchObject({
        status: 200,
        json: { totalResults: 0 },
      });
    expect((await send('GET', '/Users?')).status).toBe(200);
  });

  test('users are updated by PUT, groups by PATCH with old URNs in paths and values', async () => {
    const { send, patch } = createTestEngine();
    await send('POST', '/Users', template);
    const put = await send('PUT', '/Users/user-1', { ...template, title: 'T', active: 'false' });
    expect(put).toMatchObject({ status: 200, json: { title: 'T', active: false } });
    const moved = await patch(
      '/Users/user-1',
      { op: 'replace', path: `${OLD_ENTERPRISE}:department`, value: 'E' },
      { op: 'replace', value: { [OLD_ENTERPRISE]: { manager: { managerId: 'n' } } } },
    );
    expect(moved.json[ENTERPRISE]).toMatchObject({ department: 'E', manager: { value: 'n' } });
    const group = { schemas: [OLD_CORE], displayName: 'G' };
    const { json } = await send('POST', '/Groups', group);
    expect(json).toMatchObject({ schemas: [GROUP], displayName: 'G' });
    const add = { op: 'add', path: 'members', value: [{ value: 'user-1' }] };
    expect((await patch(`/Groups/${String(json['id'])}`, add)).status).toBe(204);
    expect((await send('DELETE', '/Users/user-1')).status).toBe(204);
  });
});
