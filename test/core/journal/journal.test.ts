import { expect, test } from '@jest/globals';
import { append } from '#core/index.js';
import type { Organization, Writers } from '#store/index.js';
import { overApplications, type TestApplication } from '../../kit/application.js';
import { inOrganizationScope, createPerson } from '../../kit/organization-scopes.js';

const DAY = 86_400_000;

/** Something behind Muster's back. */
async function tamper(
  app: TestApplication,
  { id }: Organization,
  sequence: number,
  work: (
    tx: Writers,
    entry: Awaited<ReturnType<TestApplication['journal']>>[number],
  ) => Promise<void>,
): Promise<void> {
  const entry = (await app.journal(id)).find((one) => one.sequence === sequence);
  if (!entry) throw new Error(`There is no line ${sequence}.`);
  await app.store.transaction(id, (tx) => work(tx, entry));
}

overApplications('the journal', (app, { secondApplication }) => {
  test('its sequence has no gap and no double, whoever writes at once', async () => {
    const other = await secondApplication();
    const a = await app().scimConnection();
    const b = await app().scimConnection(a.organization);
    const group = await a.group('Team');
    const work = Array.from({ length: 12 }, async (_, index) => {
      const scim = (index % 2 ? other : app()).attach(index % 3 ? a : b);
      const id = await scim.user(`user-${index}@example.com`);
      if (scim.connection.id === a.connection.id) await scim.join(group, id);
      // a refusal rolls back: its number must not be missing
      await scim.call('POST', '/Users', { schemas: [], userName: 'refused' });
      await scim.call('POST', '/Groups', { schemas: [], displayName: 'Team' });
    });
    await Promise.all(work);
    const entries = await app().journal(a.organization.id);
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
    const count = (type: string) => entries.filter((entry) => entry.type === type).length;
    expect(count('scim.user.created')).toBe(12);
    expect(count('member.added')).toBe(13);
    expect(count('scim.group.updated')).toBe(8);
  }, 60_000);

  test('a line says who, through which token, what, and the request it belongs to', async () => {
    const scim = await app().scimConnection();
    await scim.user('user-1@example.com');
    const entry = (await app().journal(scim.organization.id)).at(-1);
    const exchange = await scim.lastExchange();
    expect(entry).toMatchObject({
      type: 'scim.user.created',
      traceId: exchange.traceId,
      actor: {
        kind: 'connection',
        id: scim.connection.id,
        name: 'Directory',
        credentialId: exchange.credentialId,
      },
      target: { kind: 'scim-user', id: exchange.resourceId, name: 'user-1@example.com' },
    });
  });

  test('it is read in pages, and only by its organization', async () => {
    const scim = await app().scimConnection();
    for (let index = 0; index < 4; index += 1) await scim.user(`user-${index}@example.com`);
    const { ctx, core } = app();
    const seen: number[] = [];
    for (let after = 0; ;) {
      const page = await core.journal.list(ctx(), scim.organization.id, { limit: 3, after });
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ sequence }) => sequence));
      if (page.next === undefined) break;
      after = Number(page.next);
    }
    expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    const stranger = await app().organization();
    const theirs = await app().journal(stranger.id);
    expect(theirs.every(({ organizationId }) => organizationId === stranger.id)).toBe(true);
  });

  test('the hash of the line before is looked up once in a transaction, and by its key', async () => {
    const organization = await app().organization();
    let looks = 0;
    await inOrganizationScope(app(), organization, async ({ ctx, tx }) => {
      const counted = new Proxy(tx.journal, {
        get(target, name: keyof Writers['journal']) {
          if (name === 'first' || name === 'find' || name === 'count') looks += 1;
          const member = target[name];
          return typeof member === 'function' ? member.bind(target) : member;
        },
      });
      const watched: Writers = { ...tx, journal: counted, tallies: tx.tallies };
      for (let index = 0; index < 5; index += 1) {
        await append(ctx, watched, {
          organizationId: organization.id,
          type: 'org.updated',
          target: { kind: 'organization', id: organization.id },
        });
      }
    });
    expect(looks).toBe(1);
    const found = await app().core.journal.verify(app().ctx(), organization.id);
    expect(found).toMatchObject({ first: 1, lines: found.last });
    expect(found.broken).toBeUndefined();
  });

  test('a whole journal verifies, longer than a page and from any line', async () => {
    const organization = await app().organization();
    const { ctx, core } = app();
    await inOrganizationScope(app(), organization, async (scope) => {
      for (let index = 0; index < 600; index += 1) {
        await append(scope.ctx, scope.tx, {
          organizationId: organization.id,
          type: 'org.updated',
          target: { kind: 'organization', id: organization.id },
          after: { index, nothing: undefined, list: [1, { deep: true }] },
        });
      }
    });
    const whole = await core.journal.verify(ctx(), organization.id);
    expect(whole).toEqual({ organizationId: organization.id, lines: 602, first: 1, last: 602 });
    const part = await core.journal.verify(ctx(), organization.id, { from: 580 });
    expect(part).toMatchObject({ lines: 23, first: 580, last: 602 });
    expect(part.broken).toBeUndefined();
  }, 60_000);

  test('a changed line, a line taken out, a cut tail and a cut head are each found where they are', async () => {
    const { ctx, core } = app();
    const fresh = async (): Promise<Organization> => {
      const organization = await app().organization();
      for (const name of ['One', 'Two', 'Three'])
        await createPerson(app(), organization, name, 'member');
      return organization;
    };
    const verify = async ({ id }: Organization) => {
      const { broken } = await core.journal.verify(ctx(), id);
      return broken;
    };
    const changed = await fresh();
    await tamper(app(), changed, 3, async (tx, entry) => {
      await tx.journal.setWhere(
        { kind: 'compare', field: { column: 'id' }, operator: 'eq', value: entry.id },
        'type',
        'member.left',
      );
    });
    expect(await verify(changed)).toEqual({ sequence: 3, problem: 'changed' });
    const missing = await fresh();
    await tamper(app(), missing, 4, (tx, entry) => tx.journal.remove(entry.id));
    expect(await verify(missing)).toEqual({ sequence: 4, problem: 'missing' });
    const cut = await fresh();
    await tamper(app(), cut, 5, (tx, entry) => tx.journal.remove(entry.id));
    expect(await verify(cut)).toEqual({ sequence: 5, problem: 'cut' });
    const headless = await fresh();
    await tamper(app(), headless, 1, (tx, entry) => tx.journal.remove(entry.id));
    expect(await verify(headless)).toEqual({ sequence: 1, problem: 'missing' });
  });

  test('filters: type and family, actor, target, times; newest first; stable pages', async () => {
    const scim = await app().scimConnection();
    const { ctx, core } = app();
    const { id } = scim.organization;
    const before = new Date(app().clock.now()).toISOString();
    app().clock.advance(DAY);
    const user = await scim.user('user-1@example.com');
    const member = await scim.memberOf(user);
    await scim.patch(`/Users/${user}`, { op: 'replace', value: { active: false } });
    const types = async (query: object): Promise<string[]> => {
      const page = await core.journal.list(ctx(), id, { limit: 50, after: 0, ...query });
      return page.items.map(({ type }) => type);
    };
    expect(await types({ type: 'member.suspended' })).toEqual(['member.suspended']);
    expect(await types({ type: 'member.*' })).toEqual([
      'member.added',
      'member.added',
      'member.suspended',
    ]);
    expect(await types({ type: 'scim.user.*' })).toEqual([
      'scim.user.created',
      'scim.user.updated',
    ]);
    expect(await types({ type: 'memb.*' })).toEqual([]);
    expect(await types({ target: `member:${member.id}` })).toEqual([
      'member.added',
      'member.suspended',
    ]);
    const connection = `connection:${scim.connection.id}`;
    expect(await types({ actor: connection })).toHaveLength(4);
    expect(await types({ actor: connection, type: 'scim.*', order: 'desc' })).toEqual([
      'scim.user.updated',
      'scim.user.created',
    ]);
    const later = new Date(app().clock.now()).toISOString();
    expect(await types({ from: later })).toHaveLength(4);
    expect(await types({ until: later, type: 'member.*' })).toEqual(['member.added']);
    expect(await types({ until: before })).toEqual([]);
    const seen: number[] = [];
    for (let after = 0; ;) {
      const query = { limit: 3, after, order: 'desc' } as const;
      const page = await core.journal.list(ctx(), id, query);
      seen.push(...page.items.map(({ sequence }) => sequence));
      if (page.next === undefined) break;
      after = Number(page.next);
    }
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
    expect(new Set(seen).size).toBe((await app().journal(id)).length);
  });

  test('retention removes what is over its time, says so once, and leaves what verifies', async () => {
    const organization = await app().organization();
    const { ctx, core, clock } = app();
    await createPerson(app(), organization, 'One', 'member');
    clock.advance(200 * DAY);
    await createPerson(app(), organization, 'Two', 'member');
    clock.advance(202 * DAY);
    expect((await core.journal.purge(ctx())).done).toBeGreaterThanOrEqual(3);
    const entries = await app().journal(organization.id);
    expect(entries.map(({ sequence, type }) => [sequence, type])).toEqual([
      [4, 'member.added'],
      [5, 'journal.purged'],
    ]);
    expect(entries[1]?.after).toMatchObject({ lines: 3, through: 3, hash: entries[0]?.previous });
    const found = await core.journal.verify(ctx(), organization.id);
    expect(found).toEqual({
      organizationId: organization.id,
      lines: 2,
      first: 4,
      last: 5,
      purgedThrough: 3,
    });
    // gone through once a day; nothing more to do
    expect(await core.journal.purge(ctx())).toEqual({ done: 0, more: false });
    // a line taken out right behind the purge is not covered by it
    await tamper(app(), organization, 4, (tx, entry) => tx.journal.remove(entry.id));
    expect((await core.journal.verify(ctx(), organization.id)).broken).toBeDefined();
  });

  test('an organization keeps its journal as long as its own policy says', async () => {
    const organization = await app().organization();
    const { ctx, core, clock, store } = app();
    await store.transaction(organization.id, async (tx) => {
      const kept = await tx.organizations.get(organization.id);
      if (!kept) throw new Error('The organization is gone.');
      const policies = { journalDays: 1_000 };
      await tx.organizations.update({ ...kept, policies, version: kept.version + 1 });
    });
    const before = (await app().journal(organization.id)).length;
    clock.advance(500 * DAY);
    await core.journal.purge(ctx());
    expect(await app().journal(organization.id)).toHaveLength(before);
    clock.advance(502 * DAY);
    await core.journal.purge(ctx());
    const types = (await app().journal(organization.id)).map(({ type }) => type);
    expect(types).toEqual(['journal.purged']);
    // everything old is gone, and the chain goes on
    await createPerson(app(), organization, 'One', 'member');
    const found = await core.journal.verify(ctx(), organization.id);
    expect(found.broken).toBeUndefined();
  });
});
