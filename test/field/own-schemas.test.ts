import { describe, expect, test } from '@jest/globals';
import { createRegistry } from '@muster/scim';
import { overApplications, PATCH_OP, USER } from '../kit/application.js';

const BADGE = 'urn:example:scim:schemas:2.0:Badge';
const SCHEMA = {
  id: BADGE,
  name: 'Badge',
  attributes: [
    { name: 'serial', mutability: 'immutable' },
    { name: 'number', uniqueness: 'server' },
    { name: 'note', returned: 'request' },
    { name: 'tags', multiValued: true },
    { name: 'codes', multiValued: true, caseExact: true, uniqueness: 'server' },
    {
      name: 'keys',
      type: 'complex',
      multiValued: true,
      subAttributes: [
        { name: 'value', uniqueness: 'server' },
        { name: 'made', mutability: 'immutable' },
      ],
    },
    {
      name: 'deputy',
      type: 'complex',
      subAttributes: [
        { name: 'value' },
        { name: '$ref', type: 'reference', referenceTypes: ['User', 'Group'] },
        { name: 'display', mutability: 'readOnly' },
      ],
    },
  ],
};

const options = {
  registry: createRegistry({
    schemas: [SCHEMA],
    extensions: [{ schema: BADGE, resourceType: 'User', required: false }],
  }),
};

overApplications(
  'Configured schemas',
  (app) => {
    const body = (userName: string, badge: object): object => ({
      schemas: [USER, BADGE],
      userName,
      [BADGE]: badge,
    });
    const ops = (...Operations: object[]): object => ({ schemas: [PATCH_OP], Operations });

    test('S21 an immutable value is set once, whichever way', async () => {
      const scim = await app().scimConnection();
      const id = await scim.user('user-1', { [BADGE]: { number: '1' } });
      const path = `/Users/${id}`;
      const keys = [{ value: 'k', made: 'today' }];
      const set = await scim.call('PUT', path, body('user-1', { serial: 'A', keys }));
      expect(set.body[BADGE]).toMatchObject({ serial: 'A', keys });
      for (const [method, sent] of [
        ['PUT', body('user-1', { serial: 'B', keys })],
        ['PUT', body('user-1', { serial: 'A', keys: [{ value: 'k', made: 'never' }] })],
        ['PATCH', ops({ op: 'replace', path: `${BADGE}:serial`, value: 'B' })],
        ['PATCH', ops({ op: 'add', value: { [BADGE]: { serial: 'B' } } })],
        ['PATCH', ops({ op: 'remove', path: `${BADGE}:serial` })],
        ['PATCH', ops({ op: 'remove', path: BADGE })],
        ['PATCH', ops({ op: 'replace', path: `${BADGE}:keys[value eq "k"].made`, value: 'x' })],
        [
          'PATCH',
          ops({ op: 'replace', path: `${BADGE}:keys`, value: [{ value: 'k', made: 'x' }] }),
        ],
      ] as const) {
        const reply = await scim.call(method, path, sent);
        expect([reply.status, reply.body['scimType']]).toEqual([400, 'mutability']);
        expect((await scim.call('GET', path)).body[BADGE]).toMatchObject({ serial: 'A', keys });
      }
      for (const sent of [body('user-1', { serial: 'A', keys }), body('user-1', { keys })]) {
        const same = await scim.call('PUT', path, sent);
        expect([same.status, same.body[BADGE]]).toEqual([200, { serial: 'A', keys }]);
      }
      const silent = await scim.call('PUT', path, { schemas: [USER], userName: 'user-1' });
      expect(silent.body[BADGE]).toEqual({ serial: 'A' });
    });

    test('S21 what is returned on request is in the answer to the change that set it', async () => {
      const scim = await app().scimConnection();
      const made = await scim.call('POST', '/Users', body('user-1', { note: 'N', serial: 'A' }));
      expect(made.body[BADGE]).toEqual({ note: 'N', serial: 'A' });
      const path = `/Users/${String(made.body['id'])}`;
      expect((await scim.call('GET', path)).body[BADGE]).toEqual({ serial: 'A' });
      const asked = await scim.call('GET', `${path}?attributes=${BADGE}:note`);
      expect(asked.body[BADGE]).toEqual({ note: 'N' });
      const put = await scim.call('PUT', path, body('user-1', { note: 'M', serial: 'A' }));
      expect(put.body[BADGE]).toEqual({ note: 'M', serial: 'A' });
      const patch = ops({ op: 'replace', path: `${BADGE}:note`, value: 'L' });
      expect((await scim.call('PATCH', path, patch)).body[BADGE]).toMatchObject({ note: 'L' });
      const other = ops({ op: 'add', path: 'title', value: 'T' });
      expect((await scim.call('PATCH', path, other)).body[BADGE]).toEqual({ serial: 'A' });
      const without = `${path}?excludedAttributes=${BADGE}:note`;
      const excluded = await scim.call('PATCH', without, patch);
      expect(excluded.body[BADGE]).toEqual({ serial: 'A' });
    });

    test('S21 a unique value belongs to one resource of the connection', async () => {
      const scim = await app().scimConnection();
      await scim.user('user-1', {
        [BADGE]: { number: 'N', codes: ['c', 'd'], keys: [{ value: 'k' }] },
      });
      const other = await scim.user('user-2');
      const path = `/Users/${other}`;
      for (const badge of [{ number: 'n' }, { codes: ['x', 'd'] }, { keys: [{ value: 'K' }] }]) {
        for (const [method, where, sent] of [
          ['POST', '/Users', body('user-3', badge)],
          ['PUT', path, body('user-2', badge)],
          ['PATCH', path, ops({ op: 'add', value: { [BADGE]: badge } })],
        ] as const) {
          const reply = await scim.call(method, where, sent);
          expect([reply.status, reply.body['scimType']]).toEqual([409, 'uniqueness']);
        }
      }
      expect((await scim.call('GET', path)).body).not.toHaveProperty([BADGE]);
      expect((await scim.call('PUT', path, body('user-2', { codes: ['C'] }))).status).toBe(200);
      const again = await scim.call('PUT', path, body('user-2', { codes: ['C'], number: 'M' }));
      expect(again.status).toBe(200);
      await (await app().scimConnection()).user('user-1', { [BADGE]: { number: 'N' } });
    });

    test('S21 a list of simple values can be asked for and changed by its values', async () => {
      const scim = await app().scimConnection();
      const id = await scim.user('user-1', { [BADGE]: { tags: ['a', 'B', 'c'] } });
      await scim.user('user-2', { [BADGE]: { tags: ['x'] } });
      for (const [filter, count] of [
        [`${BADGE}:tags[value eq "b"]`, 1],
        [`${BADGE}:tags[value sw "A" or value eq "x"]`, 2],
        [`${BADGE}:tags[not (value eq "x")]`, 1],
        [`${BADGE}:tags[value pr]`, 2],
        [`${BADGE}:tags eq "B"`, 1],
        [`schemas[value eq "${BADGE}"]`, 2],
      ] as const) {
        const reply = await scim.call('GET', `/Users?filter=${encodeURIComponent(filter)}`);
        expect([filter, reply.body['totalResults']]).toEqual([filter, count]);
      }
      const unknown = encodeURIComponent(`${BADGE}:tags[type eq "b"]`);
      expect((await scim.call('GET', `/Users?filter=${unknown}`)).status).toBe(400);
      const path = `/Users/${id}`;
      const patch = async (op: string, value?: string): Promise<unknown> => {
        const where = `${BADGE}:tags[value eq "b"]`;
        const operation = { op, path: where, ...(value !== undefined && { value }) };
        return (await scim.call('PATCH', path, ops(operation))).body[BADGE];
      };
      expect(await patch('replace', 'b')).toEqual({ tags: ['a', 'b', 'c'] });
      expect(await patch('remove')).toEqual({ tags: ['a', 'c'] });
    });

    test('S23 what a configured schema refers to has $ref and name while it is there', async () => {
      const scim = await app().scimConnection();
      const group = await scim.group('Group One');
      const id = await scim.user('user-1', { [BADGE]: { deputy: { value: group } } });
      const shown = async (): Promise<unknown> =>
        (await scim.call('GET', `/Users/${id}`)).body[BADGE]!['deputy'];
      expect(await shown()).toEqual({
        value: group,
        $ref: expect.stringMatching(`/Groups/${group}$`),
        display: 'Group One',
      });
      await scim.call('DELETE', `/Groups/${group}`);
      expect(await shown()).toEqual({ value: group });
    });
  },
  options,
);

describe('Schemas that cannot be kept', () => {
  test.each([
    { name: 'count', type: 'integer', uniqueness: 'server' },
    { name: 'code', uniqueness: 'global' },
    {
      name: 'card',
      type: 'complex',
      subAttributes: [{ name: 'number', uniqueness: 'server' }],
    },
  ])('S21 $name is refused at the start, with its reason', (attribute) => {
    const schema = {
      id: 'urn:example:scim:schemas:2.0:Other',
      name: 'Other',
      attributes: [attribute],
    };
    expect(() => createRegistry({ schemas: [schema] })).toThrow(/uniqueness/);
  });
});
