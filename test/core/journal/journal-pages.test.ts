import { expect, test } from '@jest/globals';
import { streamEntries } from '#core/journal/list.js';
import { instant, newId } from '#kernel/index.js';
import type { JournalEntry, Query } from '#store/index.js';
import { overApplications } from '../../kit/application.js';

/** More than one page looks at. */
const COUNT = 10_050;

overApplications('a long journal', (app) => {
  test('a second filter that few lines meet: each page looks at 10,000, may be empty, and says where to go on', async () => {
    const { organization } = await app().scimConnection();
    const organizationId = organization.id;
    const start = (await app().journal(organizationId)).length;
    const at = instant(app().clock.now());
    const stamp = { version: 1, createdAt: at, updatedAt: at, organizationId };
    const lines = Array.from({ length: COUNT }, (_, n): JournalEntry => {
      const isRare = n === 3 || n === COUNT - 3;
      return {
        id: newId(),
        ...stamp,
        sequence: start + n + 1,
        type: isRare ? 'member.suspended' : 'member.restored',
        family: 'member',
        actor: { kind: 'system', name: 'test' },
        target: { kind: 'member', id: 'm' },
        traceId: 'trace',
        actorKey: 'system:test',
        targetKey: 'member:m',
        previous: '',
        hash: '',
      };
    });
    await app().store.transaction(organizationId, (tx) => tx.journal.insertMissing(lines));
    const list = async (query: object) => {
      const pages: number[][] = [];
      for (let after = 0; ;) {
        const page = await app().core.journal.list(app().ctx(), organizationId, {
          limit: 10,
          ...query,
          after,
        });
        pages.push(page.items.map(({ sequence }) => sequence - start));
        if (page.next === undefined) return pages;
        after = Number(page.next);
      }
    };
    const [older, newer] = [4, COUNT - 2];
    const both = { target: 'member:m', type: 'member.suspended' };
    expect(await list(both)).toEqual([[older], [newer]]);
    expect(await list({ ...both, order: 'desc' })).toEqual([[newer], [older]]);
    expect(await list({ actor: 'system:test', type: 'scim.*' })).toEqual([[], []]);
    // what lies outside of the time is not looked at
    expect(await list({ ...both, until: '2020-01-01T00:00:00.000Z' })).toEqual([[]]);
    // a type has no index: it is looked for among all lines, in their order
    expect((await list({ type: 'member.suspended' })).flat()).toEqual([older, newer]);
    expect((await list({ type: 'member.suspended' })).length).toBeGreaterThan(1);
    // one filter with an index is one walk of it: a page is full
    expect((await list({ target: 'member:m', limit: 500 }))[0]).toHaveLength(500);
    // a stream reads few at once, and more where each page looks for its end first
    const reading = app().store.read.journal;
    const limits: number[] = [];
    const watched = Object.assign(Object.create(reading) as typeof reading, {
      find(query: Query) {
        limits.push(query.limit);
        return reading.find(query);
      },
    });
    const streamed = async (query: object) => {
      limits.length = 0;
      const sequences: number[] = [];
      const lines = streamEntries(watched, organizationId, query);
      for await (const { sequence } of lines) sequences.push(sequence - start);
      return sequences;
    };
    expect(await streamed({ target: 'member:m' })).toEqual(lines.map((_, n) => n + 1));
    expect(Math.max(...limits)).toBe(201);
    expect(await streamed(both)).toEqual([older, newer]);
    expect(Math.max(...limits)).toBe(501);
  });
});
