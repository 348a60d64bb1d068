import { expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import type { GroupMember } from '#store/index.js';
import { overServers } from '../kit/server-suites.js';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const COUNT = 9_000;

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

overServers('answers of one piece', (server) => {
  test('have every character, however many bytes it takes', async () => {
    const scim = await server().scim();
    // of one byte; of two, which Latin-1 has as one; of four
    for (const [n, name] of ['Anna', 'Jürgen Åström', 'Ann \u{1f680} 安娜'].entries()) {
      const userName = `person-${n}`;
      const user = { schemas: [USER], userName, displayName: name };
      const id = String((await scim.post('/Users', user)).body['id']);
      const read = await scim.get(`/Users/${id}`);
      const filter = encodeURIComponent(`userName eq "${userName}"`);
      const listed = await scim.get(`/Users?filter=${filter}`);
      for (const answer of [read, listed]) {
        expect(Number(answer.headers.get('content-length'))).toBe(Buffer.byteLength(answer.text));
      }
      expect(read.body).toMatchObject({ displayName: name });
      expect(listed.body).toMatchObject({ totalResults: 1, Resources: [read.body] });
    }
  });
});

overServers('answers that are sent in pieces', (server) => {
  test('are the text to the letter, with their length in bytes, whatever a piece ends in', async () => {
    const scim = await server().scim();
    const group = await scim.post('/Groups', { schemas: [GROUP], displayName: 'Everybody' });
    const groupId = String(group.body['id']);
    const record = await server().store.read.scimGroups.get(groupId);
    const { connectionId = '', createdAt = '' } = record ?? {};
    const stamp = { version: 1, createdAt, updatedAt: createdAt, connectionId, groupId };
    // characters of two units at every place, so that pieces end in the middle of one
    const rows = Array.from({ length: COUNT }, (_none, n): GroupMember => {
      const display = `${n} ${'x'.repeat(n % 2)}${'\u{1f680}'.repeat(40)}`;
      return { id: newId(), ...stamp, memberId: newId(), type: 'User', display };
    });
    for (let from = 0; from < COUNT; from += 1_000) {
      await server().store.transaction('lane', async (tx) => {
        await tx.groupMembers.insertMissing(rows.slice(from, from + 1_000));
      });
    }
    const answer = await scim.get(`/Groups/${groupId}`);
    expect(answer.status).toBe(200);
    expect(answer.text.length).toBeGreaterThan(2 * 1_048_576);
    expect(Number(answer.headers.get('content-length'))).toBe(Buffer.byteLength(answer.text));
    const { members } = JSON.parse(answer.text) as {
      members: readonly { readonly value: string; readonly display: string }[];
    };
    const shown = new Map(members.map(({ value, display }) => [value, display]));
    expect(shown).toEqual(new Map(rows.map(({ memberId, display }) => [memberId, display])));
    // a list is one text, which is cut
    const listed = await scim.get(`/Groups?filter=${encodeURIComponent(`id eq "${groupId}"`)}`);
    expect(Number(listed.headers.get('content-length'))).toBe(Buffer.byteLength(listed.text));
    expect(listed.body).toMatchObject({ totalResults: 1, Resources: [JSON.parse(answer.text)] });
    // the log keeps the beginning of the answer
    const place = `/organizations/${scim.organizationId}/connections/${scim.connectionId}`;
    const log = await server().rest('GET', `${place}/exchanges?limit=200`);
    const entries = log.body['items'] as unknown as readonly Record<'id' | 'operation', string>[];
    const entry = entries.find(({ operation }) => operation === 'group.read');
    const { body } = await server().rest('GET', `${place}/exchanges/${entry?.id}`);
    // without the names of people, which begin with the first member
    const [head = '', ...rest] = answer.text.split('"display"');
    expect(rest).toHaveLength(COUNT);
    expect(String(body['response']).startsWith(head)).toBe(true);
    // the connection is free for the next request
    expect((await scim.get('/ServiceProviderConfig')).status).toBe(200);
  });
});
