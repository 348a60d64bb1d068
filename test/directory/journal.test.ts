import { expect, test } from '@jest/globals';
import { overHouses } from '../kit/house.js';

overHouses('the journal', (house, { second }) => {
  test('its sequence has no gap and no double, whoever writes at once', async () => {
    const other = await second();
    const a = await house().side();
    const b = await house().side(a.organization);
    const group = await a.group('Team');
    const work = Array.from({ length: 12 }, async (_, index) => {
      const side = (index % 2 ? other : house()).visit(index % 3 ? a : b);
      const id = await side.user(`user-${index}@example.com`);
      if (side.connection.id === a.connection.id) await side.join(group, id);
      // a refusal rolls back: its number must not be missing
      await side.call('POST', '/Users', { schemas: [], userName: 'refused' });
      await side.call('POST', '/Groups', { schemas: [], displayName: 'Team' });
    });
    await Promise.all(work);
    const lines = await house().journal(a.organization.id);
    expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, index) => index + 1));
    const count = (type: string) => lines.filter((line) => line.type === type).length;
    expect(count('scim.user.created')).toBe(12);
    expect(count('member.added')).toBe(13);
    expect(count('scim.group.updated')).toBe(8);
  }, 60_000);

  test('a line says who, through which token, what, and the request it belongs to', async () => {
    const side = await house().side();
    await side.user('user-1@example.com');
    const line = (await house().journal(side.organization.id)).at(-1);
    const exchange = await side.lastExchange();
    expect(line).toMatchObject({
      type: 'scim.user.created',
      traceId: exchange.traceId,
      actor: {
        ...{ kind: 'connection', id: side.connection.id, name: 'Directory' },
        credentialId: exchange.credentialId,
      },
      target: { kind: 'scim-user', id: exchange.resourceId, name: 'user-1@example.com' },
    });
  });

  test('it is read in pages, and only by its organization', async () => {
    const side = await house().side();
    for (let index = 0; index < 4; index += 1) await side.user(`user-${index}@example.com`);
    const { ctx, directory } = house();
    const seen: number[] = [];
    for (let after = 0; ;) {
      const page = await directory.journal.list(ctx(), side.organization.id, { limit: 3, after });
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ sequence }) => sequence));
      if (page.next === undefined) break;
      after = Number(page.next);
    }
    expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    const stranger = await house().organization();
    const theirs = await house().journal(stranger.id);
    expect(theirs.every(({ organizationId }) => organizationId === stranger.id)).toBe(true);
  });
});
