import { expect, test } from '@jest/globals';
import { hashOfEntry, TransactionJournal } from '#core/tenancy/index.js';
import { equals, type JournalEntry, type Organization, type Writers } from '#store/index.js';
import { overApplications, type TestApplication } from '../../kit/application.js';
import { inOrganizationScope, createPerson } from '../../kit/organization-scopes.js';

const DAY = 86_400_000;

/** Changes one line in the database, past every rule. */
async function tamper(
  app: TestApplication,
  { id }: Organization,
  sequence: number,
  work: (tx: Writers, entry: JournalEntry) => Promise<unknown>,
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
      await scim.call('POST', '/Users', { schemas: ['urn:example:other'], userName: 'refused' });
      await scim.call('POST', '/Groups', { schemas: ['urn:example:other'], displayName: 'Team' });
    });
    await Promise.all(work);
    const entries = await app().journal(a.organization.id);
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
    const hashes = ['', ...entries.map(({ hash: _, ...line }) => hashOfEntry(line))];
    expect(['', ...entries.map(({ hash }) => hash)]).toEqual(hashes);
    expect(entries.map(({ previous }) => previous)).toEqual(hashes.slice(0, -1));
    const salts = new Set(entries.map(({ salt }) => salt));
    expect([salts.size, [...salts][0]?.length]).toEqual([entries.length, 22]);
    const count = (type: string) => entries.filter((entry) => entry.type === type).length;
    expect(count('scim.user.created')).toBe(12);
    expect(count('member.added')).toBe(13);
    expect(count('scim.group.updated')).toBe(8);
  });

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
      const watched = Object.create(tx, { journal: { value: counted } }) as Writers;
      const journal = new TransactionJournal(watched, organization.id, []);
      const target = { kind: 'organization', id: organization.id };
      for (let index = 0; index < 5; index += 1) {
        await journal.append(ctx, { type: 'org.updated', target }, undefined);
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
        await scope.journal.append({
          type: 'test.counted',
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
  });

  /** An organization whose journal has five lines. */
  const withFiveLines = async (): Promise<Organization> => {
    const organization = await app().organization();
    for (const name of ['One', 'Two', 'Three'])
      await createPerson(app(), organization, name, 'member');
    return organization;
  };
  const breakOf = async ({ id }: Organization, from?: number) => {
    const { core, ctx } = app();
    const { broken } = await core.journal.verify(ctx(), id, from === undefined ? {} : { from });
    return broken;
  };
  const setType = (tx: Writers, { id }: JournalEntry) =>
    tx.journal.setWhere(equals('id', id), 'type', 'member.left');
  /** Another line in the place of one, with a hash that fits it: only the neighbours can tell. */
  const replaceLine =
    (change: Partial<JournalEntry>) => async (tx: Writers, entry: JournalEntry) => {
      const { hash: _, ...unsigned } = { ...entry, ...change };
      await tx.journal.remove(entry.id);
      await tx.journal.insert({ ...unsigned, hash: hashOfEntry(unsigned) });
    };
  /** All that is due: one run does not reach every organization of these tests. */
  const purgeAll = async (): Promise<number> => {
    for (let total = 0; ;) {
      const { done, more } = await app().core.journal.purge(app().ctx());
      total += done;
      if (!more) return total;
    }
  };
  const removeLine = (tx: Writers, { id }: JournalEntry) => tx.journal.remove(id);

  test('a changed line, a line taken out, a cut tail and a cut head are each found where they are', async () => {
    const changed = await withFiveLines();
    await tamper(app(), changed, 3, setType);
    expect(await breakOf(changed)).toEqual({ sequence: 3, problem: 'changed' });
    const rehashed = await withFiveLines();
    await tamper(app(), rehashed, 2, async (tx, entry) => {
      await tx.journal.remove(entry.id);
      await tx.journal.insert({ ...entry, hash: '0'.repeat(64) });
    });
    expect(await breakOf(rehashed)).toEqual({ sequence: 2, problem: 'changed' });
    const missing = await withFiveLines();
    await tamper(app(), missing, 4, removeLine);
    expect(await breakOf(missing)).toEqual({ sequence: 4, problem: 'missing' });
    const cut = await withFiveLines();
    await tamper(app(), cut, 5, removeLine);
    expect(await breakOf(cut)).toEqual({ sequence: 5, problem: 'cut' });
    await tamper(app(), cut, 4, removeLine);
    expect(await breakOf(cut)).toEqual({ sequence: 4, problem: 'cut' });
    const headless = await withFiveLines();
    await tamper(app(), headless, 1, removeLine);
    expect(await breakOf(headless)).toEqual({ sequence: 1, problem: 'missing' });
    const empty = await withFiveLines();
    for (const sequence of [1, 2, 3, 4, 5]) await tamper(app(), empty, sequence, removeLine);
    expect(await breakOf(empty)).toEqual({ sequence: 1, problem: 'cut' });
  });

  test('a line that was rewritten with a hash of its own is found by the line behind it', async () => {
    const rewritten = await withFiveLines();
    await tamper(app(), rewritten, 3, replaceLine({ type: 'member.left', family: 'member' }));
    expect(await breakOf(rewritten)).toEqual({ sequence: 4, problem: 'unlinked' });
    // what the walk begins behind is trusted, what it begins with is not
    expect(await breakOf(rewritten, 3)).toEqual({ sequence: 4, problem: 'unlinked' });
    expect(await breakOf(rewritten, 4)).toBeUndefined();
    const detached = await withFiveLines();
    await tamper(app(), detached, 4, replaceLine({ previous: '0'.repeat(64) }));
    expect(await breakOf(detached)).toEqual({ sequence: 4, problem: 'unlinked' });
    const first = await withFiveLines();
    await tamper(app(), first, 1, replaceLine({ previous: '0'.repeat(64) }));
    expect(await breakOf(first)).toEqual({ sequence: 1, problem: 'unlinked' });
    const last = await withFiveLines();
    await tamper(app(), last, 5, replaceLine({ previous: '' }));
    expect(await breakOf(last)).toEqual({ sequence: 5, problem: 'unlinked' });
  });

  test('from a sequence on, what lies before it is not looked at, and what is gone behind it is', async () => {
    const organization = await withFiveLines();
    await tamper(app(), organization, 2, setType);
    expect(await breakOf(organization, 2)).toEqual({ sequence: 2, problem: 'changed' });
    expect(await breakOf(organization, 3)).toBeUndefined();
    await tamper(app(), organization, 4, removeLine);
    expect(await breakOf(organization, 3)).toEqual({ sequence: 4, problem: 'missing' });
    await tamper(app(), organization, 5, removeLine);
    expect(await breakOf(organization, 3)).toEqual({ sequence: 4, problem: 'cut' });
    expect(await breakOf(organization, 5)).toEqual({ sequence: 5, problem: 'cut' });
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
    expect(await purgeAll()).toBeGreaterThanOrEqual(3);
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
    await tamper(app(), organization, 4, removeLine);
    expect(await breakOf(organization)).toEqual({ sequence: 4, problem: 'missing' });
  });

  test('a purge that names another line, or another hash, explains nothing', async () => {
    for (const wrong of [{ through: 2 }, { hash: '0'.repeat(64) }, undefined]) {
      const organization = await app().organization();
      const { clock } = app();
      await createPerson(app(), organization, 'One', 'member');
      clock.advance(200 * DAY);
      await createPerson(app(), organization, 'Two', 'member');
      clock.advance(202 * DAY);
      await purgeAll();
      const after = (await app().journal(organization.id))[1]?.after ?? {};
      expect(await breakOf(organization)).toBeUndefined();
      const change = wrong ? { after: { ...after, ...wrong } } : { type: 'org.updated' };
      await tamper(app(), organization, 5, replaceLine(change));
      expect(await breakOf(organization)).toEqual({ sequence: 3, problem: 'missing' });
    }
  });

  test('an organization keeps its journal as long as its own policy says', async () => {
    const organization = await app().organization();
    const { clock, store } = app();
    await store.transaction(organization.id, async (tx) => {
      const kept = await tx.organizations.get(organization.id);
      if (!kept) throw new Error('The organization is gone.');
      const policies = { journalDays: 1_000 };
      await tx.organizations.update({ ...kept, policies, version: kept.version + 1 });
    });
    const before = (await app().journal(organization.id)).length;
    clock.advance(500 * DAY);
    await purgeAll();
    expect(await app().journal(organization.id)).toHaveLength(before);
    clock.advance(502 * DAY);
    await purgeAll();
    const types = (await app().journal(organization.id)).map(({ type }) => type);
    expect(types).toEqual(['journal.purged']);
    // everything old is gone, and the chain goes on
    await createPerson(app(), organization, 'One', 'member');
    expect(await breakOf(organization)).toBeUndefined();
  });
});
